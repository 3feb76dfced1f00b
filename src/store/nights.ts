import { and, desc, eq, gt, isNull, lte, or, sql } from "drizzle-orm";
import { localDateOf } from "../core/calendar.ts";
import { deadlineOf, dueNights, firstNightFrom, nightOf, type Timetable } from "../core/schedule.ts";
import { HOUR_MS, type Ids, type LocalDate } from "../core/time.ts";
import type { Database } from "./database.ts";
import { settleInstallation } from "./installation.ts";
import { recordRun } from "./runs.ts";
import { runs } from "./schema/index.ts";

/** The queues of the service, as opposed to those of a scan that works by itself. */
export const SERVICE_PREFIX = "service";

interface Owed {
  now: Date;
  ids: Ids;
  timetable: Timetable;
  /** The queues that the nights go to; the service's where left out. */
  queuePrefix?: string;
}

/** Records the night that is due and those that were missed: one row a date, whoever asks first. */
export async function recordNights(db: Database, owed: Owed): Promise<void> {
  const { now, timetable } = owed;
  await renewOrMiss(db, owed);
  const first = await settleInstallation(db, "first_night", firstNightFrom(now, timetable), now);
  const newest = await newestNight(db, now);
  // Every night before the newest on record is on record too: what is owed begins there.
  const from = newest !== null && newest > first ? newest : first;
  const known = new Set(newest === null ? [] : [newest]);
  const { plan, missed } = dueNights({ now, firstNight: from, known, timetable });
  for (const date of missed) await recordNight(db, owed, date, "missed");
  if (plan !== null) await recordNight(db, owed, plan, "planned");
}

/**
 * A run that nobody started before its deadline: the newest night, if it is fresh enough, gets a new deadline; anything else is
 * missed, and said so.
 */
async function renewOrMiss(db: Database, { now, timetable }: Owed): Promise<void> {
  const late = await db
    .select()
    .from(runs)
    .where(and(eq(runs.status, "planned"), lte(runs.deadline, now)));
  for (const { id, kind, localDate } of late) {
    const { plan } = dueNights({ now, firstNight: localDate, known: new Set(), timetable });
    const renewed = kind === "nightly" && plan === localDate;
    await db
      .update(runs)
      .set(
        renewed
          ? { deadline: deadlineOf(localDate, now, timetable) }
          : { status: "missed", concludedAt: now },
      )
      .where(and(eq(runs.id, id), eq(runs.status, "planned")));
  }
}

/** Nights that a wrong clock once put into the future, or ended there, do not count. */
async function newestNight(db: Database, now: Date): Promise<LocalDate | null> {
  const hasBeen = and(lte(runs.scheduledFor, now), or(isNull(runs.concludedAt), lte(runs.concludedAt, now)));
  const [row] = await db
    .select({ localDate: runs.localDate })
    .from(runs)
    .where(and(eq(runs.schedule, "nightly"), hasBeen))
    .orderBy(desc(runs.localDate))
    .limit(1);
  return row?.localDate ?? null;
}

/** One row a date. Only what a wrong clock once called missed, in a time that is yet to come, does not stand. */
async function recordNight(
  db: Database,
  { now, ids, timetable, queuePrefix }: Owed,
  date: LocalDate,
  status: "planned" | "missed",
): Promise<void> {
  const night = {
    kind: "nightly" as const,
    status,
    scheduledFor: nightOf(date, timetable).scheduledFor,
    deadline: deadlineOf(date, now, timetable),
    concludedAt: status === "missed" ? now : null,
    planned: false,
    queuePrefix: queuePrefix ?? SERVICE_PREFIX,
  };
  await db
    .insert(runs)
    .values({ id: ids.next(), schedule: "nightly", localDate: date, ...night })
    .onConflictDoUpdate({
      target: [runs.schedule, runs.localDate],
      set: night,
      setWhere: and(eq(runs.status, "missed"), gt(runs.concludedAt, now)) ?? sql`false`,
    });
}

/** How long a scan may take before it reports what it has. */
const SCAN_HOURS = 6;

/** The instant by which a scan that begins now has ended. */
export function scanDeadline(now: Date): Date {
  return new Date(now.getTime() + SCAN_HOURS * HOUR_MS);
}

/** Records an audit that an admin asked for; it is charged to today's budget. */
export async function recordScan(
  db: Database,
  scan: { id: string; accountIds: readonly string[]; queuePrefix: string; now: Date; zone: string },
): Promise<void> {
  await recordRun(db, {
    id: scan.id,
    schedule: `scan:${scan.id}`,
    localDate: localDateOf(scan.now, scan.zone),
    kind: "scan",
    status: "planned",
    scheduledFor: scan.now,
    deadline: scanDeadline(scan.now),
    requested: [...scan.accountIds],
    queuePrefix: scan.queuePrefix,
  });
}

/** One process at a time does what `work` does; null for the others. Held on the database, gone with the connection. */
export async function alone<T>(db: Database, what: string, work: () => Promise<T>): Promise<T | null> {
  return db.transaction(async (tx) => {
    const [row] = await tx.execute<{ locked: boolean }>(
      sql`select pg_try_advisory_xact_lock(hashtext(${`account-audit ${what}`})) as locked`,
    );
    return row?.locked === true ? work() : null;
  });
}
