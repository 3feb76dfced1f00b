import { addDays, daysBetween } from "./calendar.ts";
import type { LocalDate } from "./time.ts";

/** What a platform has cost on one night, in millionths of a dollar. */
export interface NightSpend {
  night: LocalDate;
  microUsd: number;
}

export interface ForecastQuestion {
  /** Nights on record up to now, of this month and before it, in any order. */
  nights: readonly NightSpend[];
  /** `YYYY-MM`. */
  month: string;
  /** The next night that has not begun. */
  nextNight: LocalDate;
  /** What the settings allow, in millionths of a dollar; null: no cap. */
  cap: { nightMicroUsd: number; monthMicroUsd: number } | null;
}

export interface Forecast {
  spentMicroUsd: number;
  /** Nights of the month that are still to come. */
  nightsLeft: number;
  /** A night's mean over the newest nights on record; null: there is none. */
  usualNightMicroUsd: number | null;
  /** By the end of the month, as far as the cap lets it come; null: nothing is known to go by. */
  byMonthEndMicroUsd: number | null;
  /** The first night that the month's cap will not carry whole; null: it carries all. */
  capReachedOn: LocalDate | null;
}

/** So many nights tell what a usual one costs: a week, since weekends are quieter. */
const USUAL_NIGHTS = 7;

/** What a month will have cost at its end, if the nights to come are like the newest seven. */
export function forecastMonth({ nights, month, nextNight, cap }: ForecastQuestion): Forecast {
  const ofMonth = nights.filter(({ night }) => night.startsWith(month));
  const spentMicroUsd = sumOf(ofMonth);
  const usual = usualNight(nights);
  const from = nextNight > `${month}-01` ? nextNight : `${month}-01`;
  const nightsLeft = Math.max(0, daysBetween(from, lastDayOf(month)) + 1);
  const perNight = usual === null ? null : Math.min(usual, cap?.nightMicroUsd ?? Infinity);
  const uncapped = perNight === null ? null : spentMicroUsd + nightsLeft * perNight;
  return {
    spentMicroUsd,
    nightsLeft,
    usualNightMicroUsd: usual,
    byMonthEndMicroUsd: nightsLeft === 0 ? spentMicroUsd : atMost(uncapped, spentMicroUsd, cap),
    capReachedOn: reachedOn(from, { spentMicroUsd, perNight, nightsLeft, cap }),
  };
}

function usualNight(nights: readonly NightSpend[]): number | null {
  const newest = nights.toSorted((a, b) => b.night.localeCompare(a.night)).slice(0, USUAL_NIGHTS);
  return newest.length === 0 ? null : Math.round(sumOf(newest) / newest.length);
}

function atMost(uncapped: number | null, spent: number, cap: ForecastQuestion["cap"]): number | null {
  if (uncapped === null || cap === null) return uncapped;
  return Math.max(spent, Math.min(uncapped, cap.monthMicroUsd));
}

interface Course {
  spentMicroUsd: number;
  perNight: number | null;
  nightsLeft: number;
  cap: ForecastQuestion["cap"];
}

function reachedOn(from: LocalDate, { spentMicroUsd, perNight, nightsLeft, cap }: Course): LocalDate | null {
  if (cap === null || perNight === null || perNight === 0 || nightsLeft === 0) return null;
  const carried = Math.floor(Math.max(0, cap.monthMicroUsd - spentMicroUsd) / perNight);
  return carried < nightsLeft ? addDays(from, carried) : null;
}

function sumOf(nights: readonly NightSpend[]): number {
  return nights.reduce((sum, { microUsd }) => sum + microUsd, 0);
}

/** The last day of a month, `YYYY-MM`. */
export function lastDayOf(month: string): LocalDate {
  const [year = 0, number = 0] = month.split("-").map(Number);
  const next = number === 12 ? `${year + 1}-01-01` : `${year}-${String(number + 1).padStart(2, "0")}-01`;
  return addDays(next, -1);
}
