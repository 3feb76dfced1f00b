import type { ConnectorLimits } from "../../src/core/connector.ts";

/** What X lets an app ask for with a bearer token, each limit by itself. */
export const X_LIMITS: ConnectorLimits = {
  asOf: "2026-11-01",
  source: "https://docs.x.com/x-api/fundamentals/rate-limits",
  survey: { requests: 300, windowMinutes: 15 },
  posts: { requests: 10_000, windowMinutes: 15 },
  follows: { requests: 300, windowMinutes: 15, rowsPerRequest: 1_000 },
};
