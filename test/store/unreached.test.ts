import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { addDays, instantOf } from "../../src/core/calendar.ts";
import { fingerprint, findingId } from "../../src/core/reconcile.ts";
import { concludeIfDue } from "../../src/store/conclude.ts";
import { eventsOf } from "../../src/store/findings.ts";
import { takeLease } from "../../src/store/leases.ts";
import { newestNightDue } from "../../src/store/night-views.ts";
import { readState } from "../../src/store/readings.ts";
import { freshDatabase, type FreshDatabase } from "../support/database.ts";
import { gateAt } from "../support/gate.ts";
import { judgingAll } from "../support/judging.ts";
import { seedAccount, seedFinding, seedRun, seedRunAccount, seedState } from "../support/seed.ts";
import { until } from "../support/until.ts";
import { evaluationOf } from "../support/evaluations.ts";
import { findingsOf } from "../support/findings.ts";

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
beforeEach(async () => {
  await database.db.execute(sql`truncate accounts, runs, findings cascade`);
});
afterAll(() => database.close());

const FIRST = "2026-11-01";
const at = (day: number, time: string) => instantOf(addDays(FIRST, day), time, "Europe/London");
const FAILED = { state: "failed", cause: "not-audited", detail: "lost" } as const;

/** A night in which every one of these accounts is given up, up to its conclusion. */
async function runningNight(day: number, accountIds: readonly string[]): Promise<string> {
  const night = { localDate: addDays(FIRST, day), startedAt: at(day, "03:31"), deadline: at(day, "06:45") };
  const open = { status: "running" as const, concludedAt: null, coverage: null };
  const { id } = await seedRun(database.db, { ...night, ...open });
  for (const accountId of accountIds) await seedRunAccount(database.db, id, accountId, FAILED);
  return id;
}

const letRunOut = (accountId: string) =>
  database.db.execute(
    sql`update leases set until = clock_timestamp() - interval '1 second' where account_id = ${accountId}`,
  );

const concludeOn = (day: number, runId: string) =>
  concludeIfDue(database.db, runId, { ...judgingAll, now: at(day, "06:45") });

async function giveUpOn(day: number, accountIds: readonly string[]): Promise<void> {
  expect(await concludeOn(day, await runningNight(day, accountIds))).toBe(true);
}

async function unaudited(accountId: string) {
  const { db } = database;
  const found = await findingsOf(db, accountId);
  const evaluation = await evaluationOf(db, accountId, "unaudited-account");
  const counted = (await newestNightDue(db, at(30, "00:00")))?.coverage?.rules["unaudited-account"];
  return { finding: found[0] ?? null, findings: found.length, evaluation, counted };
}

/** An account that has not been read for a week when the night of the eighth day begins. */
async function unreadForAWeek(): Promise<string> {
  const account = await seedAccount(database.db);
  await seedState(database.db, account, { unreadSince: { activities: at(0, "03:31") } });
  return account.id;
}

test("an account given up night after night is a finding once it was not read for seven days, and one finding only", async () => {
  const { id } = await seedAccount(database.db);
  for (let day = 0; day < 7; day += 1) {
    await giveUpOn(day, [id]);
    expect(await unaudited(id)).toMatchObject({
      counted: { fail: 0, couldNotCheck: { "not-audited": 1 } },
      finding: null,
      evaluation: { result: "could-not-check", cause: "not-audited" },
    });
  }
  for (const day of [7, 8, 9]) {
    await giveUpOn(day, [id]);
    expect(await unaudited(id)).toMatchObject({
      counted: { fail: 1 },
      findings: 1,
      finding: { status: "open", severity: "medium", openedAt: at(7, "06:45"), lastSeenAt: at(day, "06:45") },
      evaluation: { result: "fail" },
    });
  }
  const { finding } = await unaudited(id);
  expect(finding?.sentence).toBe(
    "Not readable since 2026-11-01: whether it is there, its posts, its follow list (the account was not reached).",
  );
  expect((await eventsOf(database.db, finding?.id ?? "")).map(({ kind }) => kind)).toEqual(["opened"]);
});

test("other rules of an account given up are not audited; what was found of them stays as it was", async () => {
  const id = await unreadForAWeek();
  await seedFinding(database.db, { accountId: id });
  const before = await findingsOf(database.db, id);
  await giveUpOn(8, [id]);
  expect(await findingsOf(database.db, id)).toEqual(expect.arrayContaining(before));
  expect(await evaluationOf(database.db, id, "dormant-account")).toMatchObject({
    result: "could-not-check",
    cause: "not-audited",
    detail: "lost",
  });
});

test.each(["waived", "dismissed", "acknowledged"] as const)(
  "a finding that a person has %s stays so while the account is given up",
  async (status) => {
    const id = await unreadForAWeek();
    const print = fingerprint("unaudited-account", id, "account");
    const decided = { status, waivedUntil: status === "waived" ? at(30, "00:00") : null };
    await seedFinding(database.db, {
      id: findingId(print),
      fingerprint: print,
      accountId: id,
      ruleId: "unaudited-account",
      ...decided,
    });
    await giveUpOn(8, [id]);
    expect((await unaudited(id)).finding).toMatchObject({ ...decided, lastSeenAt: at(8, "06:45") });
    expect(await eventsOf(database.db, findingId(print))).toHaveLength(1);
  },
);

test("a survey that came about is believed: what is there was looked up, and what is gone nobody can read", async () => {
  const [there, gone] = [await seedAccount(database.db), await unreadForAWeek()];
  const runId = await runningNight(8, []);
  const seen = { status: "seen" as const, profile: null };
  await seedRunAccount(database.db, runId, there.id, {
    ...FAILED,
    surveyed: { ...seen, presence: "present" },
  });
  await seedRunAccount(database.db, runId, gone, { ...FAILED, surveyed: { ...seen, presence: "missing" } });
  await concludeOn(8, runId);
  const since = at(8, "03:31");
  expect((await readState(database.db, there.id))?.unreadSince).toEqual({
    activities: since,
    following: since,
  });
  expect((await readState(database.db, gone))?.unreadSince).toEqual({});
  expect(await unaudited(gone)).toMatchObject({ finding: null, evaluation: { cause: "not-audited" } });
});

test("an account whose audit is still at work at the deadline is left to that audit", async () => {
  const [busy, idle, dead] = [await unreadForAWeek(), await unreadForAWeek(), await unreadForAWeek()];
  const runId = await runningNight(8, []);
  for (const accountId of [busy, idle, dead]) {
    await seedRunAccount(database.db, runId, accountId, { state: "pending", finishedAt: null });
  }
  await takeLease(database.db, { runId, accountId: busy, token: "at work" });
  await takeLease(database.db, { runId, accountId: dead, token: "no longer" });
  await letRunOut(dead);
  await concludeOn(8, runId);
  expect(await unaudited(busy)).toMatchObject({ finding: null, evaluation: { cause: "not-audited" } });
  expect(await unaudited(idle)).toMatchObject({ finding: { status: "open" } });
  expect(await unaudited(dead)).toMatchObject({ finding: { status: "open" } });
});

test.each([
  ["no audit has a lease", false],
  ["the lease of a dead audit has run out", true],
])("while a run is concluded no audit begins on what it gives up: %s", async (_, wasLeased) => {
  const { db, url } = database;
  const id = await unreadForAWeek();
  if (wasLeased) await takeLease(db, { runId: "an earlier scan", accountId: id, token: "dead" });
  await letRunOut(id);
  const runId = await runningNight(8, [id]);
  const gate = await gateAt(url, { table: "findings", on: "insert" });
  const concluded = concludeOn(8, runId);
  await gate.reached();
  const begun = takeLease(db, { runId: "a scan", accountId: id, token: "scan" });
  await until("the scan's audit waits for its lease", async () => {
    const waiting = await db.execute(sql`
      select 1 from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and query like 'insert into "leases"%'`);
    return waiting.length > 0;
  });
  await gate.open();
  expect(await concluded).toBe(true);
  expect(await begun).toMatchObject({ token: "scan" });
});

test("what another run's audit saw after this one began stands, and is not counted as this run's", async () => {
  const { db } = database;
  const id = await unreadForAWeek();
  const runId = await runningNight(8, [id]);
  await db.execute(sql`
    insert into evaluations (account_id, rule_id, rule_version, result, detail, subjects, run_id, at, since)
    select ${id}, rule, 1, result, '', '[]', 'a scan', ${at(8, "05:00").toISOString()}, ${at(8, "05:00").toISOString()}
    from (values ('dormant-account', 'fail'), ('unaudited-account', 'pass')) as said (rule, result)`);
  await concludeOn(8, runId);
  expect(await unaudited(id)).toMatchObject({
    finding: null,
    evaluation: { result: "pass", runId: "a scan" },
  });
  expect(await evaluationOf(db, id, "dormant-account")).toMatchObject({ result: "fail" });
  const coverage = (await newestNightDue(db, at(30, "00:00")))?.coverage;
  expect(coverage?.rules["dormant-account"]).toMatchObject({ fail: 0, couldNotCheck: { "not-audited": 1 } });
});
