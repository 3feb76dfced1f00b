import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { RULES } from "../../src/rules/index.ts";
import { concludeIfDue } from "../../src/store/conclude.ts";
import type { Database } from "../../src/store/database.ts";
import {
  countTry,
  findRun,
  finishRunAccount,
  hasOpenAccounts,
  openRunAccounts,
  openRuns,
  pendingRunAccount,
  recordRun,
  recordSurvey,
  runAccountsOf,
  startRun,
} from "../../src/store/runs.ts";
import { takeLease } from "../../src/store/leases.ts";
import { stagedPagesOf, stagePage } from "../../src/store/staging.ts";
import { freshDatabase, type FreshDatabase } from "../support/database.ts";
import { gateAt } from "../support/gate.ts";
import { judgingAll } from "../support/judging.ts";
import { seedAccount, seedFinding, seedRun, seedRunAccount, seedState } from "../support/seed.ts";
import { until } from "../support/until.ts";
import { evaluationsOf } from "../support/evaluations.ts";

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
beforeEach(async () => {
  await database.db.execute(sql`truncate accounts, runs cascade`);
});
afterAll(() => database.close());

const concludeAt = (db: Database, runId: string, now: Date) =>
  concludeIfDue(db, runId, { ...judgingAll, now });

const NOW = new Date("2026-11-22T03:40:00Z");
const AFTER_DEADLINE = new Date("2026-11-22T06:45:00Z");
const RUNNING = { status: "running" as const, concludedAt: null, coverage: null };
const PLANNED = { ...RUNNING, status: "planned" as const, planned: false, startedAt: null };

test("10: a date has one run, whoever records it first", async () => {
  const { db } = database;
  const run = await seedRun(db, PLANNED);
  expect(await recordRun(db, { ...run, id: "another" })).toBe(false);
  expect(await findRun(db, "another")).toBeNull();
  expect(await recordRun(db, { ...run, id: "next", localDate: "2026-11-23" })).toBe(true);
});

test("a run's accounts are the live ones, and closed ones until they are gone, in batches; started twice, it is the same", async () => {
  const { db } = database;
  for (let index = 0; index < 4; index++) await seedAccount(db);
  await seedAccount(db, { status: "paused" });
  await seedAccount(db, { status: "closed" });
  await seedState(db, await seedAccount(db, { status: "closed" }), { presence: "missing" });
  const run = await seedRun(db, PLANNED);
  await startRun(db, run, () => 2, NOW);
  await startRun(db, run, () => 2, AFTER_DEADLINE);
  const accounts = await runAccountsOf(db, run.id);
  expect(accounts.map(({ batch }) => batch).toSorted((a, b) => a - b)).toEqual([0, 0, 1, 1, 2]);
  expect(accounts.every(({ state, tryNumber }) => state === "waiting" && tryNumber === 1)).toBe(true);
  expect(await findRun(db, run.id)).toMatchObject({ status: "running", planned: true, startedAt: NOW });
});

test("a closed account that is gone is looked at for as long as something of it is open", async () => {
  const { db } = database;
  const [settled, owing] = [
    await seedAccount(db, { status: "closed" }),
    await seedAccount(db, { status: "closed" }),
  ];
  for (const account of [settled, owing]) await seedState(db, account, { presence: "missing" });
  await seedFinding(db, { accountId: settled.id, status: "resolved", closing: "fixed" });
  await seedFinding(db, { accountId: owing.id });
  const run = await seedRun(db, PLANNED);
  await startRun(db, run, () => 100, NOW);
  expect((await runAccountsOf(db, run.id)).map(({ accountId }) => accountId)).toEqual([owing.id]);
});

test("a scan has the accounts that were asked for, whatever their status", async () => {
  const { db } = database;
  await seedAccount(db);
  const { id } = await seedAccount(db, { status: "paused" });
  const run = await seedRun(db, { ...PLANNED, schedule: "scan:1", requested: [id] });
  await startRun(db, run, () => 100, NOW);
  expect((await runAccountsOf(db, run.id)).map(({ accountId }) => accountId)).toEqual([id]);
});

const SEEN = { status: "seen" as const, presence: "present" as const, profile: null };
const NOTHING = { read: "nothing" } as const;
const SURVEY = {
  surveyed: { status: "failed" as const, cause: "platform-error" as const, detail: "said" },
  planned: {
    wanted: { activities: NOTHING, following: NOTHING, leftOut: null },
    leftOutNeeds: [],
    estimate: 0,
  },
};

test("5: a survey that comes twice is recorded once, and never reopens an account that is done", async () => {
  const { db } = database;
  const [waiting, done] = [await seedAccount(db), await seedAccount(db)];
  const { id: runId } = await seedRun(db, RUNNING);
  await seedRunAccount(db, runId, waiting.id, { state: "waiting", finishedAt: null });
  await seedRunAccount(db, runId, done.id);
  const answers = [waiting, done].map(({ id }) => ({ accountId: id, ...SURVEY }));
  await recordSurvey(db, runId, answers);
  await recordSurvey(
    db,
    runId,
    answers.map((one) => ({ ...one, surveyed: { ...SURVEY.surveyed, detail: "again" } })),
  );
  expect(await pendingRunAccount(db, runId, waiting.id)).toMatchObject({ surveyed: { detail: "said" } });
  expect(await pendingRunAccount(db, runId, done.id)).toBeNull();
  expect((await openRunAccounts(db, runId)).map(({ accountId }) => accountId)).toEqual([waiting.id]);
});

test("an account is finished once, in its run alone; a try is counted for those that are named", async () => {
  const { db } = database;
  const { id } = await seedAccount(db);
  const { id: runId } = await seedRun(db, RUNNING);
  await seedRunAccount(db, runId, id, { state: "pending", finishedAt: null });
  const { id: scanId } = await seedRun(db, { ...RUNNING, schedule: "scan:1" });
  await seedRunAccount(db, scanId, id, { state: "pending", finishedAt: null });
  await countTry(db, runId, []);
  await countTry(db, runId, [id]);
  expect(await pendingRunAccount(db, runId, id)).toMatchObject({ tryNumber: 2 });
  await finishRunAccount(db, { runId, accountId: id }, { state: "done", cause: null, detail: null, at: NOW });
  const late = {
    state: "failed" as const,
    cause: "not-audited" as const,
    detail: "late",
    at: AFTER_DEADLINE,
  };
  await finishRunAccount(db, { runId, accountId: id }, late);
  expect(await runAccountsOf(db, runId)).toMatchObject([{ state: "done", finishedAt: NOW }]);
  expect(await hasOpenAccounts(db, runId)).toBe(false);
  expect(await pendingRunAccount(db, scanId, id)).toMatchObject({ tryNumber: 1 });
});

test("a set of queues sees its own runs, and those of any other that are past their deadline", async () => {
  const { db } = database;
  const mine = await seedRun(db, RUNNING);
  const lost = await seedRun(db, { ...RUNNING, schedule: "scan:1", queuePrefix: "scan-1" });
  await seedRun(db, { localDate: "2026-11-21" });
  await seedRun(db, { ...PLANNED, localDate: "2026-11-23" });
  const idsAt = async (now: Date) => (await openRuns(db, "service", now)).map(({ id }) => id).toSorted();
  expect(await idsAt(NOW)).toEqual([mine.id]);
  expect(await idsAt(AFTER_DEADLINE)).toEqual([mine.id, lost.id].toSorted());
});

test("a run is not concluded while an account is open, and by one of many when none is", async () => {
  const { db } = database;
  const { id } = await seedAccount(db);
  const { id: runId } = await seedRun(db, RUNNING);
  await seedRunAccount(db, runId, id, { state: "pending", finishedAt: null, surveyed: SEEN });
  expect(await concludeAt(db, runId, NOW)).toBe(false);
  await finishRunAccount(db, { runId, accountId: id }, { state: "done", cause: null, detail: null, at: NOW });
  const all = await Promise.all(Array.from({ length: 5 }, () => concludeAt(db, runId, NOW)));
  expect(all.filter(Boolean)).toHaveLength(1);
  expect(await findRun(db, runId)).toMatchObject({ status: "done", concludedAt: NOW });
  expect(await concludeAt(db, runId, AFTER_DEADLINE)).toBe(false);
});

test("24: of two that conclude a run at the same moment one has, and says so", async () => {
  const { db, url } = database;
  const { id: runId } = await seedRun(db, RUNNING);
  const gate = await gateAt(url, { table: "runs", on: "update" });
  const both = [concludeAt(db, runId, NOW), concludeAt(db, runId, NOW)];
  await until("both have found it running", async () => {
    const waiting = await db.execute(sql`
      select 1 from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and query like 'update "runs"%'`);
    return waiting.length === 2;
  });
  await gate.open();
  expect((await Promise.all(both)).filter(Boolean)).toHaveLength(1);
});

test.each([
  ["that the product can connect", "x" as const, "incomplete"],
  ["that it cannot", "flickr" as const, "done"],
])(
  "a night in which nothing of a platform %s was seen is told from a whole one",
  async (_which, platform, status) => {
    const { db } = database;
    const [seen, unseen] = [await seedAccount(db), await seedAccount(db, { platform })];
    const { id: runId } = await seedRun(db, RUNNING);
    await seedRunAccount(db, runId, seen.id, { surveyed: SEEN });
    await seedRunAccount(db, runId, unseen.id, { platform, surveyed: SURVEY.surveyed });
    expect(await concludeAt(db, runId, NOW)).toBe(true);
    expect(await findRun(db, runId)).toMatchObject({ status, coverage: { audited: 1, notAudited: 1 } });
  },
);

test("14: a lease that a dead job of the run left behind keeps nobody waiting once the run is concluded", async () => {
  const { db } = database;
  const { id } = await seedAccount(db);
  const { id: runId } = await seedRun(db, RUNNING);
  await seedRunAccount(db, runId, id, { surveyed: SEEN });
  await takeLease(db, { runId, accountId: id, token: "dead" });
  const takeForScan = () => takeLease(db, { runId: "a scan", accountId: id, token: "scan" });
  expect(await takeForScan()).toBeNull();
  expect(await concludeAt(db, runId, NOW)).toBe(true);
  expect(await takeForScan()).not.toBeNull();
});

test("at the deadline what is open is reported as not audited, though the survey saw it, and leaves no page behind", async () => {
  const { db } = database;
  const { id } = await seedAccount(db);
  const { id: runId } = await seedRun(db, RUNNING);
  await seedRunAccount(db, runId, id, { state: "pending", finishedAt: null, surveyed: SEEN });
  const lease = await takeLease(db, { runId, accountId: id, token: "t" });
  const page = { need: "posts" as const, page: 0, nextCursor: null, facts: {} };
  if (lease !== null) await stagePage(db, { runId, lease }, page);
  expect(await concludeAt(db, runId, AFTER_DEADLINE)).toBe(true);
  expect(await findRun(db, runId)).toMatchObject({
    status: "incomplete",
    coverage: { accounts: 1, audited: 0, notAudited: 1 },
  });
  expect(await evaluationsOf(db, id)).toHaveLength(RULES.length);
  expect(await stagedPagesOf(db, { runId, accountId: id })).toEqual([]);
});
