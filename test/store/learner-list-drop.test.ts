import { createSecretKey } from "node:crypto";
import { asc, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { hashed } from "../../src/learners/hash.ts";
import { droppedLists, dropLearnerList, standingOn } from "../../src/store/learner-list-drop.ts";
import { importLearnerList } from "../../src/store/learner-lists.ts";
import { findLearner, learnerShare } from "../../src/store/learners.ts";
import { findings, learners, seals } from "../../src/store/schema/index.ts";
import { seededIds } from "../support/clock.ts";
import { freshDatabase, type FreshDatabase } from "../support/database.ts";
import { seedAccount, seedFinding, seedSeal } from "../support/seed.ts";

const KEY = createSecretKey(Buffer.alloc(32, 9));
const TODAY = "2026-11-22";
const NOW = new Date("2026-11-22T10:00:00Z");
const ids = seededIds();
const FINDING = "aaaa00000001";

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());
beforeEach(() => database.db.execute(sql`truncate accounts, learner_lists, installation cascade`));

interface Named {
  handle: string;
  id?: string;
  lastDay?: string;
}
const hashOf = ({ handle, id, lastDay }: Named) =>
  hashed(KEY, { platform: "x", handleKey: handle, id: id ?? null, lastDay: lastDay ?? null });
const load = (name: string, people: readonly Named[]) =>
  importLearnerList(
    database.db,
    { name, asOf: "2026-11-20", enrolled: 100, learners: people.map(hashOf), keyVersion: 1 },
    { now: NOW, today: TODAY, ids, dryRun: false, confirmShrink: false },
  );
const drop = (name: string) => dropLearnerList(database.db, name, { now: NOW, by: "ann" });
const entries = () => database.db.select().from(learners).orderBy(asc(learners.list), asc(learners.id));

/** An open finding, sealed, about the learner of this handle; returns the entry that it is about. */
async function findingAbout(handle: string): Promise<string> {
  const { db } = database;
  const [found] = await findLearner(db, hashOf({ handle }));
  if (found === undefined) throw new Error(`${handle} is not in the index`);
  const { id: accountId } = await seedAccount(db);
  const about = { ruleId: "learner-followed", severity: "safeguarding", subject: found.id } as const;
  await seedFinding(db, { id: FINDING, accountId, ...about });
  await seedSeal(db, FINDING, "key", Buffer.from("sealed"));
  return found.id;
}

test("a list that is dropped takes its entries, and the subject and the seals of its findings, and leaves a record", async () => {
  const { db } = database;
  await load("north", [{ handle: "a" }, { handle: "b" }]);
  await load("south", [{ handle: "c" }]);
  await findingAbout("a");
  expect(await standingOn(db, "north")).toMatchObject({ entries: 2, openFindings: 1 });

  const dropped = await drop("north");
  expect(dropped).toEqual({
    list: "north",
    asOf: "2026-11-20",
    at: NOW.toISOString(),
    by: "ann",
    entries: 2,
    findings: 1,
  });
  expect(await droppedLists(db)).toEqual([dropped]);
  expect((await entries()).map(({ list }) => list)).toEqual(["south"]);
  expect(await learnerShare(db, "x", TODAY)).toMatchObject({ known: 1, enrolled: 100 });
  expect(await db.select().from(seals)).toEqual([]);
  expect(await db.select().from(findings)).toMatchObject([
    { subject: "erased", status: "resolved", closing: "no-longer-applies", closedAt: NOW },
  ]);
  expect([await standingOn(db, "north"), await drop("north")]).toEqual([null, null]);
});

test("whoever stands on another list too stays known by that one, and the finding and its seal with them", async () => {
  const { db } = database;
  await load("wrong", [{ handle: "a", id: "9" }, { handle: "b" }]);
  const entry = await findingAbout("a");
  await load("north", [{ handle: "a", lastDay: "2027-07-31" }]);

  expect(await drop("wrong")).toMatchObject({ entries: 2, findings: 0 });
  expect(await db.select().from(findings)).toMatchObject([{ status: "open", subject: entry }]);
  expect(await db.select().from(seals)).toHaveLength(1);
  // The list that stays says who they are: the id that only the wrong one knew is gone.
  expect(await entries()).toMatchObject([{ id: entry, list: "north", idHash: null, lastDay: "2027-07-31" }]);
});
