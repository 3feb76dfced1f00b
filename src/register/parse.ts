import type { Organisation } from "../core/policy.ts";
import type { LocalDate } from "../core/time.ts";
import { nameColumns, nearest, type NamedRow } from "../csv/columns.ts";
import { readCsv, type CsvTable, type Problem } from "../csv/read.ts";
import { REGISTER_COLUMNS, type RegisterColumn, type Wrong } from "./columns.ts";
import type { RegisterEntry } from "./entry.ts";
import { fieldsOf } from "./fields.ts";
import {
  isUrl,
  parseUrl,
  platformOf,
  unknownPlatform,
  whyUnfindable,
  withoutAt,
  type HandleBook,
} from "./handle-book.ts";
import { PLATFORM_NAMES, type Platform } from "../core/platform.ts";

/** What the settings say that a register is read by. */
export interface RegisterContext {
  organisations: readonly Organisation[];
  handles: HandleBook;
  /** No account has been opened after it. */
  today: LocalDate;
}

/** The good rows of a register, and what is wrong with the others. */
export interface ParsedRegister {
  entries: readonly RegisterEntry[];
  /** What can be read of bad rows that name their account: such a row goes in nowhere, and a later one is its repeat. */
  refused: readonly RegisterEntry[];
  problems: readonly Problem[];
  /** Whether rows were read at all: with a broken file or a wrong first line none is. */
  isRead: boolean;
}

/** Nothing of the file was read, for these reasons. */
export function unread(problems: readonly Problem[]): ParsedRegister {
  return { entries: [], refused: [], problems, isRead: false };
}

/** A register file, cut and read. Pure. */
export function parseRegister(bytes: Uint8Array, context: RegisterContext): ParsedRegister {
  const table = readCsv(bytes);
  return "reason" in table ? unread([table]) : parseRegisterTable(table, context);
}

export function parseRegisterTable(table: CsvTable, context: RegisterContext): ParsedRegister {
  const { rows, columns, meant, problems } = nameColumns<RegisterColumn>(table, REGISTER_COLUMNS);
  if (columns.size > 0) problems.push(...missingColumns(new Set([...columns, ...meant]), table.headerLine));
  // With a wrong first line every row would be wrong for the same reason: it is said once.
  if (problems.some((problem) => problem.line === table.headerLine)) return unread(problems);
  const wrongLines = new Set(problems.map((problem) => problem.line));
  const entries: RegisterEntry[] = [];
  const refused: RegisterEntry[] = [];
  for (const row of rows) {
    const read = readRow(row, context);
    problems.push(...read.problems);
    const isGood = read.problems.length === 0 && !wrongLines.has(row.line);
    if (read.entry !== null) (isGood ? entries : refused).push(read.entry);
  }
  return { entries, refused, problems: problems.toSorted((a, b) => a.line - b.line), isRead: true };
}

/** `columns`: those that are there or, misspelt, were meant to be. */
function missingColumns(columns: ReadonlySet<RegisterColumn>, line: number): Problem[] {
  const missing: Problem[] = [];
  const named = columns.has("url") || (columns.has("platform") && columns.has("handle"));
  if (!named) missing.push({ line, column: "url", reason: "a url column is needed, or platform and handle" });
  if (!columns.has("organisation")) {
    missing.push({ line, column: "organisation", reason: "the column organisation (or college) is needed" });
  }
  return missing;
}

/** `entry`: null for a row that does not say which account it is. With problems it is what could be read. */
function readRow(
  row: NamedRow<RegisterColumn>,
  context: RegisterContext,
): { entry: RegisterEntry | null; problems: Problem[] } {
  const problems: Problem[] = [];
  const wrong = (column: RegisterColumn, reason: string): null => {
    problems.push({ line: row.line, column, reason });
    return null;
  };
  const id = row.cell("id") || null;
  if (id !== null && !/^[0-9a-z]{12}$/u.test(id)) wrong("id", "not an account's id: 12 letters and digits");
  const account = accountOf(row, context.handles, wrong);
  const organisations = organisationsOf(row, context.organisations, wrong);
  if (id === null && account !== null) refuseUnfindable(account, row, wrong);
  const fields = fieldsOf(row, context.today, wrong);
  if (account === null) return { entry: null, problems };
  const handleKey = context.handles[account.platform].normaliseHandle(account.handle);
  const entry = { line: row.line, id, ...account, handleKey, fields: { ...fields, organisations } };
  return { entry, problems };
}

const NOT_A_PROFILE =
  "not the address of a profile on a platform that the product knows; give platform and handle, or mend the address";

function accountOf(
  row: NamedRow<RegisterColumn>,
  book: HandleBook,
  wrong: Wrong,
): { platform: Platform; handle: string } | null {
  const platformCell = row.cell("platform") ?? "";
  const platform = platformOf(platformCell);
  if (platformCell !== "" && platform === null) return wrong("platform", unknownPlatform(platformCell));
  const handleCell = row.cell("handle") ?? "";
  const urlColumn = isUrl(handleCell) ? "handle" : "url";
  const url = isUrl(handleCell) ? handleCell : (row.cell("url") ?? "");
  const named = url === "" ? null : parseUrl(book, url);
  if (url !== "" && named === null) return wrong(urlColumn, NOT_A_PROFILE);
  if (named && platform && named.platform !== platform) {
    return wrong(
      urlColumn,
      `the address is on ${PLATFORM_NAMES[named.platform]}, the row says another platform`,
    );
  }
  if (handleCell === "" || isUrl(handleCell)) {
    return named ?? wrong("url", "the row has neither an address nor a handle");
  }
  const found = named?.platform ?? platform;
  if (found === null) return wrong("platform", "empty; a handle needs its platform");
  const handle = withoutAt(handleCell);
  const rules = book[found];
  if (!rules.isHandle(handle)) return wrong("handle", `cannot be a handle on ${PLATFORM_NAMES[found]}`);
  if (named && rules.normaliseHandle(named.handle) !== rules.normaliseHandle(handle)) {
    return wrong("handle", "is not the account that the row's address names");
  }
  return { platform: found, handle };
}

/** YouTube's own words for the address are no way to the channel; what is registered already stays as it is. */
function refuseUnfindable(
  { platform, handle }: { platform: Platform; handle: string },
  row: NamedRow<RegisterColumn>,
  wrong: Wrong,
): void {
  const why = whyUnfindable(platform, handle);
  if (why !== null) wrong((row.cell("url") ?? "") === "" ? "handle" : "url", why);
}

function organisationsOf(
  row: NamedRow<RegisterColumn>,
  known: readonly Organisation[],
  wrong: Wrong,
): readonly string[] {
  const words = (row.cell("organisation") ?? "").split(";").map((word) => word.trim());
  const given = words.filter((word) => word !== "");
  if (given.length === 0) wrong("organisation", `empty; one of ${known.map((o) => o.id).join(", ")}`);
  const found = given.map((word) => organisationOf(word, known));
  const unknown = given[found.indexOf(null)];
  if (unknown !== undefined) wrong("organisation", unknownOrganisation(unknown, known));
  return [...new Set(found.filter((organisation) => organisation !== null))];
}

/** The organisation's id, by the key, the name or the short name of the settings; null for none. */
export function organisationOf(word: string, known: readonly Organisation[]): string | null {
  const wanted = plain(word);
  const match = known.find((o) => [o.id, o.name, o.shortName].some((name) => plain(name) === wanted));
  return match?.id ?? null;
}

function plain(name: string): string {
  const words = name.normalize("NFKC").toLowerCase().replaceAll("&", " and ");
  return words
    .replace(/^the /u, "")
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** A sentence for a word that is no organisation, with the nearest that is. */
export function unknownOrganisation(word: string, known: readonly Organisation[]): string {
  const names = known.flatMap((o) => [o.id, o.shortName, o.name]);
  const meant = nearest(word, names);
  return meant === null
    ? `not in the settings, which know ${known.map((o) => o.id).join(", ")}`
    : `not in the settings; did you mean ${meant}?`;
}
