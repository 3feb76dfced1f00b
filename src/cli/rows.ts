import { renderPairs, renderTable, widthOf } from "./table.ts";
import type { CommandIo } from "./command.ts";

const GAP_WIDTH = 2;
/** The last column is text that may be broken over lines; under this width a table of it is no longer read. */
const LAST_WIDTH = 24;

/**
 * A table where all columns but the last fit as they are; in a terminal too narrow for that, a block for each row, so
 * that ids and dates stay whole and can be copied.
 */
export function renderRows(
  io: Pick<CommandIo, "isTty" | "columns" | "color">,
  titles: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  if (!io.isTty || fits(io.columns, titles, rows)) return renderTable(io, titles, rows);
  return rows
    .map((row) =>
      renderPairs(
        io,
        titles.map((title, column): [string, string] => [title, row[column] ?? ""]),
      ),
    )
    .join("\n");
}

function fits(columns: number, titles: readonly string[], rows: readonly (readonly string[])[]): boolean {
  const widths = titles.map((title, column) =>
    Math.max(widthOf(title), ...rows.map((row) => widthOf(row[column] ?? ""))),
  );
  const last = Math.min(widths.at(-1) ?? 0, LAST_WIDTH);
  const others = widths.slice(0, -1).reduce((sum, width) => sum + width + GAP_WIDTH, 0);
  return others + last <= columns;
}
