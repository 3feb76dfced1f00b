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

/** Reserves and settles calls in the ledger (DESIGN.md, decision 6). Each step is a transaction of its own. */
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

async function reserve(
  options: MeterOptions,
  quotaDay: LocalDate | null,
  call: string,
  worst: Price,
): Promise<string | null> {
  const { db, platform, night } = options;
  return db.transaction(async (tx) => {
    if (!(await hasDollars(tx, options, worst))) return null;
    if (quotaDay !== null && !(await hasUnits(tx, options, quotaDay, worst))) return null;
    await addToNight(tx, platform, night, worst, 1);
    await addToDay(tx, platform, quotaDay, worst.quotaUnits);
    const id = options.ids.next();
    await tx.insert(spend).values({
      id,
      platform,
      night,
      runId: options.runId,
      accountId: options.accountId,
      call,
      reservedMicroUsd: worst.microUsd,
      reservedQuota: worst.quotaUnits,
      at: options.clock.now(),
    });
    return id;
  });
}

/** Whether night and month have room for a call; the month's rows stay locked until it is reserved. */
async function hasDollars(
  tx: Database,
  { platform, night, cap }: MeterOptions,
  { microUsd }: Price,
): Promise<boolean> {
  await tx
    .insert(spendNights)
    .values({ platform, night, microUsd: 0, quota: 0, calls: 0 })
    .onConflictDoNothing();
  // In their order, so that two reservations cannot both see room for one.
  const month = await tx
    .select({ night: spendNights.night, microUsd: spendNights.microUsd })
    .from(spendNights)
    .where(and(eq(spendNights.platform, platform), inMonthOf(night)))
    .orderBy(spendNights.night)
    .for("update");
  if (microUsd === 0 || cap === null || "dayUnits" in cap) return true;
  const monthSum = month.reduce((sum, row) => sum + row.microUsd, 0);
  const nightSum = month.find((row) => row.night === night)?.microUsd ?? 0;
  return nightSum + microUsd <= cap.nightMicroUsd && monthSum + microUsd <= cap.monthMicroUsd;
}

/** Whether the quota day has room for a call; its row stays locked until the call is reserved. */
async function hasUnits(
  tx: Database,
  { platform, cap }: MeterOptions,
  day: LocalDate,
  { quotaUnits }: Price,
): Promise<boolean> {
  await tx.insert(quotaDays).values({ platform, day, units: 0 }).onConflictDoNothing();
  const [row] = await tx.select().from(quotaDays).where(onDay(platform, day)).for("update");
  const most = cap !== null && "dayUnits" in cap ? cap.dayUnits : Infinity;
  return quotaUnits === 0 || (row?.units ?? 0) + quotaUnits <= most;
}

const onDay = (platform: Platform, day: LocalDate) =>
  and(eq(quotaDays.platform, platform), eq(quotaDays.day, day));

async function addToDay(tx: Database, platform: Platform, day: LocalDate | null, units: number) {
  if (day === null) return;
  await tx
    .update(quotaDays)
    .set({ units: sql`${quotaDays.units} + ${units}` })
    .where(onDay(platform, day));
}

async function settle(
  options: MeterOptions,
  quotaDay: LocalDate | null,
  { id, worst, actual }: { id: string; worst: Price; actual: Price },
): Promise<void> {
  await options.db.transaction(async (tx) => {
    const settled = await tx
      .update(spend)
      .set({ settledMicroUsd: actual.microUsd, settledQuota: actual.quotaUnits })
      .where(and(eq(spend.id, id), sql`${spend.settledMicroUsd} is null`))
      .returning({ id: spend.id });
    if (settled.length === 0) return; // settled before: a call is counted once
    const difference = {
      microUsd: actual.microUsd - worst.microUsd,
      quotaUnits: actual.quotaUnits - worst.quotaUnits,
    };
    // The night before the day, as at the reservation: in two orders they would wait for each other.
    await addToNight(tx, options.platform, options.night, difference, 0);
    await addToDay(tx, options.platform, quotaDay, difference.quotaUnits);
  });
}

async function addToNight(tx: Database, platform: Platform, night: LocalDate, price: Price, calls: number) {
  await tx
    .update(spendNights)
    .set({
      microUsd: sql`${spendNights.microUsd} + ${price.microUsd}`,
      quota: sql`${spendNights.quota} + ${price.quotaUnits}`,
      calls: sql`${spendNights.calls} + ${calls}`,
    })
    .where(and(eq(spendNights.platform, platform), eq(spendNights.night, night)));
}

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
    .where(and(eq(spendNights.platform, platform), inMonthOf(night)));
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
