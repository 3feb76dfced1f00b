import { and, asc, count, desc, eq, gt, gte, inArray, isNotNull, lte, sql } from "drizzle-orm";
import type { LocalDate } from "../core/time.ts";
import type { Platform } from "../core/platform.ts";
import type { Database } from "./database.ts";
import type { Run } from "./runs.ts";
import { runAccounts, runs, spend } from "./schema/index.ts";

/** Whether a night or a scan has audited any account; before it, that there is no finding says nothing. */
export async function isAnythingAudited(db: Database): Promise<boolean> {
  const audited = sql`(${runs.coverage} ->> 'audited')::int > 0`;
  const [first] = await db.select({ id: runs.id }).from(runs).where(audited).limit(1);
  return first !== undefined;
}

/** Runs of a local date, newest first. */
export async function runsOn(db: Database, date: LocalDate): Promise<Run[]> {
  return db
    .select()
    .from(runs)
    .where(eq(runs.localDate, date))
    .orderBy(desc(runs.scheduledFor), asc(runs.id));
}

/** Runs whose id begins so, newest first, at most `limit`. */
export async function runsStartingWith(db: Database, idStart: string, limit: number): Promise<Run[]> {
  return db
    .select()
    .from(runs)
    .where(sql`starts_with(${runs.id}, ${idStart})`)
    .orderBy(desc(runs.scheduledFor), asc(runs.id))
    .limit(limit);
}

/** How far a run is: its accounts, and those of them that are finished. */
export async function progressOfRun(
  db: Database,
  runId: string,
): Promise<{ finished: number; accounts: number }> {
  const [row] = await db
    .select({ finished: count(runAccounts.finishedAt), accounts: count() })
    .from(runAccounts)
    .where(eq(runAccounts.runId, runId));
  return row ?? { finished: 0, accounts: 0 };
}

/** What a call costs: settled, or reserved while nobody knows better. */
const COUNTED = sql`coalesce(${spend.settledMicroUsd}, ${spend.reservedMicroUsd})`;
const COUNTED_QUOTA = sql`coalesce(${spend.settledQuota}, ${spend.reservedQuota})`;

/** What calls have cost: millionths of a dollar, and units of platforms' quotas. */
export interface Cost {
  microUsd: number;
  quotaUnits: number;
}

/** What each run has cost so far; a run without a call is left out. */
export async function spentOnRuns(
  db: Database,
  runIds: readonly string[],
): Promise<ReadonlyMap<string, Cost>> {
  if (runIds.length === 0) return new Map();
  const rows = await db
    .select({
      runId: spend.runId,
      microUsd: sql<number>`sum(${COUNTED})::float8`,
      quotaUnits: sql<number>`sum(${COUNTED_QUOTA})::float8`,
    })
    .from(spend)
    .where(inArray(spend.runId, [...runIds]))
    .groupBy(spend.runId);
  return new Map(rows.map(({ runId, ...cost }) => [runId, cost]));
}

export interface SpendOfCall extends Cost {
  platform: Platform;
  call: string;
  calls: number;
  /** Calls whose end is not known: their worst price counts. */
  unsettled: number;
}

/** What a run has cost, by platform and kind of call; the dearest first. */
export async function spendByCall(db: Database, runId: string): Promise<SpendOfCall[]> {
  return db
    .select({
      platform: spend.platform,
      call: spend.call,
      calls: sql<number>`count(*)::int`,
      microUsd: sql<number>`sum(${COUNTED})::float8`,
      quotaUnits: sql<number>`sum(${COUNTED_QUOTA})::float8`,
      unsettled: sql<number>`(count(*) filter (where ${spend.settledMicroUsd} is null))::int`,
    })
    .from(spend)
    .where(eq(spend.runId, runId))
    .groupBy(spend.platform, spend.call)
    .orderBy(sql`sum(${COUNTED}) desc`, asc(spend.platform), asc(spend.call));
}

/** The newest night that was concluded, whole or not; null: none yet. */
export async function lastConcludedNight(db: Database): Promise<Run | null> {
  const [run] = await db
    .select()
    .from(runs)
    .where(and(eq(runs.schedule, "nightly"), inArray(runs.status, ["done", "incomplete"])))
    .orderBy(desc(runs.localDate))
    .limit(1);
  return run ?? null;
}

/** Scans that were concluded after an instant, newest first; null as the instant: whenever. */
export async function scansSince(db: Database, since: Date | null, limit: number): Promise<Run[]> {
  const later = since === null ? isNotNull(runs.concludedAt) : gt(runs.concludedAt, since);
  return db
    .select()
    .from(runs)
    .where(and(eq(runs.kind, "scan"), inArray(runs.status, ["done", "incomplete"]), later))
    .orderBy(desc(runs.concludedAt))
    .limit(limit);
}

/** Dates of the nights since a date that nobody ran, oldest first. */
export async function missedNightsSince(
  db: Database,
  { from, now }: { from: LocalDate; now: Date },
): Promise<LocalDate[]> {
  const rows = await db
    .select({ localDate: runs.localDate })
    .from(runs)
    .where(
      and(
        eq(runs.schedule, "nightly"),
        eq(runs.status, "missed"),
        gte(runs.localDate, from),
        lte(runs.scheduledFor, now), // a wrong clock may have called nights missed that are yet to come
      ),
    )
    .orderBy(asc(runs.localDate));
  return rows.map((row) => row.localDate);
}
