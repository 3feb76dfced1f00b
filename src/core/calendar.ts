import { Temporal } from "temporal-polyfill";
import type { Closure } from "./policy.ts";
import { DAY_MS, type LocalDate } from "./time.ts";

/**
 * Two notions of an open day, on purpose:
 * - *open days* (`openDays`) measure how long an account has been quiet: every weekday counts, because posts are made at
 *   weekends too; only the organisation's closures are left out (POLICY.md, rules).
 * - *working days* (`isWorkingDay`, `nextOpenDay`, `addOpenDays`) say when people can act: Monday to Friday outside
 *   closures. Due dates and safeguarding mail go by them.
 */

/** The date on the wall calendar of `zone` at `instant`. */
export function localDateOf(instant: Date, zone: string): LocalDate {
  return zoned(instant, zone).toPlainDate().toString();
}

/** The wall-clock time of `zone` at `instant`, `HH:MM`. */
export function localTimeOf(instant: Date, zone: string): string {
  return zoned(instant, zone).toPlainTime().toString({ smallestUnit: "minute" });
}

function zoned(instant: Date, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone);
}

/**
 * When a wall clock in `zone` shows `time` (`HH:MM`) on `date`: the first of a doubled hour, the first valid moment after
 * a missing one (DESIGN.md, time). Throws RangeError on a date, time or zone that does not exist.
 */
export function instantOf(date: LocalDate, time: string, zone: string): Date {
  const wanted = Temporal.PlainDateTime.from(`${date}T${time}`);
  const before = wanted.toZonedDateTime(zone, { disambiguation: "earlier" });
  if (before.toPlainDateTime().equals(wanted)) return new Date(before.epochMilliseconds);
  const jump = before.getTimeZoneTransition("next");
  return new Date((jump ?? before).epochMilliseconds);
}

/** The last millisecond of a date on the wall calendar of `zone`: what holds "until" a day holds for all of it. */
export function endOf(date: LocalDate, zone: string): Date {
  return new Date(instantOf(addDays(date, 1), "00:00", zone).getTime() - 1);
}

/** Whether the zone ever had this date: a zone that crossed the date line has skipped one. */
export function dateExists(date: LocalDate, zone: string): boolean {
  return localDateOf(instantOf(date, "12:00", zone), zone) === date;
}

/** Days since 1970-01-01, for cheap arithmetic on dates. */
function dayNumber(date: LocalDate): number {
  return Math.round(Date.parse(`${date}T00:00:00Z`) / DAY_MS);
}

function dateOfDay(day: number): LocalDate {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** `date` moved by whole days, back where `days` is negative. */
export function addDays(date: LocalDate, days: number): LocalDate {
  return dateOfDay(dayNumber(date) + days);
}

/** Whole days from one date to another; negative where `to` is earlier. */
export function daysBetween(from: LocalDate, to: LocalDate): number {
  return dayNumber(to) - dayNumber(from);
}

/** Monday is 1, Sunday is 7. */
export function weekdayOf(date: LocalDate): number {
  return ((((dayNumber(date) + 3) % 7) + 7) % 7) + 1;
}

/** The ISO week that holds a date, such as `2026-W48`. */
export function isoWeekOf(date: LocalDate): string {
  const thursday = addDays(date, 4 - weekdayOf(date));
  const year = thursday.slice(0, 4);
  const week = Math.floor(daysBetween(`${year}-01-01`, thursday) / 7) + 1;
  return `${year}-W${String(week).padStart(2, "0")}`;
}

/** The Monday of the week that holds a date. */
export function mondayOf(date: LocalDate): LocalDate {
  return addDays(date, 1 - weekdayOf(date));
}

/** The Monday of an ISO week such as `2026-W48`: the week with 4 January in it is the year's first. */
export function mondayOfWeek(week: string): LocalDate {
  return addDays(mondayOf(`${week.slice(0, 4)}-01-04`), 7 * (Number(week.slice(6)) - 1));
}

/** Days in (`from`, `to`] outside closures, weekends included: a post made yesterday was 1 open day ago. 0 if not later. */
export function openDays(from: LocalDate, to: LocalDate, closures: readonly Closure[]): number {
  const first = dayNumber(from) + 1;
  const last = dayNumber(to);
  let open = Math.max(0, last - first + 1);
  let counted = first - 1;
  for (const closure of closures.toSorted((a, b) => a.from.localeCompare(b.from))) {
    const start = Math.max(dayNumber(closure.from), counted + 1);
    const end = Math.min(dayNumber(closure.to), last);
    open -= Math.max(0, end - start + 1);
    counted = Math.max(counted, end);
  }
  return open;
}

/** Closed where everyone is: the days that all of the given calendars leave out. */
export function commonClosures(calendars: readonly (readonly Closure[])[]): readonly Closure[] {
  const [first = [], ...others] = calendars;
  return others.reduce<readonly Closure[]>(
    (common, calendar) => common.flatMap((a) => calendar.flatMap((b) => overlap(a, b))),
    first,
  );
}

function overlap(a: Closure, b: Closure): Closure[] {
  const from = a.from > b.from ? a.from : b.from;
  const to = a.to < b.to ? a.to : b.to;
  return from <= to ? [{ from, to, name: a.name }] : [];
}

/** Monday to Friday, outside closures. */
function isWorkingDay(date: LocalDate, closures: readonly Closure[]): boolean {
  return weekdayOf(date) <= 5 && !closures.some((closure) => closure.from <= date && date <= closure.to);
}

/** Longer closures than a year are a mistake in the settings; the search for a working day then gives up on them. */
const SEARCH_DAYS = 400;

/** The first working day after `date`. */
export function nextOpenDay(date: LocalDate, closures: readonly Closure[]): LocalDate {
  for (let ahead = 1; ahead <= SEARCH_DAYS; ahead += 1) {
    const day = addDays(date, ahead);
    if (isWorkingDay(day, closures)) return day;
  }
  return addDays(date, 1);
}

/** `date` itself if people work on it, else the first working day after it. */
export function openDayFrom(date: LocalDate, closures: readonly Closure[]): LocalDate {
  return isWorkingDay(date, closures) ? date : nextOpenDay(date, closures);
}

/** The `count`th working day after `date`: due dates. */
export function addOpenDays(date: LocalDate, count: number, closures: readonly Closure[]): LocalDate {
  let day = date;
  for (let left = count; left > 0; left -= 1) day = nextOpenDay(day, closures);
  return day;
}

/** The first instant at or after `now` at which it is `time` on a working day: when safeguarding mail may go. */
export function nextOpenMorning(now: Date, time: string, zone: string, closures: readonly Closure[]): Date {
  const today = localDateOf(now, zone);
  const next = instantOf(openDayFrom(today, closures), time, zone);
  return next >= now ? next : instantOf(nextOpenDay(today, closures), time, zone);
}
