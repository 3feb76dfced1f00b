import type { LocalDate } from "../core/time.ts";

/** Values of one cell, separated by semicolons; empty ones and repeats are left out. */
export function listOf(cell: string): string[] {
  const values = cell.split(";").map((value) => value.trim());
  return [...new Set(values.filter((value) => value !== ""))];
}

/** A date as written in Britain or by ISO: `2024-03-01`, `01/03/2024`, `1.3.2024`. null when it is no date. */
export function dateOf(cell: string): LocalDate | null {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/u.exec(cell);
  if (iso) return realDate(iso[1], iso[2], iso[3]);
  const dayFirst = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4})$/u.exec(cell);
  if (dayFirst) return realDate(dayFirst[4], dayFirst[3], dayFirst[1]);
  return null;
}

export const DATE_EXPECTED = "not a date; write 2024-03-31 or 31/03/2024 (the day comes first)";

function realDate(year = "", month = "", day = ""): LocalDate | null {
  const date = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const instant = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(instant.getTime())) return null;
  // 31 February becomes 2 March: not the date that was written.
  return instant.toISOString().startsWith(date) ? date : null;
}

export function isEmailAddress(cell: string): boolean {
  return cell.length <= 254 && /^[^\s@;,<>"]+@[^\s@;,<>".]+(?:\.[^\s@;,<>".]+)+$/u.test(cell);
}

/** Spreadsheets run a cell that begins with one of these as a formula. src/digest/csv.ts shields the same. */
const FORMULA = /^'*\s*[=+\-@\t\r＝＋－＠|%]/u;

/** A cell that no spreadsheet runs: an apostrophe before what would begin a formula. */
export function shieldFormula(value: string): string {
  return FORMULA.test(value) ? `'${value}` : value;
}

/** Undoes {@link shieldFormula}, so that an export imports back unchanged. */
export function unshieldFormula(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;
}
