import type { Currency } from "../core/connector.ts";
import { localDateOf, localTimeOf } from "../core/calendar.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, type LocalDate } from "../core/time.ts";

/** An instant on the wall clock of a zone: `2026-11-22 03:31`. */
export function momentIn(zone: string, at: Date): string {
  return `${localDateOf(at, zone)} ${localTimeOf(at, zone)}`;
}

/** The time alone where the instant is of that date, else date and time. */
export function momentOn(date: LocalDate, zone: string, at: Date): string {
  return localDateOf(at, zone) === date ? localTimeOf(at, zone) : momentIn(zone, at);
}

/** `4 min`, `2 h 10 min`, `3 days`; less than a minute is `0 min`. */
export function durationInWords(ms: number): string {
  if (ms >= 2 * DAY_MS) return `${Math.floor(ms / DAY_MS)} days`;
  const hours = Math.floor(ms / HOUR_MS);
  const minutes = Math.floor((ms % HOUR_MS) / MINUTE_MS);
  return hours === 0 ? `${minutes} min` : `${hours} h${minutes === 0 ? "" : ` ${minutes} min`}`;
}

/** Units of a platform's quota as people read them. */
export function units(count: number): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? "unit" : "units"}`;
}

/** An amount in a platform's own currency: millionths of a dollar, or units of its quota. */
export function amountIn(currency: Currency, amount: number): string {
  return currency === "usd" ? dollars(amount) : units(amount);
}

/** What was spent in both currencies; nothing is told in dollars. */
export function costInWords({ microUsd, quotaUnits }: { microUsd: number; quotaUnits: number }): string {
  if (quotaUnits === 0) return dollars(microUsd);
  return microUsd === 0 ? units(quotaUnits) : `${dollars(microUsd)} and ${units(quotaUnits)}`;
}

/** An amount that is estimated. */
export function about(amount: string): string {
  return amount.startsWith("under ") ? amount : `about ${amount}`;
}

/** Less than this, in millionths of a dollar, is told as a bound: digits enough for all of it would be too many. */
const HALF_A_CENT = 5_000;

/** Millionths of a dollar as people read them; small amounts keep the tenth of a cent, and only nothing is a zero. */
export function dollars(microUsd: number): string {
  if (microUsd > 0 && microUsd < HALF_A_CENT) return "under $0.01";
  const digits = microUsd !== 0 && microUsd < 100_000 ? 3 : 2;
  return `$${(microUsd / 1_000_000).toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
}
