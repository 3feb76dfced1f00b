import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Finding } from "../../src/core/finding.ts";
import type { Database } from "../../src/store/database.ts";
import {
  ERASED,
  findingsOfLeavers,
  findingsOfRules,
  lockFindings,
  LEFT,
  writeSeals,
} from "../../src/store/findings.ts";
import { learnerLists, learners, seals } from "../../src/store/schema/index.ts";
import { freshDatabase, type FreshDatabase } from "../support/database.ts";
import { seedAccount, seedFinding } from "../support/seed.ts";

const TODAY = "2026-11-26";
const NOW = new Date(`${TODAY}T04:00:00Z`);

let fresh: FreshDatabase;
let db: Database;
let accountId: string;
let otherId: string;
beforeAll(async () => {
  fresh = await freshDatabase();
  db = fresh.db;
});
beforeEach(async () => {
  await db.execute(sql`truncate accounts, findings, learner_lists cascade`);
  accountId = (await seedAccount(db)).id;
  otherId = (await seedAccount(db)).id;
});
afterAll(() => fresh.close());

const followed = { ruleId: "learner-followed", severity: "safeguarding" } as const;
const idsOf = (found: readonly Finding[]) => found.map(({ id }) => id);

test("an audit locks the findings of its account that may change meanwhile, and none that is closed but a learner's", async () => {
  const closed = { status: "resolved", closing: "no-longer-applies" } as const;
  await seedFinding(db, { id: "b", accountId });
  await seedFinding(db, { id: "a", accountId, ...followed, subject: "one", ...closed });
  await seedFinding(db, { id: "c", accountId, ...followed, subject: LEFT, ...closed });
  await seedFinding(db, { id: "d", accountId, ...followed, subject: ERASED, ...closed });
  await seedFinding(db, { id: "e", accountId: otherId });
  await seedFinding(db, { id: "f", accountId, status: "resolved", closing: "fixed" });
  await seedFinding(db, { id: "g", accountId, status: "dismissed" });
  await seedFinding(db, { id: "h", accountId, ...followed, subject: "two", status: "waived" });
  expect(idsOf(await lockFindings(db, accountId))).toEqual(["a", "b", "g", "h"]);
  expect(idsOf(await findingsOfRules(db, [accountId, otherId], ["dormant-account"]))).toEqual([
    "b",
    "e",
    "f",
    "g",
  ]);
});

test.each<[string, (tx: Database) => Promise<unknown>]>([
  ["an account", (tx) => lockFindings(tx, accountId)],
  ["some rules", (tx) => findingsOfRules(tx, [accountId], ["dormant-account"])],
])("findings of %s are locked until they are judged: no decision comes in between", async (_, read) => {
  const { id } = await seedFinding(db, { accountId });
  const decide = () => db.execute(sql`select 1 from findings where id = ${id} for no key update nowait`);
  await db.transaction(async (tx) => {
    await read(tx);
    await expect(decide()).rejects.toMatchObject({ cause: { code: "55P03" } });
  });
  expect(await decide()).toHaveLength(1);
});

test("a learner's finding is about nobody from the day after the last one on, or once the entry is gone", async () => {
  await db.insert(learnerLists).values({ name: "l", asOf: "2026-11-20", enrolled: 9, importedAt: NOW });
  const entry = { list: "l", platform: "x", keyVersion: 1 } as const;
  await db.insert(learners).values([
    { id: "stays", ...entry },
    { id: "leaves today", ...entry, lastDay: TODAY },
    { id: "left", ...entry, lastDay: "2026-11-25" },
  ]);
  for (const subject of ["stays", "leaves today", "left", "dropped"]) {
    await seedFinding(db, { id: subject, accountId, ...followed, subject });
  }
  await seedFinding(db, {
    id: "contacted",
    accountId,
    ...followed,
    ruleId: "learner-contacted",
    subject: "left",
  });
  await seedFinding(db, { id: "closed", accountId, ...followed, subject: "was closed", status: "resolved" });
  await seedFinding(db, { id: "elsewhere", accountId: otherId, ...followed, subject: "left" });
  await seedFinding(db, { id: "dormant", accountId });
  expect(await findingsOfLeavers(db, accountId, TODAY)).toEqual(new Set(["left", "dropped", "contacted"]));
});

test("who it was is sealed once a key, to the open finding of that rule and account alone", async () => {
  const about = { accountId, ...followed, subject: "entry" };
  await seedFinding(db, { id: "contacted", ...about, ruleId: "learner-contacted" });
  await seedFinding(db, { id: "followed", ...about });
  await seedFinding(db, { id: "closed", ...about, subject: "other", status: "resolved" });
  await seedFinding(db, { id: "elsewhere", ...about, accountId: otherId });
  const seal = (entryId: string, keyId: string, words: string) => {
    return { ruleId: "learner-followed", entryId, keyId, box: Buffer.from(words).toString("base64") };
  };
  const first = [
    seal("entry", "lead", "first"),
    seal("entry", "deputy", "first"),
    seal("other", "lead", "no"),
  ];
  await writeSeals(db, accountId, first, NOW);
  await writeSeals(db, accountId, [seal("entry", "lead", "second")], NOW);
  const sealed = await db.select().from(seals);
  expect(
    sealed.map(({ findingId, keyId, box }) => `${findingId} ${keyId} ${box.toString()}`).toSorted(),
  ).toEqual(["followed deputy first", "followed lead first"]);
});
