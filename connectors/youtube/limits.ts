import type { ConnectorLimits } from "../../src/core/connector.ts";

/** The zone whose midnight begins a day of the quota. */
export const QUOTA_ZONE = "America/Los_Angeles";

/** The quota of a Google project that has not asked for more. Limits by the minute are far above what a night asks for. */
export const YOUTUBE_LIMITS: ConnectorLimits = {
  asOf: "2026-11-01",
  source: "https://developers.google.com/youtube/v3/determine_quota_cost",
  quotaDay: { units: 10_000, zone: QUOTA_ZONE },
};
