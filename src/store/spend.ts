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

/** Reserves and settles calls in the ledger (DESIGN.md, decision 6). Each step is a transaction of its own. */
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

async function reserve(options: MeterOptions, call: string, worst: Price): Promise<string | null> {
  const { db, platform, night, cap } = options;
  return db.transaction(async (tx) => {
    await tx
      .insert(spendNights)
      .values({ platform, night, microUsd: 0, quota: 0, calls: 0 })
      .onConflictDoNothing();
    // The month's rows are locked in order, so that two reservations cannot both see room for one.
    const month = await tx
      .select({ night: spendNights.night, microUsd: spendNights.microUsd })
      .from(spendNights)
      .where(and(eq(spendNights.platform, platform), inMonthOf(night)))
      .orderBy(spendNights.night)
      .for("update");
    const monthSum = month.reduce((sum, row) => sum + row.microUsd, 0);
    const nightSum = month.find((row) => row.night === night)?.microUsd ?? 0;
    const overCap =
      cap !== null &&
      (nightSum + worst.microUsd > cap.nightMicroUsd || monthSum + worst.microUsd > cap.monthMicroUsd);
    if (overCap && worst.microUsd > 0) return null;
    await addToNight(tx, platform, night, worst, 1);
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

async function settle(options: MeterOptions, id: string, worst: Price, actual: Price): Promise<void> {
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
    await addToNight(tx, options.platform, options.night, difference, 0);
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
