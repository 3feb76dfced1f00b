import { dateOf, DATE_EXPECTED } from "../csv/cells.ts";
import { nameColumns, type NamedRow } from "../csv/columns.ts";
import { readCsv, type Problem } from "../csv/read.ts";
import type { Wish } from "../core/finding.ts";
import type { LocalDate } from "../core/time.ts";
import { DECISION_COLUMNS, type DecisionColumn } from "./columns.ts";
import { spoken } from "./words.ts";

/** A row in which somebody decided something. */
export interface DecisionRow {
  line: number;
  /** The finding's id, or its beginning. */
  finding: string;
  /** null: they say that it is mended, which the next night sees by itself. */
  wish: Wish | null;
}

export interface ParsedDecisions {
  rows: readonly DecisionRow[];
  /** Rows that nobody filled in. */
  empty: number;
  problems: readonly Problem[];
  /** Why the file is none that the e-mail attached; null: it is one, well filled in or not. */
  notOurs: string | null;
}

/** A filled-in findings.csv, cut and read. `by` decides where a row names nobody. Pure. */
export function parseDecisions(bytes: Uint8Array, by: string): ParsedDecisions {
  const table = readCsv(bytes);
  if ("reason" in table) {
    return { ...NOTHING, problems: [table], notOurs: table.line === 1 ? table.reason : null };
  }
  const { rows, columns, problems } = nameColumns<DecisionColumn>(table, DECISION_COLUMNS);
  if (!columns.has("decision") && (problems.length > 0 || !columns.has("finding"))) {
    return { ...NOTHING, problems, notOurs: "its first line names no column decision" };
  }
  for (const needed of ["finding", "decision"] as const) {
    const reason = `the column ${needed} is needed; send back findings.csv with all of its columns`;
    if (!columns.has(needed)) problems.push({ line: table.headerLine, column: needed, reason });
  }
  // With a wrong first line every row would be wrong for the same reason: it is said once.
  if (problems.some(({ line }) => line === table.headerLine)) return { ...NOTHING, problems };
  const wrongLines = new Set(problems.map(({ line }) => line));
  const read = rows.filter(({ line }) => !wrongLines.has(line)).map((row) => readRow(row, by));
  return {
    rows: read.flatMap((one) => ("row" in one ? [one.row] : [])),
    empty: read.filter((one) => "empty" in one).length,
    problems: [...problems, ...read.flatMap((one) => ("problems" in one ? one.problems : []))].toSorted(
      (a, b) => a.line - b.line,
    ),
    notOurs: null,
  };
}

const NOTHING: ParsedDecisions = { rows: [], empty: 0, problems: [], notOurs: null };

type Read = { row: DecisionRow } | { empty: true } | { problems: Problem[] };

function readRow(row: NamedRow<DecisionColumn>, by: string): Read {
  const { line } = row;
  const said = spoken(row.cell("decision") ?? "");
  const reason = (row.cell("reason") ?? "") || null;
  const wrong = (column: DecisionColumn, reason: string) => ({ problems: [{ line, column, reason }] });
  if (said.says === "nothing") {
    return reason === null ? { empty: true } : wrong("decision", "there is a reason, and no decision");
  }
  const id = idOf(row.cell("finding") ?? "");
  if (typeof id !== "string") return wrong("finding", id.reason);
  if (said.says === "unknown") return wrong("decision", said.reason);
  if (said.says === "done") return { row: { line, finding: id, wish: null } };
  const cell = row.cell("until") ?? "";
  const until = cell === "" ? null : untilOf(cell);
  const kind = said.says === "assign" ? "assigned" : said.kind;
  const isWaiver = kind === "waived";
  if (isWaiver && cell !== "" && until === null) return wrong("until", DATE_EXPECTED);
  const wish: Wish = {
    kind,
    by: row.cell("by") || by,
    reason,
    evidence: null,
    until: isWaiver ? until : null,
    assignee: said.says === "assign" ? said.assignee : null,
  };
  return { row: { line, finding: id, wish } };
}

const ID_LENGTH = 12;

/** An id as it was exported, or what a spreadsheet made of it. */
function idOf(cell: string): string | { reason: string } {
  const id = cell.replace(/^'/u, "").trim().toLowerCase();
  if (/^\d+(?:[.,]\d+)?e\+\d+$/u.test(id)) {
    return {
      reason: "a spreadsheet has made a number of the id; copy it from the e-mail's findings.csv, as text",
    };
  }
  if (!/^[0-9a-z]{4,12}$/u.test(id)) return { reason: "not a finding's id: 12 letters and digits" };
  // A spreadsheet drops the noughts at the head of what looks like a number.
  return /^\d+$/u.test(id) ? id.padStart(ID_LENGTH, "0") : id;
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** A day as spreadsheets in Britain write it: also `31-Mar-27` and `31 March 2027`. */
function untilOf(cell: string): LocalDate | null {
  const named = /^(\d{1,2})[ -]([a-z]{3,9})[ -](?:20)?(\d{2})$/iu.exec(cell);
  if (named === null) return dateOf(cell.replace(/ 00:00(?::00)?$/u, ""));
  const month = MONTHS.indexOf((named[2] ?? "").slice(0, 3).toLowerCase()) + 1;
  return month === 0 ? null : dateOf(`${named[1]}/${month}/20${named[3]}`);
}
