import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { sql } from "drizzle-orm";
import postgres from "postgres";
import { UserError } from "../../src/errors.ts";
import type { RegisterEntry } from "../../src/register/entry.ts";
import { importAccounts, type ImportOptions } from "../../src/store/account-import.ts";
import {
  listAccounts,
  matchPlatformId,
  officialHandles,
  pauseAccount,
  resumeAccount,
} from "../../src/store/accounts.ts";
import { findAccount } from "../../src/store/find-account.ts";
import { changeKeepers } from "../../src/store/keepers.ts";
import { BOOK } from "../register/book.ts";
import { seededIds } from "../support/clock.ts";
import { freshDatabase, type FreshDatabase } from "../support/database.ts";
import { untilWaiting } from "../support/waiting.ts";

const DAY_1 = new Date("2026-11-01T00:00:00Z");
const DAY_2 = new Date("2026-11-02T03:30:00Z");
const DAY_3 = new Date("2026-11-03T03:30:00Z");
const DAY_4 = new Date("2026-11-04T03:30:00Z");

let database: FreshDatabase;
let ids = seededIds();
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.db.execute(sql`truncate accounts cascade`);
  ids = seededIds();
});

const entry = (handle: string, more: Partial<RegisterEntry> = {}): RegisterEntry => ({
  line: 2,
  id: null,
  platform: "x",
  handle,
  handleKey: handle.toLowerCase(),
  fields: { organisations: ["north"] },
  ...more,
});
const official = (handle: string) =>
  entry(handle, { fields: { organisations: ["north"], kind: "official" } });
const load = (entries: readonly RegisterEntry[], options: Partial<ImportOptions> = {}) =>
  importAccounts(database.db, entries, {
    now: DAY_1,
    ids,
    dryRun: false,
    partial: false,
    problems: [],
    ...options,
  });
const registered = async (handle: string) => {
  const report = await load([official(handle)]);
  return report.added[0]?.id ?? "";
};
const seen = (platformId: string, handle: string, lastSeenAt: Date | null = null) => ({
  platformId,
  handle,
  handleKey: handle.toLowerCase(),
  lastSeenAt,
});

const everything = () =>
  database.db.execute(
    sql`select a::text as row from accounts a union all select h::text from account_handles h`,
  );

test("importing twice changes nothing", async () => {
  const entries = [
    entry("Art"),
    entry("music", { line: 3, fields: { organisations: ["south"], keepers: ["a@b.uk"] } }),
  ];
  expect(await load(entries)).toMatchObject({
    imported: true,
    added: [{ handle: "Art" }, { handle: "music" }],
  });
  const before = await everything();
  expect(await load(entries, { now: DAY_2 })).toMatchObject({ added: [], changed: [], unchanged: 2 });
  expect(await everything()).toEqual(before);
});

test("absence from the file removes nothing, and a lacking column keeps what is there", async () => {
  await load([
    entry("art", { fields: { organisations: ["north"], department: "Art", keepers: ["a@b.uk"] } }),
    entry("music", { line: 3 }),
  ]);
  await load([entry("art", { fields: { organisations: ["south"] } })], { now: DAY_2 });
  expect(await listAccounts(database.db)).toMatchObject([
    { handle: "art", organisations: ["south"], department: "Art", keepers: ["a@b.uk"], registeredAt: DAY_1 },
    { handle: "music" },
  ]);
});

test("an account moves when its kind or its organisations change, and not when they are told in another order", async () => {
  const at = async (now: Date, fields: RegisterEntry["fields"]) => {
    await load([entry("art", { fields })], { now });
    return (await listAccounts(database.db))[0]?.movedAt;
  };
  expect(await at(DAY_1, { organisations: ["north", "south"] })).toBeNull();
  expect(await at(DAY_2, { organisations: ["south", "north"], department: "Art" })).toBeNull();
  expect(await at(DAY_3, { organisations: ["south"] })).toEqual(DAY_3);
  expect(await at(DAY_4, { organisations: ["south"], kind: "official" })).toEqual(DAY_4);
  expect(await at(DAY_4, { organisations: ["south"], department: "Press" })).toEqual(DAY_4);
});

test("one bad row keeps all out, unless the import is partial; a dry run keeps all out", async () => {
  const problems = [{ line: 9, column: "handle", reason: "bad" }];
  expect(await load([entry("art")], { problems })).toMatchObject({ imported: false, added: [{ id: null }] });
  expect(await load([entry("art")], { dryRun: true })).toMatchObject({ imported: false });
  expect(await listAccounts(database.db)).toEqual([]);
  expect(await load([entry("art")], { problems, partial: true })).toMatchObject({ imported: true, problems });
  expect(await listAccounts(database.db)).toHaveLength(1);
});

test("imports at the same time register an account once", async () => {
  const entries = Array.from({ length: 50 }, (_, index) => entry(`art_${index}`, { line: index + 2 }));
  const reports = await Promise.all([1, 2, 3, 4].map(() => load(entries)));
  expect(reports.map((report) => report.unchanged).toSorted((a, b) => a - b)).toEqual([0, 50, 50, 50]);
  expect(await listAccounts(database.db)).toHaveLength(50);
});

test("an account is found by id, platform and handle, handle or address; none and several are said", async () => {
  const id = await registered("Art");
  for (const text of [id, "x:art", "Twitter:@ART", "@art", "https://x.com/art", "x.com/Art"]) {
    expect((await findAccount(database.db, text, BOOK)).id).toBe(id);
  }
  await expect(findAccount(database.db, "nobody", BOOK)).rejects.toThrow(UserError);
  await load([entry("art", { platform: "instagram" })]);
  await expect(findAccount(database.db, "art", BOOK)).rejects.toThrow(
    /instagram:@art .*x:@Art|x:@Art .*instagram:@art/u,
  );
});

test("by a handle that it had before, an account is not taken but named", async () => {
  const id = await registered("art");
  await matchPlatformId(database.db, id, seen("77", "art"), DAY_2);
  await matchPlatformId(database.db, id, seen("77", "NewArt", DAY_2), DAY_3);
  for (const text of ["@art", "x:Art", "https://x.com/art"]) {
    const asked = findAccount(database.db, text, BOOK);
    await expect(asked).rejects.toMatchObject({
      message: expect.stringMatching(/called that any more; it is x:@NewArt now$/u),
      next: "give x:@NewArt",
    });
  }
  await expect(findAccount(database.db, "youtube:@art", BOOK)).rejects.toThrow(/no account .* is meant/u);
  expect((await findAccount(database.db, "x:@NewArt", BOOK)).id).toBe(id);
});

test("a closed official account stands for its organisation until it was closed, whatever changes about it later", async () => {
  const id = await registered("northcollege");
  await matchPlatformId(database.db, id, seen("1", "northcollege"), DAY_1);
  const changed = (fields: Partial<RegisterEntry["fields"]>, now: Date) =>
    load([entry("northcollege", { fields: { organisations: ["north"], ...fields } })], { now });
  await changed({ status: "closed" }, DAY_2);
  const closed = await officialHandles(database.db);
  expect(closed).toMatchObject([{ validTo: DAY_2 }]);
  await changed({ department: "Press" }, DAY_3);
  await changeKeepers(database.db, [{ accountId: id, keepers: ["a@b.uk"] }], DAY_3);
  expect(await officialHandles(database.db)).toEqual(closed);
  await matchPlatformId(database.db, id, seen("1", "north_old", DAY_2), DAY_3);
  expect(await officialHandles(database.db)).toMatchObject([...closed, { validTo: DAY_2 }]);
  await changed({ status: "live" }, DAY_3);
  await changed({ status: "closed" }, DAY_4);
  expect(await officialHandles(database.db)).toMatchObject([{ validTo: DAY_3 }, { validTo: DAY_4 }]);
});

test("pausing needs a live account and resuming a paused one", async () => {
  const id = await registered("art");
  await pauseAccount(database.db, id, "handed over", DAY_2);
  expect(await listAccounts(database.db, { status: "paused" })).toMatchObject([
    { pausedReason: "handed over" },
  ]);
  await resumeAccount(database.db, id, DAY_3);
  expect(await listAccounts(database.db, { status: "live" })).toMatchObject([{ pausedReason: null }]);
  await expect(resumeAccount(database.db, id, DAY_3)).rejects.toThrow(UserError);
});

test("the first survey ties an account to the platform's id and keeps the platform's spelling", async () => {
  const id = await registered("art");
  expect(await matchPlatformId(database.db, id, seen("77", "Art"), DAY_2)).toEqual({ match: "known" });
  expect(await listAccounts(database.db)).toMatchObject([{ platformId: "77", handle: "Art" }]);
  expect(await officialHandles(database.db)).toMatchObject([
    { handle: "art", validFrom: null, validTo: null },
  ]);
});

test("a renamed account is followed by its id, and each handle stands for its own time", async () => {
  const id = await registered("art");
  await matchPlatformId(database.db, id, seen("77", "art"), DAY_2);
  const match = await matchPlatformId(database.db, id, seen("77", "NewArt", DAY_2), DAY_3);
  expect(match).toEqual({ match: "renamed", from: "art", to: "NewArt" });
  expect(await officialHandles(database.db)).toEqual([
    {
      accountId: id,
      platform: "x",
      handle: "art",
      organisations: ["north"],
      validFrom: null,
      validTo: DAY_3,
    },
    {
      accountId: id,
      platform: "x",
      handle: "newart",
      organisations: ["north"],
      validFrom: DAY_2,
      validTo: null,
    },
  ]);
  expect(await load([official("art")], { now: DAY_3 })).toMatchObject({ unchanged: 1, renamedLines: [2] });
});

test("an account that takes an old handle back has it again", async () => {
  const id = await registered("art");
  await matchPlatformId(database.db, id, seen("77", "new", DAY_1), DAY_2);
  await matchPlatformId(database.db, id, seen("77", "art", DAY_1), DAY_3);
  const now = (await officialHandles(database.db)).filter((handle) => handle.validTo === null);
  expect(now).toMatchObject([{ handle: "art" }]);
});

test("a handle that is another id's now is not followed", async () => {
  const id = await registered("art");
  await matchPlatformId(database.db, id, seen("77", "art"), DAY_2);
  const before = await everything();
  expect(await matchPlatformId(database.db, id, seen("88", "art"), DAY_3)).toEqual({ match: "taken-over" });
  expect(await everything()).toEqual(before);
});

test("two entries of the register never get one id of the platform", async () => {
  const first = await registered("art");
  await load([entry("arts", { line: 3 })]);
  const second = (await findAccount(database.db, "x:arts", BOOK)).id;
  await matchPlatformId(database.db, first, seen("77", "art"), DAY_2);
  expect(await matchPlatformId(database.db, second, seen("77", "arts"), DAY_2)).toEqual({
    match: "registered-twice",
    otherAccountId: first,
  });
});

test("an import waits for a survey that has begun with an account of its: neither waits for the other", async () => {
  const id = await registered("north_art");
  const survey = postgres(database.url, { max: 1 });
  await survey`begin`;
  await survey`select from accounts where id = ${id} for no key update`;
  const importing = load([entry("north_art", { fields: { organisations: ["north"], department: "Art" } })]);
  await untilWaiting(survey, 1);
  await survey`update accounts set handle = 'North_Art' where id = ${id}`;
  await survey`commit`;
  await survey.end();
  expect((await importing).changed).toHaveLength(1);
  expect(await listAccounts(database.db)).toMatchObject([{ handle: "North_Art", department: "Art" }]);
});
