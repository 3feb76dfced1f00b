import { wordOf } from "../csv/columns.ts";
import { readCsv, type CsvTable, type Problem } from "../csv/read.ts";
import {
  organisationOf,
  parseRegisterTable,
  unknownOrganisation,
  unread,
  type ParsedRegister,
  type RegisterContext,
} from "./parse.ts";

/** How to read a table that has a row for each organisation or department and a column for each platform. */
export interface WideOptions {
  /** Titles of the columns that hold profile addresses. */
  urlColumns: readonly string[];
  /** One organisation of the settings for all rows. */
  organisation: string;
  /** Title of the column that names the department; null: none. */
  departmentColumn: string | null;
}

/** Each address in one of the columns is an account of its own; all other columns are left aside. Pure. */
export function parseWideRegister(
  bytes: Uint8Array,
  options: WideOptions,
  context: RegisterContext,
): ParsedRegister {
  const table = readCsv(bytes);
  if ("reason" in table) return unread([table]);
  const wanted = [
    ...options.urlColumns,
    ...(options.departmentColumn === null ? [] : [options.departmentColumn]),
  ];
  const problems: Problem[] = wanted
    .filter((title) => positionOf(table, title) === null)
    .map(() => ({
      line: table.headerLine,
      column: "-",
      reason: `a column named on the command line is not there; the file has ${table.header.length} columns`,
    }));
  if (organisationOf(options.organisation, context.organisations) === null) {
    const reason = unknownOrganisation(options.organisation, context.organisations);
    problems.push({ line: table.headerLine, column: "--organisation", reason });
  }
  if (problems.length > 0) return unread(problems);
  const parsed = options.urlColumns.map((title) => parseColumn(table, title, options, context));
  return {
    entries: parsed.flatMap(({ entries }) => entries).toSorted((a, b) => a.line - b.line),
    refused: parsed.flatMap(({ refused }) => refused).toSorted((a, b) => a.line - b.line),
    problems: parsed.flatMap(({ problems }) => problems).toSorted((a, b) => a.line - b.line),
    isRead: true,
  };
}

function parseColumn(
  table: CsvTable,
  title: string,
  options: WideOptions,
  context: RegisterContext,
): ParsedRegister {
  const urls = positionOf(table, title) ?? 0;
  const departments = options.departmentColumn === null ? null : positionOf(table, options.departmentColumn);
  const rows = table.rows
    .filter((row) => (row.cells[urls] ?? "") !== "")
    .map(({ line, cells }) => ({
      line,
      cells: [
        cells[urls] ?? "",
        options.organisation,
        departments === null ? "" : (cells[departments] ?? ""),
      ],
    }));
  const register = parseRegisterTable(
    { ...table, header: ["url", "organisation", "department"], rows },
    context,
  );
  return { ...register, problems: register.problems.map((problem) => ({ ...problem, column: title })) };
}

function positionOf(table: CsvTable, title: string): number | null {
  const position = table.header.findIndex((name) => wordOf(name) === wordOf(title));
  return position === -1 ? null : position;
}
