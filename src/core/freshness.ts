import { observed, type Cause, type Fact, type Presence } from "./facts.ts";
import { HOUR_MS } from "./time.ts";

/** What an API said supports a pass for so long (DESIGN.md, decision 2). */
export const API_MAX_AGE_HOURS = 48;

/** Why tonight's reading of something failed or was left out. */
export interface Failure {
  cause: Cause;
  detail: string;
}

export const STALE_API: Failure = {
  cause: "stale",
  detail: `the last reading is older than ${API_MAX_AGE_HOURS} hours`,
};

export function isOlder(at: Date, maxAgeMs: number, now: Date): boolean {
  return now.getTime() - at.getTime() > maxAgeMs;
}

export function isStale(at: Date, now: Date): boolean {
  return isOlder(at, API_MAX_AGE_HOURS * HOUR_MS, now);
}

/** Observed, while the reading is young enough to support a pass. */
export function fresh<T>(value: T, asOf: Date, now: Date): Fact<T> {
  return isStale(asOf, now) ? partial(value, STALE_API, asOf) : observed(value, asOf);
}

export function partial<T>(value: T, { cause, detail }: Failure, asOf: Date): Fact<T> {
  return { status: "partial", value, cause, detail, source: "api", asOf };
}

/** Why nothing can be read of an account that is not openly there; null where it is, or nobody knows. */
export function goneCause(presence: Presence | null): Cause | null {
  return presence === null || presence === "present" ? null : `account-${presence}`;
}

export function blockedBy(presence: Presence | null): Failure | null {
  const cause = goneCause(presence);
  return cause === null ? null : { cause, detail: "the account cannot be read from outside" };
}
