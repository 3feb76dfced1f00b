import { and, eq, sql } from "drizzle-orm";
import type { Meter, Price } from "../core/connector.ts";
import { PlatformError } from "../core/connector.ts";
import type { Platform } from "../core/platform.ts";
import type { Clock, Ids, LocalDate } from "../core/time.ts";
import type { Database } from "./database.ts";
import { runAccounts, spend, spendNights } from "./schema/index.ts";

/** Millionths of a dollar that a platform may cost. */
export interface SpendCap {
  nightMicroUsd: number;
  monthMicroUsd: number;
}

export interface MeterOptions {
  db: Database;
  ids: Ids;
  clock: Clock;
  platform: Platform;
  runId: string;
  accountId: string | null;
  night: LocalDate;
  /** null: no cap is set for the platform. */
  cap: SpendCap | null;
}

/** Reserves and settles calls in the ledger (DESIGN.md, decision 6). Each step is a transaction, and a statement, of its own. */
export function createMeter(options: MeterOptions): Meter {
  return {
    async reserve(call, worst) {
      const id = await reserve(options, call, worst);
      if (id === null) {
        throw new PlatformError(
          options.platform,
          "over-budget",
          "the budget for this night or month is used up",
        );
      }
      return { settle: (actual) => settle(options, id, worst, actual) };
    },
  };
}

/** One statement, so that the night's row is locked for one round trip: every audit of the platform reserves on it. */
async function reserve(options: MeterOptions, call: string, worst: Price): Promise<string | null> {
  const { db, ids, clock, platform, night, cap, runId, accountId } = options;
  const id = ids.next();
  const { microUsd, quotaUnits } = worst;
  const mostNight = cap === null || microUsd === 0 ? null : cap.nightMicroUsd - microUsd;
  const mostMonth = cap === null || microUsd === 0 ? null : cap.monthMicroUsd - microUsd;
  const take = () =>
    // The month's rows are locked in order, so that two reservations cannot both see room for one.
    db.execute<{ taken: number; known: number }>(sql`
      with month as materialized (
        select night, micro_usd from ${spendNights} where ${ofMonth(platform, night)} order by night for update
      ), room as (
        select count(*) filter (where night = ${night}) as known,
          coalesce(sum(micro_usd) filter (where night = ${night}), 0) <= coalesce(${mostNight}::bigint, 9e18)
          and coalesce(sum(micro_usd), 0) <= coalesce(${mostMonth}::bigint, 9e18) as is_free
        from month
      ), taken as (
        update ${spendNights} as this
        set micro_usd = this.micro_usd + ${microUsd}, quota = this.quota + ${quotaUnits}, calls = this.calls + 1
        from room where this.platform = ${platform} and this.night = ${night} and room.is_free
        returning 1
      ), noted as (
        insert into ${spend} (id, platform, night, run_id, account_id, call, reserved_micro_usd, reserved_quota, at)
        select ${id}, ${platform}, ${night}::date, ${runId}, ${accountId}, ${call}, ${microUsd}, ${quotaUnits},
          ${clock.now().toISOString()}::timestamptz
        from taken
        returning 1
      )
      select (select count(*) from noted)::int as taken, (select known from room)::int as known`);
  let [found] = await take();
  if (found?.known === 0) {
    await db
      .insert(spendNights)
      .values({ platform, night, microUsd: 0, quota: 0, calls: 0 })
      .onConflictDoNothing();
    [found] = await take();
  }
  return found?.taken === 1 ? id : null;
}

/** A call that was settled before is left as it is: it is counted once. */
async function settle(options: MeterOptions, id: string, worst: Price, actual: Price): Promise<void> {
  const { db, platform, night } = options;
  await db.execute(sql`
    with settled as (
      update ${spend} set settled_micro_usd = ${actual.microUsd}, settled_quota = ${actual.quotaUnits}
      where id = ${id} and settled_micro_usd is null
      returning 1
    )
    update ${spendNights}
    set micro_usd = micro_usd + ${actual.microUsd - worst.microUsd}, quota = quota + ${actual.quotaUnits - worst.quotaUnits}
    from settled where platform = ${platform} and night = ${night}`);
}

const ofMonth = (platform: Platform, night: LocalDate) =>
  and(eq(spendNights.platform, platform), inMonthOf(night)) ?? sql`false`;

const inMonthOf = (night: LocalDate) =>
  sql`${spendNights.night} between date_trunc('month', ${night}::date)::date and (date_trunc('month', ${night}::date) + interval '1 month - 1 day')::date`;

/** What is still free of the night's and the month's cap, in millionths of a dollar; null where there is no cap. */
export async function roomLeft(
  db: Database,
  platform: Platform,
  night: LocalDate,
  cap: SpendCap | null,
): Promise<number | null> {
  if (cap === null) return null;
  const rows = await db
    .select({ night: spendNights.night, microUsd: spendNights.microUsd })
    .from(spendNights)
    .where(ofMonth(platform, night));
  const monthSum = rows.reduce((sum, row) => sum + row.microUsd, 0);
  const nightSum = rows.find((row) => row.night === night)?.microUsd ?? 0;
  return Math.max(0, Math.min(cap.nightMicroUsd - nightSum, cap.monthMicroUsd - monthSum));
}

/** A run in the ledger, in millionths of a dollar. */
export interface RunLedger {
  settled: number;
  /** Settled, and reserved where a call never came to its end: what the budgets count. */
  counted: number;
  /** Calls that were never settled. */
  inFlight: number;
}

export async function ledgerOfRun(db: Database, runId: string): Promise<RunLedger> {
  const [row] = await db
    .select({
      settled: sql<number>`coalesce(sum(settled_micro_usd), 0)::float8`,
      counted: sql<number>`coalesce(sum(coalesce(settled_micro_usd, reserved_micro_usd)), 0)::float8`,
      inFlight: sql<number>`(count(*) filter (where settled_micro_usd is null))::int`,
    })
    .from(spend)
    .where(eq(spend.runId, runId));
  return row ?? { settled: 0, counted: 0, inFlight: 0 };
}

/** What the plan has promised to the accounts of a run that wait for their audit, in millionths of a dollar. */
export async function promisedOnRun(db: Database, runId: string, platform: Platform): Promise<number> {
  const [row] = await db
    .select({ sum: sql<number>`coalesce(sum((${runAccounts.planned} ->> 'estimateMicroUsd')::float8), 0)` })
    .from(runAccounts)
    .where(
      and(eq(runAccounts.runId, runId), eq(runAccounts.platform, platform), eq(runAccounts.state, "pending")),
    );
  return row?.sum ?? 0;
}
