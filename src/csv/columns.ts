import { distance } from "fastest-levenshtein";
import { unshieldFormula } from "./cells.ts";
import type { CsvRow, CsvTable, Problem } from "./read.ts";

/** The names that a file's first line may hold: the column, and other words that people use for it. */
export type ColumnNames<Column extends string> = Readonly<Record<Column, readonly string[]>>;

/** A row read by column name. A column that the file does not have is undefined; an empty cell is "". */
export interface NamedRow<Column extends string> {
  line: number;
  cell(column: Column): string | undefined;
}

/** The rows by name, or what is wrong with the first line. Rows longer than the first line are problems of their own. */
export function nameColumns<Column extends string>(
  table: CsvTable,
  names: ColumnNames<Column>,
): {
  rows: NamedRow<Column>[];
  columns: ReadonlySet<Column>;
  /** Columns that titles which are none were probably meant to be. */
  meant: ReadonlySet<Column>;
  problems: Problem[];
} {
  const columns = Object.keys(names).filter((name): name is Column => name in names);
  const byWord = new Map<string, Column>(
    columns.flatMap((column) => [column, ...names[column]].map((word) => [wordOf(word), column] as const)),
  );
  const positions = new Map<Column, number>();
  const problems: Problem[] = [];
  const meant = new Set<Column>();
  for (const [position, title] of table.header.entries()) {
    if (title === "") continue;
    const column = byWord.get(wordOf(title));
    const at = { line: table.headerLine, column: positionName(position) };
    if (column === undefined) {
      const near = nearest(title, [...columns, ...columns.flatMap((one) => names[one])]);
      const likely = near === null ? undefined : byWord.get(wordOf(near));
      if (likely !== undefined) meant.add(likely);
      problems.push({ ...at, reason: unknownColumn(near, columns) });
    } else if (positions.has(column)) problems.push({ ...at, reason: `the column ${column} is there twice` });
    else positions.set(column, position);
  }
  if (positions.size === 0 && meant.size < table.header.filter((title) => title !== "").length) {
    // Probably a row already: one sentence for the line, none for each cell.
    const reason = `the first line does not seem to name columns; the columns are ${columns.join(", ")}`;
    problems.splice(0, problems.length, { line: table.headerLine, column: "-", reason });
  }
  const rows = table.rows.map((row) => namedRow(row, positions));
  const tooLong = table.rows.filter((row) =>
    row.cells.slice(table.header.length).some((cell) => cell !== ""),
  );
  problems.push(...tooLong.map((row) => longRow(row, table.header.length)));
  return { rows, columns: new Set(positions.keys()), meant, problems };
}

/** The valid name nearest to a word that is none, or null when none is near enough to be meant. */
export function nearest(word: string, names: readonly string[]): string | null {
  const wanted = wordOf(word);
  const ranked = names
    .map((name) => ({ name, far: distance(wanted, wordOf(name)) }))
    .toSorted((a, b) => a.far - b.far);
  const best = ranked[0];
  return best !== undefined && best.far <= Math.max(2, Math.floor(wanted.length / 3)) ? best.name : null;
}

function namedRow<Column extends string>(
  row: CsvRow,
  positions: ReadonlyMap<Column, number>,
): NamedRow<Column> {
  return {
    line: row.line,
    cell: (column) => {
      const position = positions.get(column);
      return position === undefined ? undefined : unshieldFormula(row.cells[position] ?? "");
    },
  };
}

function unknownColumn(near: string | null, columns: readonly string[]): string {
  return near === null
    ? `no such column; the columns are ${columns.join(", ")}`
    : `no such column; did you mean ${near}?`;
}

function longRow(row: CsvRow, width: number): Problem {
  return {
    line: row.line,
    column: positionName(width),
    reason: `the row has more cells than the first line has columns (${width}); quote cells that hold the separator`,
  };
}

/** As spreadsheets call it: `column 3 (C)`. */
function positionName(position: number): string {
  return `column ${position + 1} (${letters(position)})`;
}

function letters(position: number): string {
  const rest = Math.floor(position / 26) - 1;
  return (rest < 0 ? "" : letters(rest)) + String.fromCodePoint(65 + (position % 26));
}

/** `Login Address`, `login-address` and `LOGIN_ADDRESS` are one word. */
export function wordOf(title: string): string {
  return title
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[\s_-]+/gu, "_");
}
