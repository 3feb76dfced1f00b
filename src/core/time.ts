/** A date on the wall calendar of the organisation's zone, `YYYY-MM-DD`. */
export type LocalDate = string;

/** The only way in which the product learns the time; tests and the demo hand in a made-up one. */
export interface Clock {
  now(): Date;
}

/** Where new identifiers come from: random in service, seeded in the demo and in tests. */
export interface Ids {
  /** A fresh identifier of 12 characters from `0-9a-z`. */
  next(): string;
}

/** To the minute, for people who may be in any zone: `2026-11-23 12:00 UTC`. */
export function inUtc(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** Since when something has held that was first noted `then`: what a clock that ran ahead noted, only since now. */
export function sinceThen(then: Date | null | undefined, now: Date): Date {
  return then !== null && then !== undefined && then < now ? then : now;
}
