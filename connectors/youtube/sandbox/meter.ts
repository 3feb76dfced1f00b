import { localDateOf } from "../../../src/core/calendar.ts";
import type { Clock } from "../../../src/core/time.ts";
import { QUOTA_ZONE } from "../limits.ts";

export type ResourceName = "channels" | "playlistItems" | "videos" | "subscriptions";

/** What the sandbox was asked, and what of the quota that took. */
export interface SandboxMeter {
  requests: Record<ResourceName, number>;
  /** Requests that were answered with HTTP 400 or above. */
  refused: number;
  /** Units of all days. */
  units: number;
  /** Renewals of access tokens, which cost no quota. */
  tokens: number;
}

export interface MeterBook {
  figures: SandboxMeter;
  request(resource: ResourceName): void;
  refuse(): void;
  renew(): void;
  /** Takes the unit of a call from the day's quota; false: it is used up. */
  take(): boolean;
  reset(): void;
}

export function createMeter(clock: Clock, unitsADay: number): MeterBook {
  const figures = zero();
  let day = "";
  let taken = 0;
  return {
    figures,
    request(resource) {
      figures.requests[resource]++;
    },
    refuse() {
      figures.refused++;
    },
    renew() {
      figures.tokens++;
    },
    take() {
      const today = localDateOf(clock.now(), QUOTA_ZONE);
      if (today !== day) taken = 0;
      day = today;
      if (taken >= unitsADay) return false;
      taken++;
      figures.units++;
      return true;
    },
    reset() {
      Object.assign(figures, zero());
    },
  };
}

function zero(): SandboxMeter {
  return {
    requests: { channels: 0, playlistItems: 0, videos: 0, subscriptions: 0 },
    refused: 0,
    units: 0,
    tokens: 0,
  };
}
