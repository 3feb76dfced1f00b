import { addDays } from "../core/calendar.ts";
import type { Result } from "../core/rule.ts";
import type { LocalDate } from "../core/time.ts";

/**
 * What can be said of something that nothing is missing of, but only from a day on that lies in the rule's window: the first
 * reading began there, or before it something could not be read, which stays a gap until the window has passed it.
 */
export function notLongKnown(what: string, since: LocalDate, windowDays: number): Result {
  const from = addDays(since, windowDays);
  const detail = `${what} without a gap since ${since} only, and the rule looks back ${windowDays} days: it can be answered from ${from} on.`;
  return { result: "could-not-check", cause: "not-long-known", detail };
}
