import { createSecretKey } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { hashed } from "../../src/learners/hash.ts";
import { keyedHash } from "../../src/secrets.ts";
import { lockFindings } from "../../src/store/findings.ts";
import { importLearnerList, listLearnerLists, type SnapshotOptions } from "../../src/store/learner-lists.ts";
import {
  currentMatches,
  findLearner,
  gainIdHash,
  isAnyLearnerKnown,
  learnerShare,
  matchRows,
} from "../../src/store/learners.ts";
import { eraseLearner } from "../../src/store/learner-erasure.ts";
import { findingEvents, findings, follows, learners, seals } from "../../src/store/schema/index.ts";
import { importAccounts } from "../../src/store/account-import.ts";
import { seededIds } from "../support/clock.ts";
import { freshDatabase, type FreshDatabase } from "../support/database.ts";

const KEY = createSecretKey(Buffer.alloc(32, 9));
const TODAY = "2026-11-22";
const NOW = new Date("2026-11-22T10:00:00Z");

let database: FreshDatabase;
let ids = seededIds();
let accountId = "";
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  const { db } = database;
  await db.execute(sql`truncate accounts, learner_lists cascade`);
  ids = seededIds();
  const fields = { organisations: ["north"] };
  const entry = { line: 2, id: null, platform: "x" as const, handle: "art", handleKey: "art", fields };
  const options = { now: NOW, ids, dryRun: false, partial: false, problems: [] };
  accountId = (await importAccounts(db, [entry], options)).added[0]?.id ?? "";
});

interface Named {
  handle?: string;
  id?: string;
  lastDay?: string;
}
const hashOf = ({ handle = null, id = null, lastDay = null }: Partial<Record<keyof Named, string | null>>) =>
  hashed(KEY, { platform: "x", handleKey: handle, id, lastDay });
const load = (
  name: string,
  people: readonly Named[],
  options: Partial<SnapshotOptions & { enrolled: number }> = {},
) =>
  importLearnerList(
    database.db,
    {
      name,
      asOf: "2026-11-20",
      enrolled: options.enrolled ?? 100,
      learners: people.map(hashOf),
      keyVersion: 1,
    },
    { now: NOW, today: TODAY, ids, dryRun: false, confirmShrink: false, ...options },
  );
const follow = async (id: string, handle: string, firstSeenAt = NOW) => {
  const idHash = keyedHash(KEY, "x", "id", id);
  const handleHash = keyedHash(KEY, "x", "handle", handle);
  await database.db.insert(follows).values({ accountId, rowHash: idHash, idHash, handleHash, firstSeenAt });
};
const matches = (today = TODAY) => currentMatches(database.db, accountId, 1, today);
const entries = () => database.db.select().from(learners).orderBy(learners.list, learners.id);

test("a learner whom another list knows by id alone is found and erased by the handle too", async () => {
  await load("north", [
    { handle: "a", id: "1" },
    { handle: "b", id: "2" },
  ]);
  await load("south", [{ id: "1" }, { id: "2" }]);
  await load("west", [{ handle: "a" }, { handle: "a", id: "3" }]);
  const lists = async (named: Named) =>
    (await findLearner(database.db, hashOf(named))).map(({ list }) => list);
  expect(await lists({ handle: "b" })).toEqual(["north", "south"]);
  expect(await lists({ id: "1" })).toEqual(["north", "south", "west"]); // not whoever has the handle under another id
  expect(await eraseLearner(database.db, hashOf({ id: "1" }), NOW)).toEqual({ entries: 3, findings: 0 });
  expect(await lists({ id: "3" })).toEqual(["west"]);
  expect(await lists({ id: "2" })).toEqual(["north", "south"]);
});

test("a snapshot replaces its own list and no other", async () => {
  await load("north", [{ handle: "a" }, { handle: "b" }, { handle: "c" }, { handle: "d" }, { handle: "e" }]);
  await load("south", [{ handle: "z" }]);
  const before = await entries();
  expect(
    await load("north", [{ handle: "b" }, { handle: "c" }, { handle: "d" }, { handle: "e" }]),
  ).toMatchObject({
    outcome: "imported",
    lost: 1,
    kept: 4,
    added: 0,
  });
  const gone = before.filter((entry) => entry.handleHash?.equals(keyedHash(KEY, "x", "handle", "a")));
  expect(await entries()).toEqual(before.filter((entry) => entry.id !== gone[0]?.id));
});

test("importing a list twice changes no entry", async () => {
  await load("north", [{ handle: "a" }, { id: "2" }]);
  const before = await entries();
  await load("north", [{ id: "2" }, { handle: "a" }]);
  expect(await entries()).toEqual(before);
});

test("a list that shrinks too much stays as it is until a person confirms", async () => {
  await load("north", [{ handle: "a" }, { handle: "b" }]);
  expect(await load("north", [{ handle: "a" }])).toMatchObject({
    outcome: "refused-shrink",
    lost: 1,
    before: 2,
  });
  expect(await entries()).toHaveLength(2);
  expect(await load("north", [], { confirmShrink: true })).toMatchObject({ outcome: "imported" });
  expect(await entries()).toEqual([]);
});

test("a dry run changes nothing", async () => {
  expect(await load("north", [{ handle: "a" }], { dryRun: true })).toMatchObject({
    outcome: "dry-run",
    added: 1,
  });
  expect(await listLearnerLists(database.db, TODAY)).toEqual([]);
});

test("the share counts a person on two lists once and adds up the enrolled", async () => {
  await load("north", [{ handle: "a", id: "1" }, { handle: "b" }], { enrolled: 1000 });
  await load(
    "south",
    [{ id: "1" }, { handle: "b" }, { id: "9" }, { handle: "left", lastDay: "2026-11-21" }],
    { enrolled: 500 },
  );
  expect(await learnerShare(database.db, "x", TODAY)).toEqual({ known: 3, enrolled: 1500, notComparable: 0 });
  expect(await learnerShare(database.db, "x", TODAY, { ids: true, handles: false })).toEqual({
    known: 3,
    enrolled: 1500,
    notComparable: 1,
  });
  expect(await learnerShare(database.db, "youtube", TODAY)).toMatchObject({ known: 0, enrolled: 1500 });
});

test("without any list nothing is known of nothing", async () => {
  expect(await learnerShare(database.db, "x", TODAY)).toEqual({ known: 0, enrolled: 0, notComparable: 0 });
});

test("a followed learner is matched by id or by handle, up to and on the last day", async () => {
  await load("north", [{ id: "1" }, { handle: "b", lastDay: TODAY }, { handle: "c" }]);
  await follow("1", "other_name");
  await follow("2", "b");
  await follow("3", "nobody");
  expect(await matches()).toHaveLength(2);
  expect(await matches("2026-11-23")).toHaveLength(1);
});

test("entries under another key stand for nobody", async () => {
  await load("north", [{ id: "1" }]);
  await follow("1", "a");
  expect(await currentMatches(database.db, accountId, 2, TODAY)).toEqual([]);
});

test("a learner on two lists is one match: the entry that has a finding already", async () => {
  await load("north", [{ handle: "a" }]);
  await load("south", [{ handle: "a" }]);
  await follow("1", "a");
  const both = (await entries()).map((entry) => entry.id);
  for (const subject of both) {
    await database.db.delete(findings);
    await database.db.insert(findings).values(findingAbout(subject));
    expect(await matches()).toEqual([{ entryId: subject, firstSeenAt: NOW }]);
  }
});

test("a learner known by handle gains the id at the first match, and is matched after a rename", async () => {
  await load("north", [{ handle: "a" }]);
  await follow("1", "a");
  expect(await gainIdHash(database.db, accountId, 1)).toBe(1);
  expect(await gainIdHash(database.db, accountId, 1)).toBe(0);
  await database.db.update(follows).set({ handleHash: keyedHash(KEY, "x", "handle", "renamed") });
  expect(await matches()).toHaveLength(1);
});

test("a learner who has left is no known learner any more, and one of another platform is none of this one", async () => {
  expect(await isAnyLearnerKnown(database.db, "x", TODAY)).toBe(false);
  await load("north", [{ handle: "a", lastDay: TODAY }]);
  expect(await isAnyLearnerKnown(database.db, "x", TODAY)).toBe(true);
  expect(await isAnyLearnerKnown(database.db, "x", "2026-11-23")).toBe(false);
  expect(await isAnyLearnerKnown(database.db, "youtube", TODAY)).toBe(false);
});

const row = (id: string, handle: string) => {
  const { idHash, handleHash } = hashOf({ id, handle });
  return { rowHash: Buffer.from(id), idHash, handleHash };
};

test("rows of a page are screened before they are stored", async () => {
  await load("north", [{ id: "1" }, { handle: "b" }]);
  const onX = { platform: "x", keyVersion: 1, today: TODAY } as const;
  const found = await matchRows(database.db, [row("1", "x"), row("2", "b"), row("3", "c")], onX);
  expect(found.map(({ rowHash }) => rowHash.toString())).toEqual(["1", "2"]);
  expect(await matchRows(database.db, [], onX)).toEqual([]);
});

function findingAbout(subject: string) {
  return {
    id: `f-${subject}`,
    fingerprint: `p-${subject}`,
    ruleId: "learner-followed",
    accountId,
    subject,
    severity: "safeguarding" as const,
    status: "open" as const,
    sentence: "It follows an account that may be a current learner's.",
    evidence: { figures: {}, posts: [] },
    openedAt: NOW,
    lastOpenedAt: NOW,
    lastSeenAt: NOW,
  };
}

test("erasing a learner takes the entries, the finding's subject and the seals, and closes the finding", async () => {
  await load("north", [{ handle: "a" }, { handle: "b" }]);
  await load("south", [{ handle: "a" }]);
  const [found] = await findLearner(database.db, hashOf({ handle: "a" }));
  const finding = findingAbout(found?.id ?? "");
  await database.db.insert(findings).values(finding);
  await database.db
    .insert(seals)
    .values({ findingId: finding.id, keyId: "k", box: Buffer.from("s"), sealedAt: NOW });

  expect(await eraseLearner(database.db, hashOf({ handle: "a" }), NOW)).toEqual({ entries: 2, findings: 1 });
  expect(await findLearner(database.db, hashOf({ handle: "a" }))).toEqual([]);
  expect(await entries()).toHaveLength(1);
  expect(await database.db.select().from(seals)).toEqual([]);
  expect(await database.db.select().from(findings)).toMatchObject([
    { subject: "erased", status: "resolved", closing: "no-longer-applies", closedAt: NOW },
  ]);
  expect(await lockFindings(database.db, accountId)).toEqual([]); // no night reads it again
  expect(await database.db.select().from(findingEvents)).toMatchObject([{ kind: "no-longer-applies" }]);
  expect(await eraseLearner(database.db, hashOf({ handle: "a" }), NOW)).toEqual({ entries: 0, findings: 0 });
});
