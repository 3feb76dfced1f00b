import { type Clock, MINUTE_MS } from "../../../src/core/time.ts";
import type { EndpointName } from "./meter.ts";

/** Requests of an app in 15 minutes, by endpoint (X's page on rate limits). */
export const DOCUMENTED_LIMITS: Readonly<Record<EndpointName, number>> = {
  users: 300,
  "users/by": 300,
  "users/tweets": 10_000,
  "users/following": 300,
  tweets: 3_500,
};

export interface Allowance {
  allowed: boolean;
  headers: Readonly<Record<string, string>>;
}

/** Counts a request in the endpoint's window, which begins with its first request. */
export function createLimits(
  clock: Clock,
  limits: Readonly<Record<EndpointName, number>>,
): (endpoint: EndpointName) => Allowance {
  const windows = new Map<EndpointName, { endsAt: number; used: number }>();
  return (endpoint) => {
    const now = clock.now().getTime();
    let window = windows.get(endpoint);
    if (window === undefined || window.endsAt <= now) window = { endsAt: now + 15 * MINUTE_MS, used: 0 };
    windows.set(endpoint, window);
    const limit = limits[endpoint];
    const allowed = window.used < limit;
    if (allowed) window.used++;
    return { allowed, headers: rateLimitHeaders(limit, limit - window.used, window.endsAt) };
  };
}

function rateLimitHeaders(limit: number, remaining: number, endsAt: number): Record<string, string> {
  return {
    "x-rate-limit-limit": String(limit),
    "x-rate-limit-remaining": String(remaining),
    "x-rate-limit-reset": String(Math.ceil(endsAt / 1000)),
  };
}
