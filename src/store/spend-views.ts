import { and, asc, eq, gte, isNotNull, lte, sql } from "drizzle-orm";
import type { NightSpend } from "../core/forecast.ts";
import type { Platform } from "../core/platform.ts";
import type { LocalDate } from "../core/time.ts";
import type { Database } from "./database.ts";
import { accounts, spend, spendNights } from "./schema/index.ts";

/** What a platform has cost on one night: money in millionths of a dollar, quota in the platform's units. */
export interface PlatformNight extends NightSpend {
  platform: Platform;
  quota: number;
  calls: number;
}

/** From one date to another, both included, oldest first. */
export interface Period {
  from: LocalDate;
  to: LocalDate;
}

/** Nights on which a platform was called. */
export async function nightsSpent(db: Database, { from, to }: Period): Promise<PlatformNight[]> {
  return db
    .select()
    .from(spendNights)
    .where(and(gte(spendNights.night, from), lte(spendNights.night, to)))
    .orderBy(asc(spendNights.night), asc(spendNights.platform));
}

const MICRO_USD = sql`coalesce(${spend.settledMicroUsd}, ${spend.reservedMicroUsd})`;
const QUOTA = sql`coalesce(${spend.settledQuota}, ${spend.reservedQuota})`;
/** A call counts what it cost; one whose end nobody knows, its worst price. */
const COUNTED = {
  calls: sql<number>`count(*)::int`,
  microUsd: sql<number>`sum(${MICRO_USD})::float8`,
  quota: sql<number>`sum(${QUOTA})::float8`,
};

const inPeriod = ({ from, to }: Period) => and(gte(spend.night, from), lte(spend.night, to));

/** What each kind of call has cost, the dearest first. */
export async function spendByKind(db: Database, period: Period) {
  return db
    .select({ platform: spend.platform, call: spend.call, ...COUNTED })
    .from(spend)
    .where(inPeriod(period))
    .groupBy(spend.platform, spend.call)
    .orderBy(sql`sum(${MICRO_USD}) desc`, sql`sum(${QUOTA}) desc`, asc(spend.call));
}

/** The accounts that have cost most; look-ups of many accounts at once belong to none. */
export async function dearestAccounts(
  db: Database,
  period: Period,
  { platform, most }: { platform: Platform | null; most: number },
) {
  return db
    .select({ platform: spend.platform, handle: accounts.handle, ...COUNTED })
    .from(spend)
    .innerJoin(accounts, eq(accounts.id, spend.accountId))
    .where(
      and(
        inPeriod(period),
        isNotNull(spend.accountId),
        platform === null ? undefined : eq(spend.platform, platform),
      ),
    )
    .groupBy(spend.platform, spend.accountId, accounts.handle)
    .orderBy(sql`sum(${MICRO_USD}) desc`, sql`sum(${QUOTA}) desc`, asc(accounts.handle))
    .limit(most);
}
