import { PLATFORM_NAMES, type Platform } from "../core/platform.ts";
import type { LocalDate } from "../core/time.ts";
import { DATE_EXPECTED, dateOf } from "../csv/cells.ts";
import { nameColumns, type NamedRow } from "../csv/columns.ts";
import { readCsv, type Problem } from "../csv/read.ts";
import {
  isUrl,
  parseUrl,
  platformOf,
  unknownPlatform,
  whyUnfindable,
  withoutAt,
  type HandleBook,
} from "../register/handle-book.ts";
import type { LearnerRow } from "./entry.ts";

/** The columns of a list of learners. Documented in docs/import.md. */
const LEARNER_COLUMNS = {
  platform: ["network"],
  handle: ["username", "account"],
  id: ["platform_id", "user_id"],
  url: ["profile_url", "link"],
  last_day: ["last_day_as_a_learner", "leaving_date", "leaves_on", "end_date"],
} as const;
type LearnerColumn = keyof typeof LEARNER_COLUMNS;

export interface ParsedLearners {
  rows: readonly LearnerRow[];
  problems: readonly Problem[];
  /** How many accounts the file names more than once; the later last day stands. */
  repeated: number;
}

/** Reads a list of learners. Problems name line and column, never a value. Pure. */
export function parseLearners(bytes: Uint8Array, book: HandleBook): ParsedLearners {
  const table = readCsv(bytes);
  if ("reason" in table) return { rows: [], problems: [table], repeated: 0 };
  const { rows, columns, problems } = nameColumns<LearnerColumn>(table, LEARNER_COLUMNS);
  problems.push(...missingColumns(columns, table.headerLine));
  if (problems.some((problem) => problem.line === table.headerLine))
    return { rows: [], problems, repeated: 0 };
  const good: LearnerRow[] = [];
  for (const row of rows) {
    const parsed = learnerOf(row, book);
    if ("reason" in parsed) problems.push(parsed);
    else good.push(parsed);
  }
  const { merged, contradictions } = mergeRepeats(good);
  problems.push(...contradictions);
  return {
    rows: merged,
    problems: problems.toSorted((a, b) => a.line - b.line),
    repeated: good.length - merged.length - contradictions.length,
  };
}

function missingColumns(columns: ReadonlySet<LearnerColumn>, line: number): Problem[] {
  const named =
    columns.has("url") || (columns.has("platform") && (columns.has("handle") || columns.has("id")));
  const reason = "a url column is needed, or platform with handle or id";
  return named ? [] : [{ line, column: "url", reason }];
}

function learnerOf(row: NamedRow<LearnerColumn>, book: HandleBook): LearnerRow | Problem {
  const wrong = (column: LearnerColumn, reason: string): Problem => ({ line: row.line, column, reason });
  const day = row.cell("last_day") ?? "";
  const lastDay = day === "" ? null : dateOf(day);
  if (day !== "" && lastDay === null) return wrong("last_day", DATE_EXPECTED);
  const platform = platformIn(row);
  if (typeof platform === "object" && platform !== null) return platform;
  const id = row.cell("id") || null;
  if (id !== null && !/^[\w:.@-]{1,128}$/u.test(id)) return wrong("id", "not a platform's id");
  const account = accountIn(row, book, platform, wrong);
  if ("reason" in account) return account;
  const found = account.platform ?? platform;
  if (found === null) return wrong("platform", "empty; a handle or an id needs its platform");
  if (account.handle === null && id === null) return wrong("handle", "the row has no handle, id or address");
  const unfindable = account.handle === null ? null : whyUnfindable(found, account.handle);
  if (unfindable !== null) return wrong((row.cell("url") ?? "") === "" ? "handle" : "url", unfindable);
  // A handle in the place of an id would match nobody, and count as known.
  if (id !== null && book[found].isId?.(id) === false)
    return wrong("id", `cannot be an id on ${PLATFORM_NAMES[found]}`);
  // Where an address holds the platform's id, the learner is known by it and not by a handle that would match nothing.
  const idInHandle = account.handle === null ? null : (book[found].idIn?.(account.handle) ?? null);
  if (idInHandle !== null && id !== null && id !== idInHandle)
    return wrong("id", "is not the account that the row's address or handle names");
  const handle = idInHandle === null ? account.handle : null;
  const handleKey = handle === null ? null : book[found].normaliseHandle(handle);
  return { line: row.line, platform: found, id: id ?? idInHandle, handleKey, lastDay };
}

function platformIn(row: NamedRow<LearnerColumn>): Platform | null | Problem {
  const cell = row.cell("platform") ?? "";
  const platform = platformOf(cell);
  if (cell === "" || platform !== null) return platform;
  return { line: row.line, column: "platform", reason: unknownPlatform(cell) };
}

function accountIn(
  row: NamedRow<LearnerColumn>,
  book: HandleBook,
  platform: Platform | null,
  wrong: (column: LearnerColumn, reason: string) => Problem,
): { platform: Platform | null; handle: string | null } | Problem {
  const cell = row.cell("handle") ?? "";
  const column = isUrl(cell) ? "handle" : "url";
  const url = isUrl(cell) ? cell : (row.cell("url") ?? "");
  const named = url === "" ? null : parseUrl(book, url);
  if (url !== "" && named === null) return wrong(column, "not the address of a profile");
  if (named && platform && named.platform !== platform)
    return wrong(column, "the address is on another platform");
  if (cell === "" || isUrl(cell)) return named ?? { platform: null, handle: null };
  const found = named?.platform ?? platform;
  if (found === null) return wrong("platform", "empty; a handle needs its platform");
  const handle = withoutAt(cell);
  if (!book[found].isHandle(handle)) return wrong("handle", `cannot be a handle on ${PLATFORM_NAMES[found]}`);
  const differs = named && book[found].normaliseHandle(named.handle) !== book[found].normaliseHandle(handle);
  return differs
    ? wrong("handle", "is not the account that the row's address names")
    : { platform: found, handle };
}

/** Rows that name the same account become one; rows that give one handle two ids contradict each other. */
function mergeRepeats(rows: readonly LearnerRow[]): { merged: LearnerRow[]; contradictions: Problem[] } {
  const merged: LearnerRow[] = [];
  const contradictions: Problem[] = [];
  const byName = new Map<string, LearnerRow>();
  for (const row of rows) {
    const names = namesOf(row);
    const same = names.map((name) => byName.get(name)).find((found) => found !== undefined);
    if (same !== undefined && contradict(row, same)) {
      const reason = `contradicts line ${same.line}: the same account with another id or handle`;
      contradictions.push({ line: row.line, column: row.id === null ? "handle" : "id", reason });
      continue;
    }
    const whole = same === undefined ? row : Object.assign(same, union(same, row));
    if (same === undefined) merged.push(whole);
    for (const name of namesOf(whole)) byName.set(name, whole);
  }
  return { merged, contradictions };
}

function namesOf({ platform, id, handleKey }: LearnerRow): string[] {
  return [
    ...(id === null ? [] : [`${platform} id ${id}`]),
    ...(handleKey === null ? [] : [`${platform} handle ${handleKey}`]),
  ];
}

function differ(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && a !== b;
}

function contradict(a: LearnerRow, b: LearnerRow): boolean {
  return differ(a.id, b.id) || differ(a.handleKey, b.handleKey);
}

function union(a: LearnerRow, b: LearnerRow): LearnerRow {
  const lastDay = a.lastDay === null || b.lastDay === null ? null : later(a.lastDay, b.lastDay);
  return { ...a, id: a.id ?? b.id, handleKey: a.handleKey ?? b.handleKey, lastDay };
}

function later(a: LocalDate, b: LocalDate): LocalDate {
  return a < b ? b : a;
}
