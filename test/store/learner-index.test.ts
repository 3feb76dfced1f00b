import { createSecretKey } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { hashed } from "../../src/learners/hash.ts";
import { eventsOf } from "../../src/store/findings.ts";
import { eraseLearner } from "../../src/store/learner-erasure.ts";
import { importLearnerList } from "../../src/store/learner-lists.ts";
import { currentMatches, findLearner, learnerShare, matchRows } from "../../src/store/learners.ts";
import { findings, follows } from "../../src/store/schema/index.ts";
import { seededIds } from "../support/clock.ts";
import { freshDatabase, type FreshDatabase } from "../support/database.ts";
import { gateAt } from "../support/gate.ts";
import { seedAccount, seedFinding } from "../support/seed.ts";
import { until } from "../support/until.ts";

const KEY = createSecretKey(Buffer.alloc(32, 9));
const TODAY = "2026-11-22";
const TOMORROW = "2026-11-23";
const NOW = new Date("2026-11-22T10:00:00Z");
const ids = seededIds();

let database: FreshDatabase;
let accountId = "";
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.db.execute(sql`truncate accounts, learner_lists cascade`);
  accountId = (await seedAccount(database.db)).id;
});

interface Named {
  handle?: string;
  id?: string;
  lastDay?: string;
}
const hashOf = ({ handle, id, lastDay }: Named) =>
  hashed(KEY, { platform: "x", handleKey: handle ?? null, id: id ?? null, lastDay: lastDay ?? null });
const load = (name: string, people: readonly Named[]) =>
  importLearnerList(
    database.db,
    { name, asOf: "2026-11-20", enrolled: 100, learners: people.map(hashOf), keyVersion: 1 },
    { now: NOW, today: TODAY, ids, dryRun: false, confirmShrink: false },
  );
const rowOf = (named: Named) => {
  const { idHash, handleHash } = hashOf(named);
  return { rowHash: Buffer.from("a row"), idHash, handleHash };
};

test("whom another account follows is no match of this one", async () => {
  const { db } = database;
  await load("north", [{ id: "1" }]);
  await db.insert(follows).values({ accountId, ...rowOf({ id: "1" }), firstSeenAt: NOW });
  const { id: another } = await seedAccount(db);
  expect(await currentMatches(db, accountId, 1, TODAY)).toHaveLength(1);
  expect(await currentMatches(db, another, 1, TODAY)).toEqual([]);
});

test("who has left, and an entry under another key, match no row of a page: nothing of them is sealed", async () => {
  await load("north", [{ id: "1", lastDay: TODAY }]);
  const matchesOn = (today: string, keyVersion: number) =>
    matchRows(database.db, [rowOf({ id: "1" })], { platform: "x", keyVersion, today });
  expect(await matchesOn(TODAY, 1)).toHaveLength(1);
  expect(await matchesOn(TOMORROW, 1)).toEqual([]);
  expect(await matchesOn(TODAY, 2)).toEqual([]);
});

test("learners known by id alone are not comparable where lists hold handles alone", async () => {
  await load("north", [{ id: "1" }, { id: "2", handle: "b" }, { handle: "c" }]);
  const share = await learnerShare(database.db, "x", TODAY, { ids: false, handles: true });
  expect(share).toMatchObject({ known: 3, notComparable: 1 });
});

test("of two imports of one list at once the second finds what the first one has made", async () => {
  const { db, url } = database;
  const people = [{ handle: "a" }, { handle: "b" }];
  const gate = await gateAt(url, { table: "learners", on: "insert" });
  const first = load("north", people);
  await gate.reached();
  const second = load("north", people);
  await until("the second one waits for the first", async () => {
    const waiting = await db.execute(sql`
      select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`);
    return waiting.length === 2;
  });
  await gate.open();
  const reports = await Promise.all([first, second]);
  expect(reports.map(({ added, kept }) => `${added} added, ${kept} kept`).toSorted()).toEqual([
    "0 added, 2 kept",
    "2 added, 0 kept",
  ]);
});

test("erasing a learner closes no finding again that was closed before, and goes on with an open one's story", async () => {
  const { db } = database;
  await load("north", [{ handle: "a" }]);
  const [entry] = await findLearner(db, hashOf({ handle: "a" }));
  const about = { accountId, ruleId: "learner-followed", subject: entry?.id ?? "" };
  const closedAt = new Date("2026-11-01T10:00:00Z");
  const fixed = { status: "resolved", closing: "fixed", closedAt } as const;
  const wrong = { status: "dismissed", closing: null, closedAt } as const;
  await seedFinding(db, { id: "fixed", ...about, ...fixed });
  await seedFinding(db, { id: "open", ...about });
  await seedFinding(db, { id: "wrong", ...about, ...wrong });

  expect(await eraseLearner(db, hashOf({ handle: "a" }), NOW)).toEqual({ entries: 1, findings: 3 });
  expect(await db.select().from(findings).orderBy(findings.id)).toMatchObject([
    { id: "fixed", subject: "erased", ...fixed },
    { id: "open", subject: "erased", status: "resolved", closing: "no-longer-applies", closedAt: NOW },
    { id: "wrong", subject: "erased", ...wrong },
  ]);
  const story = async (id: string) => (await eventsOf(db, id)).map(({ kind }) => kind);
  expect(await story("open")).toEqual(["opened", "no-longer-applies"]);
  expect([await story("fixed"), await story("wrong")]).toEqual([["opened"], ["opened"]]);
});
