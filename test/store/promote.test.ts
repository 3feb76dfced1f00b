import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Surveyed } from "../../src/core/connector.ts";
import type { Post } from "../../src/core/facts.ts";
import {
  abandon,
  NEVER_READ,
  startReading,
  takePage,
  type Reading,
  type StoredList,
} from "../../src/core/follow-list.ts";
import { promoteFollows, promotePosts, readingsOf } from "../../src/store/promote.ts";
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
const WEEK_BEFORE = new Date("2026-11-15T03:30:00Z");

const post = (id: string, at: string, kind: Post["kind"] = "original"): Post => ({
  id,
  url: `https://x.com/a/status/${id}`,
  at: new Date(at),
  kind,
  tags: { organisations: [] },
});

const NONE = {
  matches: [],
  officials: [],
  threads: { count: 0, matches: [], unknown: 0, underOldKey: 0, notComparable: 0 },
};

const posts = (
  found: readonly Post[],
  reading: { from: Date } | { since: string; unreadable?: number; isWhole?: boolean; hasThreads?: boolean },
  now = FIRST,
  surveyedNewest: string | null = null,
) =>
  promotePosts(
    database.db,
    accountId,
    found,
    {
      from: null,
      since: null,
      unreadable: 0,
      newestId: found.map(({ id }) => id).toSorted((a, b) => Number(b) - Number(a))[0] ?? null,
      isWhole: true,
      hasThreads: true,
      ...reading,
    },
    { now, policy: policyWith(), surveyedNewest },
  );
const state = () => readState(database.db, accountId);

describe("posts", () => {
  test("a first reading is complete from its week on, or from its oldest post if that is older", async () => {
    await posts([post("2", "2026-11-20T12:00:00Z")], { from: WEEK_BEFORE });
    expect(await state()).toMatchObject({ newestPostId: "2", postsCompleteFrom: WEEK_BEFORE });
    const old = post("1", "2026-05-01T12:00:00Z");
    await posts([post("2", "2026-11-20T12:00:00Z"), old], { from: WEEK_BEFORE });
    expect(await state()).toMatchObject({ postsCompleteFrom: old.at, postsReadAt: FIRST });
  });

  test("a later reading goes on where the first began", async () => {
    await posts([post("1", "2026-11-20T12:00:00Z")], { from: WEEK_BEFORE });
    await posts([post("2", "2026-11-22T12:00:00Z")], { since: "1" }, SECOND);
    expect(await state()).toMatchObject({
      newestPostId: "2",
      latestPostAt: new Date("2026-11-22T12:00:00Z"),
      postsCompleteFrom: WEEK_BEFORE,
      postsReadAt: SECOND,
    });
  });

  test("20: a reading that did not show all that the survey spoke of is not the newest one", async () => {
    await posts([post("1", "2026-11-20T12:00:00Z")], { from: WEEK_BEFORE });
    await posts([], { since: "1", isWhole: false }, SECOND, "9");
    expect(await state()).toMatchObject({ newestPostId: "1", postsReadAt: FIRST });
  });

  test("when the newest post is gone, the next reading begins behind the one before it", async () => {
    await posts([post("4", "2026-11-20T12:00:00Z")], { from: WEEK_BEFORE });
    await posts([], { since: "4" }, SECOND, "3");
    expect(await state()).toMatchObject({ newestPostId: "3", postsReadAt: SECOND });
  });

  test("20: a post that could not be read leaves a hole: what is complete begins behind it", async () => {
    await posts([post("1", "2026-11-20T12:00:00Z")], { from: WEEK_BEFORE });
    await posts([post("3", "2026-11-22T12:00:00Z")], { since: "1", unreadable: 1 }, SECOND);
    expect(await state()).toMatchObject({ postsCompleteFrom: SECOND });
  });

  test("20: posts whose threads nobody looked at leave a hole, also where the timeline was not shown whole", async () => {
    await posts([post("1", "2026-11-20T12:00:00Z")], { from: WEEK_BEFORE });
    const unscreened = { since: "1", isWhole: false, hasThreads: false };
    await posts([post("2", "2026-11-22T12:00:00Z")], unscreened, SECOND);
    expect(await state()).toMatchObject({ postsReadAt: FIRST, threadsCompleteFrom: null });
    const third = new Date("2026-11-24T03:30:00Z");
    await posts([post("3", "2026-11-23T12:00:00Z")], { since: "2" }, third);
    expect(await state()).toMatchObject({ threadsCompleteFrom: third });
  });

  test("a repost is the newest post, and no sign of use", async () => {
    const found = [post("1", "2026-11-20T12:00:00Z"), post("2", "2026-11-21T12:00:00Z", "repost")];
    await posts(found, { from: WEEK_BEFORE });
    expect(await state()).toMatchObject({
      newestPostId: "2",
      latestPostAt: new Date("2026-11-20T12:00:00Z"),
    });
  });
});

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
    expect(await state()).toMatchObject({ followIncomplete: true, followWholeReadAt: FIRST });
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

  test("a reading that has not ended is a mistake of ours", async () => {
    await expect(promote(startReading(NEVER_READ, 3, "whole"))).rejects.toThrow("has ended");
  });
});

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
