import type { FollowPageRequest } from "../../src/core/connector.ts";
import {
  NEVER_READ,
  nextPage,
  startReading,
  storedAfter,
  takePage,
  type KeyPage,
  type Reading,
  type StoredList,
} from "../../src/core/follow-list.ts";

/** A platform's follow list: newest first, with accounts that it counts and does not show. */
export interface MadeUpList {
  rows: { key: string; suspended: boolean }[];
}

export function listOf(...keys: string[]): MadeUpList {
  return { rows: keys.map((key) => ({ key, suspended: false })) };
}

export function visible(list: MadeUpList): string[] {
  return list.rows.filter((row) => !row.suspended).map((row) => row.key);
}

/** A page of the list; the cursor is the place of the next row. */
export function pageOf(keys: readonly string[], request: FollowPageRequest): KeyPage {
  const from = Number(request.cursor ?? 0);
  const to = from + request.rows;
  return { keys: keys.slice(from, to), nextCursor: to < keys.length ? String(to) : null };
}

export interface Read {
  start: Reading;
  reading: Reading;
  requests: FollowPageRequest[];
  pages: KeyPage[];
}

/** Reads to the end from a server given as a function. */
export function readThrough(
  start: Reading,
  isStored: (key: string) => boolean,
  serve: (request: FollowPageRequest, page: number) => KeyPage,
): Read {
  let reading = start;
  const requests: FollowPageRequest[] = [];
  const pages: KeyPage[] = [];
  for (let request = nextPage(reading); request !== null; request = nextPage(reading)) {
    const page = serve(request, pages.length);
    requests.push(request);
    pages.push(page);
    reading = takePage(reading, page, isStored);
  }
  return { start, reading, requests, pages };
}

/** What is stored of a list: the set of rows beside the reader's own state. */
export interface Store {
  list: StoredList;
  keys: Set<string>;
}

/** One audit: reads the list and stores what came of it. */
export function audit(store: Store, list: MadeUpList, mode: "head" | "whole"): Read & { store: Store } {
  const start = startReading(store.list, list.rows.length, mode);
  const read = readThrough(
    start,
    (key) => store.keys.has(key),
    (request) => pageOf(visible(list), request),
  );
  const { outcome } = read.reading;
  const keys = new Set(store.keys);
  if (outcome?.kind === "whole") {
    keys.clear();
    outcome.rows.forEach((key) => keys.add(key));
  } else if (outcome !== null && outcome.kind !== "unchanged") outcome.rows.forEach((key) => keys.add(key));
  return { ...read, store: { list: storedAfter(read.reading), keys } };
}

export const NOTHING: Store = { list: NEVER_READ, keys: new Set() };

export function numbered(count: number, prefix = "row"): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index}`);
}

/** A list that was read whole, with so many accounts that it counts and does not show. */
export function readBefore(count: number, suspended = 0): { list: MadeUpList; store: Store } {
  const list = listOf(...numbered(count));
  for (let index = 0; index < suspended; index += 1)
    list.rows.push({ key: `hidden${index}`, suspended: true });
  return { list, store: audit(NOTHING, list, "whole").store };
}

export const sizes = (read: { requests: { rows: number }[] }) => read.requests.map((request) => request.rows);
export const rowsRead = (read: { pages: { keys: readonly string[] }[] }) =>
  read.pages.flatMap((page) => page.keys).length;
