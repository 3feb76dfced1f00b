import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Evaluation } from "../../src/core/evaluate.ts";
import type { Decision, Finding } from "../../src/core/finding.ts";
import { fingerprint, reconcile } from "../../src/core/reconcile.ts";
import type { Severity } from "../../src/core/policy.ts";
import type { Database } from "../../src/store/database.ts";
import { decisionsOf, writeDecisions, type Decided } from "../../src/store/decisions.ts";
import { eventsOf, findingsById, lockFindings, writeFindings } from "../../src/store/findings.ts";
import { sealsOf } from "../../src/store/finding-views.ts";
import { eraseLearner } from "../../src/store/learner-erasure.ts";
import { forgetWhatIsOld } from "../../src/store/retention.ts";
import { learnerLists, learners } from "../../src/store/schema/index.ts";
import { lapseWaivers } from "../../src/store/waivers.ts";
import { wrongCounts } from "../../src/store/digest-record.ts";
import { findingDecisions } from "../../src/store/schema/index.ts";
import { wrongByRule } from "../../src/store/wrong-by-rule.ts";
import { freshDatabase, type FreshDatabase } from "../support/database.ts";
import { seedAccount, seedFinding, seedSeal } from "../support/seed.ts";
import { until } from "../support/until.ts";

const NOW = new Date("2026-11-25T09:00:00Z");
const NIGHT = new Date("2026-11-26T03:31:00Z");

let fresh: FreshDatabase;
let db: Database;
let accountId: string;
let finding: Finding;

beforeAll(async () => {
  fresh = await freshDatabase();
  db = fresh.db;
});
afterAll(() => fresh.close());

beforeEach(async () => {
  accountId = (await seedAccount(db)).id;
  const print = fingerprint("dormant-account", accountId, "account");
  finding = await seedFinding(db, { accountId, id: print.slice(0, 12), fingerprint: print });
});

function decided(kind: "acknowledged" | "waived" | "wrong", more: Partial<Decided> = {}): Decided {
  const status = kind === "wrong" ? "dismissed" : kind;
  const decision: Decision = {
    kind,
    at: NOW,
    by: "Jo",
    systemUser: null,
    reason: "because",
    evidence: null,
    until: kind === "waived" ? "2026-12-31" : null,
    assignee: null,
  };
  const waivedUntil = kind === "waived" ? new Date("2026-12-31T23:59:59.999Z") : null;
  const waivedSeverity = kind === "waived" ? finding.severity : null;
  const after = { status, waivedUntil, waivedSeverity, isClosed: status === "dismissed" } as const;
  return { finding, earlier: 0, decision, after, ...more };
}

function failing(severity: Severity = "medium"): Evaluation {
  const evidence = { figures: { days_since_last_post: 72 }, posts: [] };
  const subjects = [
    { subject: "account", severity, sentence: "No post for 72 open days.", evidence },
  ] as const;
  return {
    accountId,
    ruleId: "dormant-account",
    ruleVersion: 1,
    at: NIGHT,
    result: { result: "fail", complete: true, subjects },
  };
}

/** The part of an audit's transaction that reads, reconciles and writes findings; `between` is what happens meanwhile. */
async function audit(evaluation: Evaluation, between: () => Promise<void> = async () => undefined) {
  await db.transaction(async (tx) => {
    const known = await lockFindings(tx, accountId);
    await between();
    await writeFindings(tx, "night", reconcile({ known, evaluations: [evaluation] }));
  });
}

async function now(): Promise<Finding | undefined> {
  return (await findingsById(db, [finding.id]))[0];
}

/** Until the work waits for a lock on findings, or has ended without waiting. */
async function untilItWaits(work: Promise<unknown>): Promise<void> {
  let isOver = false;
  void work.finally(() => (isOver = true));
  await until("somebody waits for a lock", async () => {
    const waiting = await db.execute(sql`
      select 1 from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and query like '%findings%'`);
    return isOver || waiting.length > 0;
  });
}

/** Somebody holds the lower id and then wants the higher, as everybody does; the higher one stands first on disk. */
async function inTheOrderOfIds(work: (db: Database) => Promise<unknown>, more: Partial<Finding>) {
  const same = { accountId, ...more };
  await seedFinding(db, { ...same, id: "zz", fingerprint: "zz", ruleId: "learner-followed" });
  await seedFinding(db, { ...same, id: "aa", fingerprint: "aa", ruleId: "learner-contacted" });
  const lock = (tx: Database, id: string) =>
    tx.execute(sql`select 1 from findings where id = ${id} for no key update`);
  let working: Promise<unknown> = Promise.resolve();
  await db.transaction(async (tx) => {
    await lock(tx, "aa");
    working = work(db);
    await untilItWaits(working);
    await lock(tx, "zz");
  });
  return working;
}

test("an ending waiver locks findings in the order of their ids: nobody waits for somebody who waits for it", async () => {
  const waived = { status: "waived", waivedUntil: new Date("2026-12-01T00:00:00Z") } as const;
  const lapsing = inTheOrderOfIds((it) => lapseWaivers(it, new Date("2026-12-02T00:00:00Z")), waived);
  expect(await lapsing).toBe(2);
  await db.execute(sql`delete from finding_events where finding_id in ('aa', 'zz')`);
  await db.execute(sql`delete from findings where id in ('aa', 'zz')`);
});

test("so does erasing a learner", async () => {
  const hashes = { idHash: Buffer.from("1".repeat(32)), handleHash: null };
  const entry = { id: "entry", list: "l", platform: "x", keyVersion: 1, ...hashes } as const;
  await db.insert(learnerLists).values({ name: "l", asOf: "2026-11-20", enrolled: 1, importedAt: NOW });
  await db.insert(learners).values(entry);
  expect(await inTheOrderOfIds((it) => eraseLearner(it, hashes, NOW), { subject: "entry" })).toEqual({
    entries: 1,
    findings: 2,
  });
});

test("a decision is written with what it makes of the finding, and the story keeps both", async () => {
  expect(await writeDecisions(db, [decided("waived")])).toEqual([]);
  expect(await now()).toMatchObject({ status: "waived", waivedSeverity: "medium" });
  expect((await decisionsOf(db, [finding.id])).get(finding.id)).toMatchObject([
    { step: 1, kind: "waived", by: "Jo", reason: "because", until: "2026-12-31" },
  ]);
});

test("an audit that read the finding before a decision does not write its status back", async () => {
  let deciding: Promise<readonly string[]> = Promise.resolve([]);
  await audit(failing(), async () => {
    deciding = writeDecisions(db, [decided("acknowledged")]);
    await untilItWaits(deciding);
  });
  expect(await deciding).toEqual([]);
  expect(await now()).toMatchObject({ status: "acknowledged", sentence: "No post for 72 open days." });
});

test("an audit that begins while a decision is written waits for it, and audits what was decided", async () => {
  let auditing: Promise<void> = Promise.resolve();
  await db.transaction(async (tx) => {
    await writeDecisions(tx, [decided("waived")]);
    auditing = audit(failing());
    await untilItWaits(auditing);
  });
  await auditing;
  expect(await now()).toMatchObject({ status: "waived", sentence: "No post for 72 open days." });
  expect(await eventsOf(db, finding.id)).toHaveLength(1);
});

test("a decision on what the audit has just made worse, or closed, is not written", async () => {
  await audit(failing("high"));
  expect(await writeDecisions(db, [decided("waived")])).toEqual([finding.id]);
  await audit({ ...failing(), result: { result: "pass", detail: "" } });
  expect(await writeDecisions(db, [decided("wrong")])).toEqual([finding.id]);
  expect((await now())?.status).toBe("resolved");
  expect((await decisionsOf(db, [finding.id])).size).toBe(0);
});

test("of two people at once one wins, and the other is told", async () => {
  const outcomes = await Promise.all([
    writeDecisions(db, [decided("waived")]),
    writeDecisions(db, [decided("wrong")]),
  ]);
  expect(outcomes.filter((ids) => ids.length === 0)).toHaveLength(1);
  expect((await decisionsOf(db, [finding.id])).get(finding.id)).toHaveLength(1);
});

test("several are decided together or not at all, in whatever order two people name them", async () => {
  const other = await seedFinding(db, { accountId, ruleId: "untagged-posts" });
  const pair = [decided("acknowledged"), decided("acknowledged", { finding: other })];
  const outcomes = await Promise.all([writeDecisions(db, pair), writeDecisions(db, pair.toReversed())]);
  expect(new Set(outcomes.map((ids) => ids.length))).toEqual(new Set([0, 2]));
  const decisions = await decisionsOf(db, [finding.id, other.id]);
  expect([...decisions.values()].map((each) => each.length)).toEqual([1, 1]);
});

test("a waiver ends with its day, also where no night can read the account, and only once", async () => {
  const newYear = new Date("2027-01-01T00:00:00Z");
  await lapseWaivers(db, newYear); // those of other tests
  await writeDecisions(db, [decided("waived")]);
  expect(await lapseWaivers(db, new Date("2026-12-31T23:59:00Z"))).toBe(0);
  expect(await lapseWaivers(db, newYear)).toBe(1);
  expect(await lapseWaivers(db, newYear)).toBe(0);
  expect(await now()).toMatchObject({
    status: "open",
    waivedUntil: null,
    waivedSeverity: null,
    lastOpenedAt: newYear,
  });
  expect((await eventsOf(db, finding.id)).at(-1)).toMatchObject({
    step: 2,
    kind: "waiver-lapsed",
    fromSeverity: "medium",
    toSeverity: "medium",
  });
});

test("a dismissed finding counts as closed until it opens again", async () => {
  await writeDecisions(db, [decided("wrong")]);
  expect(await now()).toMatchObject({ status: "dismissed", closedAt: NOW });
  const withdrawn = decided("wrong", { earlier: 1, finding: { ...finding, status: "dismissed" } });
  const after = { status: "open", waivedUntil: null, waivedSeverity: null, isClosed: false } as const;
  await writeDecisions(db, [{ ...withdrawn, decision: { ...withdrawn.decision, kind: "withdrawn" }, after }]);
  expect(await now()).toMatchObject({ status: "open", closedAt: null });
});

test("what was sealed for a dismissed finding goes in time, though the account fails on", async () => {
  await seedSeal(db, finding.id, "0123456789abcdef", Buffer.from("box"));
  await writeDecisions(db, [decided("wrong")]);
  await audit(failing());
  const left = async (now: string) => {
    await forgetWhatIsOld(db, new Date(`${now}T04:00:00Z`), now);
    return (await sealsOf(db, finding.id)).length;
  };
  expect(await left("2026-12-24")).toBe(1);
  expect(await left("2026-12-26")).toBe(0);
});

test("many more findings than Postgres takes parameters are asked for at once", async () => {
  await writeDecisions(db, [decided("acknowledged")]);
  const many = [finding.id, ...Array.from({ length: 70_000 }, (_, number) => `none${number}`)];
  expect([...(await decisionsOf(db, many)).keys()]).toEqual([finding.id]);
  expect((await findingsById(db, many)).map(({ id }) => id)).toEqual([finding.id]);
});

describe("how often a rule was wrong", () => {
  test.each<[string, Decision["kind"][], boolean]>([
    ["dismissed", ["wrong"], true],
    ["dismissed, then taken back", ["wrong", "withdrawn"], false],
    ["dismissed, assigned, then taken back", ["wrong", "assigned", "withdrawn"], false],
    ["dismissed, then assigned", ["wrong", "assigned"], true],
    ["acknowledged only", ["acknowledged"], false],
    ["dismissed after an acknowledgement was taken back", ["acknowledged", "withdrawn", "wrong"], true],
    ["dismissed, taken back, dismissed again", ["wrong", "withdrawn", "wrong"], true],
  ])("%s", async (name, kinds, expected) => {
    const ruleId = `rule-${name.replaceAll(/\W+/gu, "-")}`;
    const one = await seedFinding(db, { accountId, ruleId, subject: "1" });
    await seedFinding(db, { accountId, ruleId, subject: "2" });
    const steps = kinds.map((kind, at) => ({ findingId: one.id, step: at + 1, kind, at: NOW, by: "Jo" }));
    await db.insert(findingDecisions).values(steps);
    const ofRule = { ruleId, wrong: expected ? 1 : 0, opened: 2 };
    expect((await wrongByRule(db)).filter((each) => each.ruleId === ruleId)).toEqual([ofRule]);
    expect((await wrongCounts(db)).filter((each) => each.ruleId === ruleId)).toEqual(
      expected ? [ofRule] : [],
    );
  });
});
