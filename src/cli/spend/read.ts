import type { Store } from "../../compose.ts";
import { addDays } from "../../core/calendar.ts";
import { forecastMonth, lastDayOf, type Forecast } from "../../core/forecast.ts";
import { PLATFORMS, type Platform } from "../../core/platform.ts";
import type { LocalDate } from "../../core/time.ts";
import { isForgotten } from "../../store/retention.ts";
import {
  dearestAccounts,
  nightsSpent,
  spendByKind,
  type Period,
  type PlatformNight,
} from "../../store/spend-views.ts";
import { nextNight } from "../plan/next-night.ts";

/** A platform's month. Money in millionths of a dollar, quota in the platform's own units. */
export interface PlatformMonth extends Forecast {
  platform: Platform;
  calls: number;
  quota: number;
  /** The most units that one night has used. */
  quotaOfWorstNight: number;
  nights: number;
  dearestNight: { night: LocalDate; microUsd: number } | null;
  monthCapMicroUsd: number | null;
  /** The cap of a day, where the platform counts in units; null: none. */
  dayCapUnits: number | null;
}

export interface Counted {
  platform: Platform;
  calls: number;
  microUsd: number;
  quota: number;
}

export interface SpendOfMonth {
  month: string;
  platforms: readonly PlatformMonth[];
  /** Calls are forgotten before nights are: false, where those below are not all that there were. */
  areCallsKept: boolean;
  calls: readonly (Counted & { call: string })[];
  accounts: readonly (Counted & { handle: string })[];
}

const DEAREST = 10;
/** Nights before the month that tell, on its first days, what a usual night costs. */
const LOOK_BACK_DAYS = 14;

/** A month in the ledger. Platforms that were not called are left out. */
export async function readSpend(
  { db, config, clock }: Pick<Store, "db" | "config" | "clock">,
  { month, platform }: { month: string; platform: Platform | null },
): Promise<SpendOfMonth> {
  const period: Period = { from: `${month}-01`, to: lastDayOf(month) };
  const zone = config.policy.timezone;
  const next = nextNight(clock.now(), { zone, ...config.schedule }).date;
  const wanted = (one: { platform: Platform }) => platform === null || one.platform === platform;
  const before = addDays(period.from, -LOOK_BACK_DAYS);
  const nights = (await nightsSpent(db, { from: before, to: period.to })).filter(wanted);
  const monthOf = (one: Platform): PlatformMonth[] => {
    const mine = nights.filter((night) => night.platform === one);
    const cap = config.budgets[one] ?? null;
    if (!mine.some(({ night }) => night.startsWith(month))) return [];
    const forecast = forecastMonth({ nights: mine, month, nextNight: next, cap });
    const caps = { monthCapMicroUsd: cap?.monthMicroUsd ?? null, dayCapUnits: config.quotas[one] ?? null };
    return [{ ...forecast, ...figuresOf(one, mine, month), ...caps }];
  };
  return {
    month,
    platforms: PLATFORMS.flatMap(monthOf),
    areCallsKept: !isForgotten("spend", new Date(`${period.from}T00:00:00Z`), clock.now()),
    calls: (await spendByKind(db, period)).filter(wanted),
    accounts: await dearestAccounts(db, period, { platform, most: DEAREST }),
  };
}

function figuresOf(platform: Platform, nights: readonly PlatformNight[], month: string) {
  const mine = nights.filter(({ night }) => night.startsWith(month));
  const dearest = mine.toSorted((a, b) => b.microUsd - a.microUsd)[0];
  return {
    platform,
    nights: mine.length,
    calls: mine.reduce((sum, { calls }) => sum + calls, 0),
    quota: mine.reduce((sum, { quota }) => sum + quota, 0),
    quotaOfWorstNight: Math.max(0, ...mine.map(({ quota }) => quota)),
    dearestNight: dearest === undefined ? null : { night: dearest.night, microUsd: dearest.microUsd },
  };
}

const usd = (microUsd: number | null) => (microUsd === null ? null : microUsd / 1_000_000);

export function platformsAsJson(platforms: readonly PlatformMonth[]) {
  return platforms.map((one) => ({
    platform: one.platform,
    nights: one.nights,
    nightsLeft: one.nightsLeft,
    calls: one.calls,
    usd: usd(one.spentMicroUsd),
    usualNightUsd: usd(one.usualNightMicroUsd),
    byMonthEndUsd: usd(one.byMonthEndMicroUsd),
    monthCapUsd: usd(one.monthCapMicroUsd),
    dayCapUnits: one.dayCapUnits,
    capReachedOn: one.capReachedOn,
    dearestNight: one.dearestNight && {
      night: one.dearestNight.night,
      usd: usd(one.dearestNight.microUsd),
    },
    quotaUnits: one.quota,
    quotaUnitsOfWorstNight: one.quotaOfWorstNight,
  }));
}

export function spendAsJson({ month, platforms, areCallsKept, calls, accounts }: SpendOfMonth) {
  const counted = ({ microUsd, ...rest }: Counted) => ({ ...rest, usd: usd(microUsd) });
  return {
    month,
    platforms: platformsAsJson(platforms),
    areCallsKept,
    calls: calls.map(counted),
    dearestAccounts: accounts.map(counted),
  };
}
