import type { Clock } from "../../../src/core/time.ts";
import { X_PRICES } from "../rates.ts";

export type EndpointName = "users" | "users/by" | "users/tweets" | "users/following" | "tweets";
export type Resource = "user" | "post" | "follow";

/** What the sandbox was asked, and what that would have cost. Money in millionths of a dollar. */
export interface SandboxMeter {
  requests: Record<EndpointName, number>;
  /** Requests that were answered with HTTP 400 or above. */
  refused: number;
  rows: Record<Resource, number>;
  /** Every row that was sent, at the price list. */
  listPriceMicroUsd: number;
  /** The same resource twice in one UTC day charged once. */
  chargedMicroUsd: number;
}

export interface MeterBook {
  figures: SandboxMeter;
  request(endpoint: EndpointName): void;
  refuse(): void;
  charge(resource: Resource, id: string): void;
  reset(): void;
}

const PRICES: Readonly<Record<Resource, number>> = {
  user: X_PRICES.profile.microUsd,
  post: X_PRICES.post.microUsd,
  follow: X_PRICES.followRow.microUsd,
};

export function createMeter(clock: Clock): MeterBook {
  const figures = zero();
  let day = "";
  const chargedToday: Record<Resource, Set<string>> = { user: new Set(), post: new Set(), follow: new Set() };
  return {
    figures,
    request(endpoint) {
      figures.requests[endpoint]++;
    },
    refuse() {
      figures.refused++;
    },
    charge(resource, id) {
      const today = clock.now().toISOString().slice(0, 10);
      if (today !== day) Object.values(chargedToday).forEach((ids) => ids.clear());
      day = today;
      figures.rows[resource]++;
      figures.listPriceMicroUsd += PRICES[resource];
      if (chargedToday[resource].has(id)) return;
      chargedToday[resource].add(id);
      figures.chargedMicroUsd += PRICES[resource];
    },
    reset() {
      Object.assign(figures, zero());
    },
  };
}

function zero(): SandboxMeter {
  return {
    requests: { users: 0, "users/by": 0, "users/tweets": 0, "users/following": 0, tweets: 0 },
    refused: 0,
    rows: { user: 0, post: 0, follow: 0 },
    listPriceMicroUsd: 0,
    chargedMicroUsd: 0,
  };
}
