import { CsvError, parse } from "csv-parse/sync";

/**
 * Something wrong in a file, named by place alone. The cell's own words are never part of it: in a list of learners, and
 * in a register whose columns have slipped, they may be a person's handle.
 */
export interface Problem {
  /** As an editor counts: the first line is 1. */
  line: number;
  /** The column's name, or its position where it has no known name. */
  column: string;
  reason: string;
}

export interface CsvRow {
  /** The line on which the row begins. */
  line: number;
  cells: readonly string[];
}

/** A file as text, cut into cells. Cells have neither line breaks nor spaces around them. */
export interface CsvTable {
  headerLine: number;
  header: readonly string[];
  rows: readonly CsvRow[];
  encoding: "utf-8" | "utf-16le" | "windows-1252";
  separator: Separator;
}
type Separator = "," | ";" | "\t";

const MAX_BYTES = 32 * 1024 * 1024;
const MAX_ROWS = 200_000;

/** Reads a file as a spreadsheet saves it: any of three separators, three encodings, either kind of line end. */
export function readCsv(bytes: Uint8Array): CsvTable | Problem {
  if (bytes.length > MAX_BYTES) return wholeFile(`the file is larger than ${MAX_BYTES / 1024 / 1024} MB`);
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) {
    return wholeFile("this is a workbook or an archive; save the sheet as “CSV UTF-8” and import that");
  }
  const { text, encoding } = decode(bytes);
  if (text.includes("\0")) return wholeFile("this is not a text file; save the sheet as “CSV UTF-8”");
  const lines = text.replaceAll(/\r\n?/gu, "\n");
  const separator = separatorOf(lines);
  const records = cut(lines, separator);
  if ("reason" in records) return records;
  if (records.length > MAX_ROWS) return wholeFile(`the file has more than ${MAX_ROWS} rows`);
  const [header, ...rows] = records.filter((row) => row.cells.some((cell) => cell !== ""));
  if (header === undefined) return wholeFile("the file is empty; its first line must name the columns");
  return { headerLine: header.line, header: header.cells, rows, encoding, separator };
}

function wholeFile(reason: string): Problem {
  return { line: 1, column: "-", reason };
}

function decode(bytes: Uint8Array): { text: string; encoding: CsvTable["encoding"] } {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) {
    return { text: new TextDecoder("utf-16le").decode(bytes), encoding: "utf-16le" };
  }
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), encoding: "utf-8" };
  } catch {
    // Not UTF-8: what Excel on Windows writes as plain “CSV”. Every byte sequence is valid in it.
    return { text: new TextDecoder("windows-1252").decode(bytes), encoding: "windows-1252" };
  }
}

/** The separator that cuts the first line into the most cells; a comma where there is but one column. */
function separatorOf(text: string): Separator {
  const firstLine = text.split("\n").find((line) => line.trim() !== "") ?? "";
  const unquoted = firstLine.replaceAll(/"[^"]*"/gu, "");
  const count = (separator: Separator) => unquoted.split(separator).length;
  const candidates: readonly Separator[] = [",", ";", "\t"];
  return candidates.reduce((best, next) => (count(next) > count(best) ? next : best));
}

function cut(text: string, separator: Separator): CsvRow[] | Problem {
  const rows: CsvRow[] = [];
  let lastLine = 0;
  try {
    parse(text, {
      delimiter: separator,
      relax_column_count: true,
      skip_empty_lines: false,
      on_record: (record: string[], { lines }) => {
        rows.push({ line: lastLine + 1, cells: record.map(tidy) });
        lastLine = lines;
        return null;
      },
    });
    return rows;
  } catch (error) {
    // The parser's message quotes the cell, so only its kind is used.
    if (!(error instanceof CsvError)) throw error;
    return { line: lastLine + 1, column: "-", reason: brokenQuotes(error.code) };
  }
}

function brokenQuotes(code: string): string {
  return code === "CSV_QUOTE_NOT_CLOSED"
    ? "a quotation mark is opened and never closed"
    : "a quotation mark stands where none may; a cell that holds one is quoted whole and doubles it";
}

/** Line breaks, control characters and odd spaces inside a cell become one space; marks that nobody sees go. */
function tidy(cell: string): string {
  return cell
    .replaceAll(/[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu, "")
    .replaceAll(/[\p{Cc}\p{Zs}\u2028\u2029]+/gu, " ")
    .trim();
}
