import { and, eq, sql } from "drizzle-orm";
import { localDateOf } from "../core/calendar.ts";
import type { Meter, Price } from "../core/connector.ts";
import { PlatformError } from "../core/connector.ts";
import type { Platform } from "../core/platform.ts";
import type { Clock, Ids, LocalDate } from "../core/time.ts";
import type { Database } from "./database.ts";
import { quotaDays, runAccounts, spend, spendNights } from "./schema/index.ts";

/** What a platform may cost, in its own currency. */
export type SpendCap = DollarCap | QuotaCap;

/** Millionths of a dollar, by night and by calendar month. */
export interface DollarCap {
  nightMicroUsd: number;
  monthMicroUsd: number;
}

/** Units of the platform's quota, by the day of its own zone. */
export interface QuotaCap {
  dayUnits: number;
  zone: string;
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
      const quotaDay = quotaDayOf(options.cap, options.clock.now());
      const id = await reserve(options, quotaDay, call, worst);
      if (id === null) {
        const period = quotaDay === null ? "this night or month" : "this day of the platform's quota";
        throw new PlatformError(options.platform, "over-budget", `the budget for ${period} is used up`);
      }
      return { settle: (actual) => settle(options, quotaDay, { id, worst, actual }) };
    },
  };
}

/** The quota day of an instant; null: the platform has no quota. */
function quotaDayOf(cap: SpendCap | null, at: Date): LocalDate | null {
  return cap !== null && "dayUnits" in cap ? localDateOf(at, cap.zone) : null;
}

/**
 * One statement, so that the rows are locked for one round trip: every audit of the platform reserves on them. The night's
 * are locked before the quota day's, here and when settling: in two orders they would wait for each other.
 */
async function reserve(
  options: MeterOptions,
  quotaDay: LocalDate | null,
  call: string,
  worst: Price,
): Promise<string | null> {
  const { db, ids, clock, platform, night, runId, accountId } = options;
  const id = ids.next();
  const { microUsd, quotaUnits } = worst;
  const most = roomBefore(options.cap, worst);
  const take = () =>
    db.execute<{ taken: number; known: boolean }>(sql`
      with month as materialized (
        select night, micro_usd from ${spendNights} where ${ofMonth(platform, night)} order by night for update
      ), day as materialized (
        select units from ${quotaDays}
        where platform = ${platform} and day = ${quotaDay}::date and (select count(*) from month) > 0 for update
      ), room as (
        select count(*) filter (where night = ${night}) = 1
            and (${quotaDay}::date is null or exists (select from day)) as known,
          coalesce(sum(micro_usd) filter (where night = ${night}), 0) <= coalesce(${most.night}::bigint, 9e18)
            and coalesce(sum(micro_usd), 0) <= coalesce(${most.month}::bigint, 9e18)
            and coalesce((select units from day), 0) <= coalesce(${most.units}::bigint, 9e18) as is_free
        from month
      ), taken as (
        update ${spendNights} as this
        set micro_usd = this.micro_usd + ${microUsd}, quota = this.quota + ${quotaUnits}, calls = this.calls + 1
        from room where this.platform = ${platform} and this.night = ${night} and room.is_free and room.known
        returning 1
      ), used as (
        update ${quotaDays} as today set units = today.units + ${quotaUnits}
        from taken where today.platform = ${platform} and today.day = ${quotaDay}::date
        returning 1
      ), noted as (
        insert into ${spend} (id, platform, night, run_id, account_id, call, reserved_micro_usd, reserved_quota, at)
        select ${id}, ${platform}, ${night}::date, ${runId}, ${accountId}, ${call}, ${microUsd}, ${quotaUnits},
          ${clock.now().toISOString()}::timestamptz
        from taken
        returning 1
      )
      select (select count(*) from noted)::int as taken, (select known from room) as known`);
  let [found] = await take();
  if (found?.known === false) {
    await beginPeriods(options, quotaDay);
    [found] = await take();
  }
  return found?.taken === 1 ? id : null;
}

/** How much may be taken already, if a call of this price is still to fit; null: whatever it is. */
function roomBefore(
  cap: SpendCap | null,
  { microUsd, quotaUnits }: Price,
): { night: number | null; month: number | null; units: number | null } {
  if (cap !== null && "dayUnits" in cap) {
    return { night: null, month: null, units: quotaUnits === 0 ? null : cap.dayUnits - quotaUnits };
  }
  if (cap === null || microUsd === 0) return { night: null, month: null, units: null };
  return { night: cap.nightMicroUsd - microUsd, month: cap.monthMicroUsd - microUsd, units: null };
}

/** The rows that reservations lock, from the first one of a night, or of a quota day, on. */
async function beginPeriods({ db, platform, night }: MeterOptions, quotaDay: LocalDate | null) {
  await db
    .insert(spendNights)
    .values({ platform, night, microUsd: 0, quota: 0, calls: 0 })
    .onConflictDoNothing();
  if (quotaDay === null) return;
  await db.insert(quotaDays).values({ platform, day: quotaDay, units: 0 }).onConflictDoNothing();
}

/** A call that was settled before is left as it is: it is counted once. */
async function settle(
  { db, platform, night }: MeterOptions,
  quotaDay: LocalDate | null,
  { id, worst, actual }: { id: string; worst: Price; actual: Price },
): Promise<void> {
  const units = actual.quotaUnits - worst.quotaUnits;
  await db.execute(sql`
    with settled as (
      update ${spend} set settled_micro_usd = ${actual.microUsd}, settled_quota = ${actual.quotaUnits}
      where id = ${id} and settled_micro_usd is null
      returning 1
    ), paid as (
      update ${spendNights}
      set micro_usd = micro_usd + ${actual.microUsd - worst.microUsd}, quota = quota + ${units}
      from settled where platform = ${platform} and night = ${night}
      returning 1
    )
    update ${quotaDays} as today set units = today.units + ${units}
    from paid where today.platform = ${platform} and today.day = ${quotaDay}::date`);
}

const onDay = (platform: Platform, day: LocalDate) =>
  and(eq(quotaDays.platform, platform), eq(quotaDays.day, day));

const ofMonth = (platform: Platform, night: LocalDate) =>
  and(eq(spendNights.platform, platform), inMonthOf(night)) ?? sql`false`;

const inMonthOf = (night: LocalDate) =>
  sql`${spendNights.night} between date_trunc('month', ${night}::date)::date and (date_trunc('month', ${night}::date) + interval '1 month - 1 day')::date`;

/**
 * What is still free of the caps at an instant of a night, in the platform's currency: of the night's and the month's in
 * millionths of a dollar, whichever is less, or of the quota day's in units. null where there is no cap.
 */
export async function roomLeft(
  db: Database,
  platform: Platform,
  { night, at }: { night: LocalDate; at: Date },
  cap: SpendCap | null,
): Promise<number | null> {
  if (cap === null) return null;
  if ("dayUnits" in cap) {
    const [row] = await db
      .select()
      .from(quotaDays)
      .where(onDay(platform, localDateOf(at, cap.zone)));
    return Math.max(0, cap.dayUnits - (row?.units ?? 0));
  }
  const rows = await db
    .select({ night: spendNights.night, microUsd: spendNights.microUsd })
    .from(spendNights)
    .where(ofMonth(platform, night));
  const monthSum = rows.reduce((sum, row) => sum + row.microUsd, 0);
  const nightSum = rows.find((row) => row.night === night)?.microUsd ?? 0;
  return Math.max(0, Math.min(cap.nightMicroUsd - nightSum, cap.monthMicroUsd - monthSum));
}

/** What the plan has promised to the accounts of a run that wait for their audit, in the platform's currency. */
export async function promisedOnRun(db: Database, runId: string, platform: Platform): Promise<number> {
  const [row] = await db
    .select({ sum: sql<number>`coalesce(sum((${runAccounts.planned} ->> 'estimate')::float8), 0)` })
    .from(runAccounts)
    .where(
      and(eq(runAccounts.runId, runId), eq(runAccounts.platform, platform), eq(runAccounts.state, "pending")),
    );
  return row?.sum ?? 0;
}

/** How many accounts of a run wait for their survey on a platform. */
export async function waitingOnRun(db: Database, runId: string, platform: Platform): Promise<number> {
  const { state } = runAccounts;
  return db.$count(
    runAccounts,
    and(eq(runAccounts.runId, runId), eq(runAccounts.platform, platform), eq(state, "waiting")),
  );
}
