import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Post } from "../../src/core/facts.ts";
import { postsInReach } from "../../src/core/posts-in-reach.ts";
import {
  addFollows,
  changeState,
  countFollows,
  keepPosts,
  knownRows,
  postsWithin,
  readState,
  readStates,
  replaceFollows,
  type HashedRow,
} from "../../src/store/readings.ts";
import { follows } from "../../src/store/schema/index.ts";
import { policyWith } from "../core/made-up.ts";
import { freshDatabase, type FreshDatabase } from "../support/database.ts";
import { seedAccount } from "../support/seed.ts";

let database: FreshDatabase;
let accountId = "";
let otherId = "";
beforeAll(async () => {
  database = await freshDatabase();
});
beforeEach(async () => {
  accountId = (await seedAccount(database.db)).id;
  otherId = (await seedAccount(database.db)).id;
});
afterAll(() => database.close());

const FIRST = new Date("2026-11-22T03:30:00Z");
const SECOND = new Date("2026-11-23T03:30:00Z");

const hash = (word: string) => Buffer.from(word.padEnd(32));
const row = (word: string, more: Partial<HashedRow> = {}): HashedRow => ({
  rowHash: hash(word),
  idHash: hash(word),
  handleHash: null,
  ...more,
});
const rows = (...words: string[]) => words.map((word) => row(word));
const stored = async (id = accountId) =>
  (await database.db.select().from(follows))
    .filter((one) => one.accountId === id)
    .map(
      ({ rowHash, firstSeenAt }) => `${rowHash.toString().trim()} ${firstSeenAt.toISOString().slice(0, 10)}`,
    )
    .toSorted();

const post = (id: string, at: string, organisations: readonly string[] = []): Post => ({
  id,
  url: `https://x.com/a/status/${id}`,
  at: new Date(at),
  kind: "original",
  tags: { organisations },
});

test("a list is stored in the order of its hashes: a row's place in the table tells no place in the public list", async () => {
  await addFollows(database.db, accountId, rows("m", "c", "x", "a"), FIRST);
  const inTable = (await database.db.select().from(follows)).filter((one) => one.accountId === accountId);
  expect(inTable.map(({ rowHash }) => rowHash.toString().trim())).toEqual(["a", "c", "m", "x"]);
});

test("a state keeps what a change does not name", async () => {
  const { db } = database;
  expect(await readState(db, accountId)).toBeNull();
  await changeState(db, accountId, { presence: "present", surveyedAt: FIRST });
  await changeState(db, accountId, { newestPostId: "7" });
  expect(await readState(db, accountId)).toMatchObject({
    presence: "present",
    surveyedAt: FIRST,
    newestPostId: "7",
    followIncomplete: false,
  });
  expect(await readStates(db, [accountId, otherId])).toHaveLength(1);
  expect(await readStates(db, [])).toEqual([]);
});

test("a profile's instant comes back as one", async () => {
  const { db } = database;
  const profile = {
    handle: "a",
    platformId: "1",
    createdAt: FIRST,
    followers: null,
    following: 3,
    posts: 2,
  };
  await changeState(db, accountId, { profile });
  expect((await readState(db, accountId))?.profile).toEqual(profile);
});

test("posts are kept once, newest first, with the tags that they have now", async () => {
  const { db } = database;
  const [older, newer] = [post("1", "2026-11-20T12:00:00Z"), post("2", "2026-11-21T12:00:00Z")];
  await keepPosts(db, accountId, [newer, older, older]); // as where it slid onto the next page
  await keepPosts(db, accountId, [{ ...older, tags: { organisations: ["north"] } }]);
  await keepPosts(db, accountId, []);
  const reach = postsInReach(policyWith(), SECOND);
  const kept = await postsWithin(db, accountId, reach);
  expect(kept).toEqual([newer, { ...older, tags: { organisations: ["north"] } }]);
  expect(await postsWithin(db, accountId, { ...reach, from: newer.at })).toEqual([newer]);
  expect(await postsWithin(db, otherId, reach)).toEqual([]);
});

test("rows keep the instant at which they were first seen, and are stored once", async () => {
  const { db } = database;
  await addFollows(db, accountId, rows("a", "b", "a"), FIRST);
  await addFollows(db, accountId, rows("b", "c"), SECOND);
  await addFollows(db, otherId, rows("a"), SECOND);
  expect(await stored()).toEqual(["a 2026-11-22", "b 2026-11-22", "c 2026-11-23"]);
  expect(await countFollows(db, accountId)).toBe(3);
});

test("a whole reading makes the list what it shows, and touches no other account's", async () => {
  const { db } = database;
  await addFollows(db, accountId, rows("a", "b"), FIRST);
  await addFollows(db, otherId, rows("a"), FIRST);
  await replaceFollows(db, accountId, rows("b", "c"), SECOND);
  expect(await stored()).toEqual(["b 2026-11-22", "c 2026-11-23"]);
  await replaceFollows(db, accountId, [], SECOND);
  expect(await stored()).toEqual([]);
  expect(await stored(otherId)).toEqual(["a 2026-11-22"]);
});

test("a list of more rows than one statement takes is stored and found whole", async () => {
  const { db } = database;
  const many = Array.from({ length: 2500 }, (_, index) => row(`row${index}`));
  await replaceFollows(db, accountId, many, FIRST);
  await replaceFollows(db, accountId, many, SECOND);
  expect(await countFollows(db, accountId)).toBe(2500);
  const asked = [...many.slice(0, 3), ...rows("new")].map(({ rowHash }) => rowHash);
  expect(await knownRows(db, accountId, asked)).toEqual(
    new Set(many.slice(0, 3).map(({ rowHash }) => rowHash.toString("base64"))),
  );
  expect(await knownRows(db, accountId, [])).toEqual(new Set());
  expect(await knownRows(db, otherId, asked)).toEqual(new Set());
});
