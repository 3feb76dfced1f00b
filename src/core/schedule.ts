import { addDays, dateExists, instantOf, isoWeekOf, localDateOf, mondayOf } from "./calendar.ts";
import { HOUR_MS, MINUTE_MS, type LocalDate } from "./time.ts";

/** When nights and digests happen, on the wall clock of `zone` (DESIGN.md, time). `HH:MM`; weekdays 1 = Monday. */
export interface Timetable {
  zone: string;
  nightlyAt: string;
  nightlyDeadline: string;
  digestWeekday: number;
  digestAt: string;
  digestSkippedAfterWeekday: number;
  digestSkippedAfter: string;
  /** Only a night missed less than this ago is made up; 0: none is. */
  catchUpHours: number;
}

/** The night of `date`: when it starts and by when it concludes. A deadline earlier than the start is the next day's. */
export function nightOf(date: LocalDate, timetable: Timetable): { scheduledFor: Date; deadline: Date } {
  const { zone, nightlyAt, nightlyDeadline } = timetable;
  const lastDay = nightlyDeadline > nightlyAt ? date : addDays(date, 1);
  return {
    scheduledFor: instantOf(date, nightlyAt, zone),
    deadline: instantOf(lastDay, nightlyDeadline, zone),
  };
}

/** A start no later than this keeps the wall-clock deadline. */
const PUNCTUAL_MS = 15 * MINUTE_MS;

/**
 * By when a night that starts at `startedAt` concludes. A night that is made up gets as long as a punctual one, but ends
 * before the next one starts.
 */
export function deadlineOf(date: LocalDate, startedAt: Date, timetable: Timetable): Date {
  const { scheduledFor, deadline } = nightOf(date, timetable);
  const late = startedAt.getTime() - scheduledFor.getTime();
  if (late <= PUNCTUAL_MS) return deadline;
  const next = nightOf(addDays(date, 1), timetable).scheduledFor;
  return new Date(Math.min(deadline.getTime() + late, next.getTime()));
}

/** The first night that an installation owes: the first to start at or after `installedAt`. */
export function firstNightFrom(installedAt: Date, timetable: Timetable): LocalDate {
  const today = localDateOf(installedAt, timetable.zone);
  const starts = instantOf(today, timetable.nightlyAt, timetable.zone);
  return starts >= installedAt ? today : addDays(today, 1);
}

export interface DueNights {
  /** The night to run now; null: none. */
  plan: LocalDate | null;
  /** Nights that nobody ran and nobody will, oldest first: to be recorded as missed. */
  missed: readonly LocalDate[];
}

/**
 * Which nights are owed at `now`. `known` are the dates that have a run of any status, from `firstNight` on. Each date from
 * the first night on is returned once, whatever minutes this is asked at, as long as what it returns becomes known.
 */
export function dueNights(question: {
  now: Date;
  firstNight: LocalDate;
  known: ReadonlySet<LocalDate>;
  timetable: Timetable;
}): DueNights {
  const { now, firstNight, known, timetable } = question;
  const newest = newestStarted(now, timetable);
  const owed: LocalDate[] = [];
  for (let date = firstNight; date <= newest; date = addDays(date, 1)) {
    if (!known.has(date) && dateExists(date, timetable.zone)) owed.push(date);
  }
  const last = owed.at(-1);
  if (last !== newest || !isFresh(last, now, timetable)) return { plan: null, missed: owed };
  return { plan: last, missed: owed.slice(0, -1) };
}

/** The newest existing date whose night has started. Looks back a few days: a start may be on the eve's side of midnight. */
function newestStarted(now: Date, timetable: Timetable): LocalDate {
  const { zone, nightlyAt } = timetable;
  let date = addDays(localDateOf(now, zone), 1);
  while (instantOf(date, nightlyAt, zone) > now || !dateExists(date, zone)) date = addDays(date, -1);
  return date;
}

/** A night that starts punctually is not made up: it runs also where none is. */
function isFresh(date: LocalDate, now: Date, timetable: Timetable): boolean {
  const age = now.getTime() - instantOf(date, timetable.nightlyAt, timetable.zone).getTime();
  return age <= PUNCTUAL_MS || age < timetable.catchUpHours * HOUR_MS;
}

export interface DueDigests {
  /** The ISO week whose digest is to be sent now; null: none. */
  send: string | null;
  /** Weeks whose digest was not sent in time, oldest first: the next digest says so. */
  skipped: readonly string[];
}

/**
 * Which digests are owed at `now`. `liveSince` is when mail was switched on: the first digest is the first whose hour
 * comes at or after it; null owes nothing. `newestKnown` is the newest week that has a digest or is recorded as skipped;
 * nothing is owed up to it, so that what is forgotten of older weeks changes nothing. The time after which a digest is
 * skipped must come after the digest's own in the week.
 */
export function digestDue(question: {
  now: Date;
  liveSince: Date | null;
  newestKnown: string | null;
  timetable: Timetable;
}): DueDigests {
  const { now, liveSince, newestKnown, timetable } = question;
  if (liveSince === null) return { send: null, skipped: [] };
  const skipped: string[] = [];
  let send: string | null = null;
  const first = mondayOf(localDateOf(liveSince, timetable.zone));
  let monday = mondayOf(localDateOf(now, timetable.zone));
  for (; monday >= first; monday = addDays(monday, -7)) {
    const week = isoWeekOf(monday);
    if (newestKnown !== null && week <= newestKnown) break;
    const { sendAt, skipAt } = digestTimes(monday, timetable);
    if (sendAt < liveSince || sendAt > now) continue;
    if (now < skipAt) send = week;
    else skipped.unshift(week);
  }
  return { send, skipped };
}

/** When the digest of the week that begins on `monday` is sent, and from when on it is skipped. */
export function digestTimes(monday: LocalDate, timetable: Timetable): { sendAt: Date; skipAt: Date } {
  const { zone, digestWeekday, digestAt, digestSkippedAfterWeekday, digestSkippedAfter } = timetable;
  return {
    sendAt: instantOf(addDays(monday, digestWeekday - 1), digestAt, zone),
    skipAt: instantOf(addDays(monday, digestSkippedAfterWeekday - 1), digestSkippedAfter, zone),
  };
}
