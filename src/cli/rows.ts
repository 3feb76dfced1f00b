import type { Screen } from "./command.ts";
import { paint } from "./paint.ts";
import { flowed, renderTable, widthOf } from "./table.ts";

const GAP_WIDTH = 2;
/** The last column is text that may be broken over lines; under this width a table of it is no longer read. */
const LAST_WIDTH = 24;
const INDENT = "  ";

/**
 * A table where all columns but the last fit as they are. In a terminal too narrow for that, a record for each row: as many of
 * the first columns as fit on a line, and below it, indented, the others by their titles, so that ids and dates stay whole.
 */
export function renderRows(
  io: Screen,
  titles: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const widths = titles.map((title, column) =>
    Math.max(widthOf(title), ...rows.map((row) => widthOf(row[column] ?? ""))),
  );
  if (!io.isTty || fits(io.columns, widths)) return renderTable(io, titles, rows);
  const onTop = columnsOnTop(io.columns, widths);
  const topTitles = titles.slice(0, onTop);
  const [heading = "", ...tops] = renderTable(
    { ...io, color: false },
    topTitles,
    rows.map((row) => row.slice(0, onTop)),
  )
    .trimEnd()
    .split("\n");
  // A first column wider than the terminal is broken over lines: then no line can be told from the next row's.
  if (tops.length !== rows.length) return renderTable(io, titles, rows);
  const records = rows.map((row, index) => [tops[index] ?? "", ...below(io, titles, row, onTop)].join("\n"));
  return `${paint(io, "bold", heading)}\n${records.join("\n")}\n`;
}

function fits(columns: number, widths: readonly number[]): boolean {
  const last = Math.min(widths.at(-1) ?? 0, LAST_WIDTH);
  return sumOf(widths.slice(0, -1)) + last <= columns;
}

function sumOf(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width + GAP_WIDTH, 0);
}

/** The first columns that fit beside each other, one at least. */
function columnsOnTop(columns: number, widths: readonly number[]): number {
  let number = 1;
  while (number < widths.length - 1 && sumOf(widths.slice(0, number + 1)) - GAP_WIDTH <= columns) number += 1;
  return number;
}

/** The other columns of a row; a long last one speaks for itself, on lines of its own. What is empty is left out. */
function below(
  io: Screen,
  titles: readonly string[],
  row: readonly string[],
  onTop: number,
): readonly string[] {
  const last = row[titles.length - 1] ?? "";
  const isText = widthOf(last) > LAST_WIDTH || onTop === titles.length - 1;
  const named = titles
    .map((title, column) => ({ title, value: row[column] ?? "", column }))
    .filter(({ column, value }) => column >= onTop && value !== "" && value !== "-")
    .filter(({ column }) => !isText || column < titles.length - 1)
    .map(({ title, value }) => `${title.toLowerCase()} ${value}`);
  const lines = [
    ...(named.length === 0 ? [] : [named.join(" · ")]),
    ...(isText && last !== "" ? [last] : []),
  ];
  return lines.map((line) => `${INDENT}${flowed(io, line, INDENT.length)}`);
}
