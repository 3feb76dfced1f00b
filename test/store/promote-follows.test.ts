import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Surveyed } from "../../src/core/connector.ts";
import {
  abandon,
  NEVER_READ,
  startReading,
  takePage,
  type Reading,
  type StoredList,
} from "../../src/core/follow-list.ts";
import { promoteFollows, readingsOf } from "../../src/store/promote.ts";
import { countFollows, readState } from "../../src/store/readings.ts";
import { policyWith } from "../core/made-up.ts";
import { freshDatabase, type FreshDatabase } from "../support/database.ts";
import { seedAccount } from "../support/seed.ts";

let database: FreshDatabase;
let accountId = "";
beforeAll(async () => {
  database = await freshDatabase();
});
beforeEach(async () => {
  accountId = (await seedAccount(database.db)).id;
});
afterAll(() => database.close());

const FIRST = new Date("2026-11-22T03:30:00Z");
const SECOND = new Date("2026-11-23T03:30:00Z");
const state = () => readState(database.db, accountId);

const key = (word: string) => Buffer.from(word.padEnd(32)).toString("base64");
const keys = (...words: string[]) => words.map(key);

/** Reads one page with these rows, and no more. */
function read(list: StoredList, count: number, mode: "head" | "whole", words: readonly string[]): Reading {
  const reading = takePage(
    startReading(list, count, mode),
    { keys: keys(...words), nextCursor: null },
    () => false,
  );
  return reading.outcome === null
    ? takePage(reading, { keys: keys(...words), nextCursor: null }, () => false)
    : reading;
}

const promote = (reading: Reading, now = FIRST, more: { failed?: boolean; keyVersion?: number } = {}) =>
  promoteFollows(database.db, accountId, {
    reading,
    rows: new Map(reading.seen.map((row) => [row, { row, id: row, handle: null }])),
    failed: more.failed ?? false,
    keyVersion: more.keyVersion ?? 1,
    storedHead: (head) => [...head],
    now,
  });
const rowCount = () => countFollows(database.db, accountId);

describe("follow lists", () => {
  test("a whole reading becomes the stored list, with its head, its gap and the key's version", async () => {
    await promote(read(NEVER_READ, 3, "whole", ["a", "b"]));
    expect(await rowCount()).toBe(2);
    expect(await state()).toMatchObject({
      followHead: keys("a", "b"),
      followGap: 1,
      followKeyVersion: 1,
      followWholeReadAt: FIRST,
      followReadAt: FIRST,
      followIncomplete: false,
    });
    await promote(read(NEVER_READ, 1, "whole", ["b"]), SECOND, { keyVersion: 2 });
    expect(await rowCount()).toBe(1);
    expect(await state()).toMatchObject({ followKeyVersion: 2, followWholeReadAt: SECOND });
  });

  test("21: an incomplete reading adds what it saw, removes nothing, and asks for a whole one", async () => {
    await promote(read(NEVER_READ, 3, "whole", ["a", "b", "c"]));
    const stored = { head: keys("a", "b", "c"), rows: 3, gap: 0, incomplete: false };
    const cut = read(stored, 60, "whole", ["new"]);
    expect(cut.outcome).toMatchObject({ kind: "incomplete" });
    await promote(cut, SECOND);
    expect(await rowCount()).toBe(4);
    expect(await state()).toMatchObject({
      followIncomplete: true,
      followWholeReadAt: FIRST,
      followIncompleteSince: SECOND,
    });
    await promote(read(NEVER_READ, 1, "whole", ["new"]), SECOND);
    expect(await state()).toMatchObject({ followIncomplete: false, followIncompleteSince: null });
  });

  test("18: a reading that failed keeps its rows, and the time of the last one that did not", async () => {
    await promote(read(NEVER_READ, 2, "whole", ["a", "b"]));
    const stored = { head: keys("a", "b"), rows: 2, gap: 0, incomplete: false };
    const begun = takePage(
      startReading(stored, 9, "whole"),
      { keys: keys("new"), nextCursor: "next" },
      () => false,
    );
    await promote(abandon(begun), SECOND, { failed: true });
    expect(await rowCount()).toBe(3);
    expect(await state()).toMatchObject({
      followReadAt: FIRST,
      followWholeReadAt: FIRST,
      followIncomplete: false,
    });
  });

  const known = { head: keys("a", "b"), rows: 2, gap: 0, incomplete: false };
  const isKnown = (row: string) => known.head.includes(row);

  test("a head check that goes wrong is no whole reading that came incomplete: the next one need not wait", async () => {
    await promote(read(NEVER_READ, 2, "whole", ["a", "b"]));
    const page = { keys: keys("new"), nextCursor: "same" };
    const once = takePage(startReading(known, 9, "head"), page, isKnown);
    const looped = takePage(once, page, isKnown);
    expect(looped.outcome).toMatchObject({ kind: "incomplete" });
    await promote(looped, SECOND);
    expect(await state()).toMatchObject({ followIncomplete: true, followIncompleteSince: null });
  });

  test("a head check under a new key does not make a list that was read under an old one current", async () => {
    await promote(read(NEVER_READ, 2, "whole", ["a", "b"]));
    const page = { keys: keys("a"), nextCursor: "more" };
    const checked = takePage(startReading(known, 2, "head"), page, isKnown);
    expect(checked.outcome).toEqual({ kind: "unchanged" });
    await promote(checked, SECOND, { keyVersion: 2 });
    expect(await state()).toMatchObject({ followKeyVersion: 1, followReadAt: SECOND });
  });

  test("a reading that has not ended is a mistake of ours", async () => {
    await expect(promote(startReading(NEVER_READ, 3, "whole"))).rejects.toThrow("has ended");
  });
});

const NONE = {
  policy: policyWith(),
  matches: [],
  officials: [],
  threads: { count: 0, matches: [], unknown: 0, underOldKey: 0, notComparable: 0 },
};

test("what was never read is told from what is empty", async () => {
  const surveyed: Surveyed = {
    accountId,
    status: "seen",
    presence: "present",
    profile: null,
    newestPostId: null,
  };
  const none = await readingsOf(database.db, accountId, { now: FIRST, surveyed, ...NONE });
  expect(none).toMatchObject({ neverPosted: true, posts: [], postsReadAt: null, surveyedAt: null });
  expect(none.following).toMatchObject({ rows: 0, wholeReadAt: null, readAt: null, keyVersion: null });
  const failed: Surveyed = { accountId, status: "failed", cause: "platform-error", detail: "said" };
  const unknown = await readingsOf(database.db, accountId, { now: FIRST, surveyed: failed, ...NONE });
  expect(unknown.neverPosted).toBe(false);
  await promote(read(NEVER_READ, 0, "whole", []));
  const empty = await readingsOf(database.db, accountId, { now: FIRST, surveyed, ...NONE });
  expect(empty.following).toMatchObject({ rows: 0, wholeReadAt: FIRST, readAt: FIRST });
});
