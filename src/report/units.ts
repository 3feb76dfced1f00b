import type { Trend } from "./model.ts";

/** A number of a trend as people write it. */
export function numberIn(unit: Trend["unit"], value: number): string {
  if (unit === "percent") return `${value}%`;
  if (unit === "dollars") return dollars(value * 1_000_000);
  return value.toLocaleString("en-GB");
}

/** Millionths of a dollar as people write them; never rounded down to nothing. */
export function dollars(microUsd: number): string {
  if (microUsd > 0 && microUsd < 5_000) return "less than $0.01";
  return `$${(microUsd / 1_000_000).toFixed(2)}`;
}

/** `12%`, or a word where there was nothing to divide by. */
export function percentOf(part: number, whole: number, none = "none"): string {
  return whole === 0 ? none : `${Math.floor((100 * part) / whole)}%`;
}
