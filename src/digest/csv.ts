import { stringify } from "csv-stringify/sync";
import type { DigestModel, FindingRow } from "./model.ts";

/** Ours first, then the four that Marketing fills in. */
const COLUMNS: readonly (keyof FindingRow)[] = [
  "finding",
  "platform",
  "handle",
  "url",
  "organisations",
  "department",
  "rule",
  "section",
  "severity",
  "state",
  "since",
  "due",
  "what",
  "whatToDo",
  "evidence",
  "keepers",
];
const ANSWERS = ["decision", "reason", "until", "by"] as const;

const HEADINGS: Readonly<Partial<Record<keyof FindingRow, string>>> = { whatToDo: "what_to_do" };

/**
 * findings.csv: UTF-8 with a byte order mark and CRLF, as Excel wants it. A cell that a spreadsheet would run as a formula
 * gets an apostrophe before it (OWASP, CSV injection).
 */
export function renderCsv(model: Pick<DigestModel, "rows">): string {
  const header = [...COLUMNS.map((name) => HEADINGS[name] ?? name), ...ANSWERS];
  const rows = model.rows.map((row) => [...COLUMNS.map((name) => inert(row[name])), "", "", "", ""]);
  return stringify([header, ...rows], { bom: true, record_delimiter: "\r\n" });
}

const FORMULA = /^\s*[=+\-@\t\r＝＋－＠|%]/u;
/** A finding's id of digits, with an e among them or not, would come back from a spreadsheet as 1.2E+11. */
const NUMBER = /^(?=.{12}$)\d+(?:e\d+)?$/u;

function inert(cell: string): string {
  return FORMULA.test(cell) || NUMBER.test(cell) ? `'${cell}` : cell;
}
