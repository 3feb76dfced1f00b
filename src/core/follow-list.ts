import type { FollowPageRequest } from "./connector.ts";
import { HEAD_ROWS, headAfter, headMatch } from "./follow-head.ts";

/**
 * The reader of follow lists (DESIGN.md, "Follow lists, exactly"): a pure state machine. It says which page to ask for,
 * takes the page's row keys, and ends with an outcome. Rows are opaque strings here (keyed hashes). A reading is plain
 * data, and what it becomes depends on the pages alone: an audit that was killed takes its staged pages again and stands
 * where it stood.
 */

/** So many remembered rows in remembered order end a head check. */
const HEAD_MATCHES = 3;
const HEAD_PAGES = [1, 5, 20] as const;
const HEAD_PAGE = 100;
const WHOLE_PAGE = 1000;
/** A list without a count is given up beyond. */
const MOST_ROWS = 10_000;
/** Pages in a row that bring no new row: a list that goes in circles. */
const IDLE_PAGES = 5;

/** What earlier readings left behind. */
export interface StoredList {
  /** The first rows in the platform's order, at most {@link HEAD_ROWS}. */
  head: readonly string[];
  /** How many rows are stored. */
  rows: number;
  /** Count − rows of the last whole reading; null: never read whole, or the platform gave no count. */
  gap: number | null;
  /** The last reading did not add up. */
  incomplete: boolean;
}

/** A list that nobody has read yet. */
export const NEVER_READ: StoredList = { head: [], rows: 0, gap: null, incomplete: false };

export type Outcome =
  /** The stored set still stands. */
  | { kind: "unchanged" }
  /** Rows to add to the stored ones. If they do not add up, a whole reading is wanted, and nothing may pass until then. */
  | { kind: "new-rows"; rows: readonly string[]; addsUp: boolean }
  /** All rows in the platform's order: they replace the stored ones. `gap` is null where the platform gave no count. */
  | { kind: "whole"; rows: readonly string[]; gap: number | null }
  /** What was seen makes no list. `rows` (not stored before) were in it all the same: a match among them may fail. */
  | { kind: "incomplete"; why: string; rows: readonly string[] }
  /** The reading could not go on (see {@link abandon}). Says nothing of the list: the next night takes it up as it was. */
  | { kind: "abandoned"; rows: readonly string[] };

/** A reading under way, or ended where `outcome` is set. Plain data: it survives JSON. */
export interface Reading {
  readonly stored: StoredList;
  /** How many accounts it follows, as the platform counts them. */
  readonly count: number | null;
  /** How many rows the list has, as its newest page said; null: pages do not say. */
  readonly total: number | null;
  readonly mode: "head" | "whole";
  /** Unique row keys of this pass, in the order seen. */
  readonly seen: readonly string[];
  /** Unique row keys of all passes that are not stored. */
  readonly fresh: readonly string[];
  /** The rows of the first pass, when a whole reading is checked by a second. */
  readonly firstPass: readonly string[] | null;
  /** Pages taken in this pass, and how many of the last ones brought nothing new. */
  readonly pages: number;
  readonly idle: number;
  /** Cursors given in this pass; the last is the next page's. */
  readonly cursors: readonly string[];
  readonly outcome: Outcome | null;
}

/** Row keys of a page, with the cursor behind it; null: the list ends here. */
export interface KeyPage {
  keys: readonly string[];
  nextCursor: string | null;
  /** See {@link FollowPage}. */
  total?: number;
}

const START_OF_PASS = { seen: [], pages: 0, idle: 0, cursors: [] } as const;

/**
 * Begins a reading. A list that was never read whole is read whole, whatever `mode` says, and so is one that was read
 * whole without a count and now has one. Without a count, a head check finds new rows and adds nothing up.
 */
export function startReading(stored: StoredList, count: number | null, mode: "head" | "whole"): Reading {
  const hasHead = stored.gap !== null || (count === null && stored.head.length > 0);
  const possible = hasHead ? mode : "whole";
  return {
    stored,
    count,
    mode: possible,
    total: null,
    fresh: [],
    firstPass: null,
    outcome: null,
    ...START_OF_PASS,
  };
}

/** The page to ask for now; null when the reading has ended. */
export function nextPage(reading: Reading): FollowPageRequest | null {
  if (reading.outcome !== null) return null;
  const rows = reading.mode === "head" ? (HEAD_PAGES[reading.pages] ?? HEAD_PAGE) : WHOLE_PAGE;
  const rowsLeft = reading.count === null ? rows : Math.max(1, reading.count - reading.seen.length);
  return { rows, cursor: reading.cursors.at(-1) ?? null, rowsLeft };
}

/** Takes the page that {@link nextPage} asked for. `isStored` says whether a row was stored before this audit. */
export function takePage(reading: Reading, page: KeyPage, isStored: (key: string) => boolean): Reading {
  if (reading.outcome !== null) return reading;
  const seen = [...new Set([...reading.seen, ...page.keys])];
  const strangers = page.keys.filter((key) => !isStored(key));
  const read: Reading = {
    ...reading,
    seen,
    total: page.total ?? null,
    fresh: [...new Set([...reading.fresh, ...strangers])],
    pages: reading.pages + 1,
    idle: seen.length > reading.seen.length ? 0 : reading.idle + 1,
  };
  if (headIsEnough(read)) return ended(read, headOutcome(read));
  if (page.nextCursor === null) return endOfList(read);
  const why = goneWrong(read, page.nextCursor);
  if (why !== null) return broken(read, why);
  return { ...read, cursors: [...read.cursors, page.nextCursor] };
}

/** Ends a reading that cannot go on (the budget, the deadline, the platform): what was seen so far may still fail. */
export function abandon(reading: Reading): Reading {
  return reading.outcome === null ? ended(reading, { kind: "abandoned", rows: reading.fresh }) : reading;
}

function ended(reading: Reading, outcome: Outcome): Reading {
  return { ...reading, outcome };
}

function broken(reading: Reading, why: string): Reading {
  return ended(reading, { kind: "incomplete", why, rows: reading.fresh });
}

/** A first row that stayed in a list that adds up, or three remembered rows in remembered order, end a head check. */
function headIsEnough(reading: Reading): boolean {
  const { mode, seen, stored } = reading;
  if (mode !== "head" || stored.head.length === 0) return false;
  const untouched = seen[0] === stored.head[0] && reading.fresh.length === 0 && addsUp(reading);
  return untouched || headMatch(seen, stored.head).length >= Math.min(HEAD_MATCHES, stored.head.length);
}

/** Gone is taken as 0: any row that went makes the sum wrong (DESIGN.md). */
function addsUp({ stored, fresh, count }: Reading): boolean {
  if (stored.gap === null || stored.incomplete) return false;
  return stored.rows + fresh.length + stored.gap === count;
}

function headOutcome(reading: Reading): Outcome {
  const complete = addsUp(reading);
  if (complete && reading.fresh.length === 0) return { kind: "unchanged" };
  return { kind: "new-rows", rows: reading.fresh, addsUp: complete };
}

/** The end of the list makes any reading a whole one. It is believed if it adds up, or if a second reading says the same. */
function endOfList(reading: Reading): Reading {
  if (reading.total !== null) return endOfCountedList(reading, reading.total);
  const { seen, count, stored, firstPass } = reading;
  const gap = count === null ? null : count - seen.length;
  const whole: Outcome = { kind: "whole", rows: seen, gap };
  const why = cannotBeWhole(reading);
  if (why !== null) return broken(reading, why);
  if (gap !== null && gap === (stored.gap ?? 0)) return ended(reading, whole);
  if (firstPass === null) return { ...reading, mode: "whole", firstPass: seen, ...START_OF_PASS };
  if (sameRows(firstPass, seen)) return ended(reading, whole);
  return broken(reading, "two readings of the list differ");
}

/**
 * A list that comes with its own total is whole when its unique rows are as many: no gap is allowed, as the total counts
 * the rows themselves. One that lacks any row that is stored is read twice before it is believed, as a row that goes may
 * close a finding: an answer that holds nothing, or too little, adds up too (RELIABILITY.md, 20 and 21).
 */
function endOfCountedList(reading: Reading, total: number): Reading {
  const { seen, fresh, stored, firstPass } = reading;
  if (seen.length !== total) return broken(reading, "the list repeats rows or lacks some");
  const lacksStored = seen.length - fresh.length < stored.rows;
  if (firstPass === null && lacksStored) return { ...reading, firstPass: seen, ...START_OF_PASS };
  if (firstPass !== null && !sameRows(firstPass, seen))
    return broken(reading, "two readings of the list differ");
  return ended(reading, { kind: "whole", rows: seen, gap: null });
}

/** So many rows more than last time, or such a share of all, may be missing from a list that was read twice alike. */
const HIDDEN_ROWS = 10;
const HIDDEN_SHARE = 0.05;
/** So many rows can have come between the survey's count and the reading. */
const ROWS_SINCE_COUNT = 5;

const MORE_THAN_COUNTED = "the list shows more rows than the platform counts";

/** Why the rows are no whole list, however often the platform gives them (docs/decisions/006); null: they may be one. */
function cannotBeWhole(reading: Reading): string | null {
  const { seen, count, stored } = reading;
  if (seen.length === 0 && count !== 0) return "the list shows nothing, and the platform does not count 0";
  if (showsTooMany(reading)) return MORE_THAN_COUNTED;
  const expected = count === null ? stored.rows : count - (stored.gap ?? 0);
  const missing = expected - seen.length;
  const isCutShort = missing > Math.max(HIDDEN_ROWS, (count ?? stored.rows) * HIDDEN_SHARE);
  return isCutShort ? "the list shows far fewer rows than it should" : null;
}

function showsTooMany({ seen, count }: Reading): boolean {
  return count !== null && seen.length > count + ROWS_SINCE_COUNT;
}

function sameRows(a: readonly string[], b: readonly string[]): boolean {
  const keys = new Set(a);
  return a.length === b.length && b.every((key) => keys.has(key));
}

/** Limits on lists that never end: cursors that loop, pages without rows, more rows than can be. */
function goneWrong(reading: Reading, nextCursor: string): string | null {
  const expected = reading.count ?? reading.total ?? MOST_ROWS;
  if (reading.cursors.includes(nextCursor)) return "the platform's cursor loops";
  if (reading.idle >= IDLE_PAGES) return "the platform's pages bring nothing new";
  if (showsTooMany(reading)) return MORE_THAN_COUNTED;
  if (reading.seen.length > MOST_ROWS && reading.count === null) return "the list does not come to an end";
  if (reading.pages > 20 + expected / 20) return "the list has too many pages";
  return null;
}

/** What the store keeps of the list after a reading that ended. */
export function storedAfter(reading: Reading): StoredList {
  const { stored, seen, outcome } = reading;
  if (outcome === null) return stored;
  if (outcome.kind === "whole") {
    return { head: seen.slice(0, HEAD_ROWS), rows: seen.length, gap: outcome.gap, incomplete: false };
  }
  if (outcome.kind === "unchanged") return { ...stored, head: headAfter(seen, stored.head) };
  const rows = stored.rows + outcome.rows.length;
  if (outcome.kind === "new-rows") {
    return { head: headAfter(seen, stored.head), rows, gap: stored.gap, incomplete: !outcome.addsUp };
  }
  return { ...stored, rows, incomplete: stored.incomplete || outcome.kind === "incomplete" };
}
