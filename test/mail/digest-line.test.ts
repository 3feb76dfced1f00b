import { eq } from "drizzle-orm";
import { simpleParser } from "mailparser";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  claimDigest,
  deliverNow,
  makeDigest,
  sendDigestJob,
  type Outgoing,
} from "../../src/compose/digest.ts";
import { queueSafeguardingMails } from "../../src/compose/safeguarding-mail.ts";
import type { Account } from "../../src/core/account.ts";
import type { Finding } from "../../src/core/finding.ts";
import { SILENT } from "../../src/log.ts";
import { listAccounts } from "../../src/store/accounts.ts";
import { deliveryReports } from "../../src/store/deliveries.ts";
import { settleInstallation } from "../../src/store/installation.ts";
import { findingDecisions, findings } from "../../src/store/schema/index.ts";
import { clockAt, seededIds, type SettableClock } from "../support/clock.ts";
import { freshDatabase, type FreshDatabase } from "../support/database.ts";
import { learnerFinding } from "./learner-finding.ts";
import { configWith, GO_LIVE, MONDAY, PROFILES, seedWeek } from "./seeded.ts";
import { startScripted, startSmtp, type TestSmtp } from "./smtp-server.ts";

let database: FreshDatabase;
let smtp: TestSmtp;
let clock: SettableClock;
beforeEach(async () => {
  database = await freshDatabase();
  smtp = await startSmtp();
  clock = clockAt(MONDAY);
  await seedWeek(database.db);
});
afterEach(async () => {
  await smtp.close();
  await database.close();
});

const BEFORE_ALL = new Date("2026-11-16T04:05:00Z");
const goLive = () => settleInstallation(database.db, "live_since", GO_LIVE.toISOString(), GO_LIVE);

function outgoingWith(mail: Parameters<typeof configWith>[0] = {}, ids = seededIds()): Outgoing {
  const config = configWith({ smtpUrl: smtp.url, ...mail });
  return { config, db: database.db, clock, ids, connectors: PROFILES, log: SILENT };
}

test("with safeguarding_only not one byte of the e-mail depends on a learner finding, the first audit's count included", async () => {
  await settleInstallation(database.db, "live_since", BEFORE_ALL.toISOString(), BEFORE_ALL);
  const made = () => makeDigest(outgoingWith({ learnerFindingsTo: "safeguarding_only" }), "2026-W48");
  const before = await made();
  expect(before.text.replaceAll(/\s+/gu, " ")).toContain("Of the first audit's 3 findings");
  await database.db
    .insert(findings)
    .values([
      learnerFinding({ openedAt: BEFORE_ALL }),
      learnerFinding({ id: "closed", fingerprint: "2", openedAt: BEFORE_ALL, status: "resolved" }),
      learnerFinding({ id: "otherwise", fingerprint: "3", openedAt: BEFORE_ALL, severity: "high" }),
    ]);
  await database.db
    .insert(findingDecisions)
    .values([{ findingId: "closed", step: 1, kind: "wrong", at: MONDAY, by: "lead" }]);
  expect(await made()).toEqual(before);
});

test("the digest is read from Postgres: new, backlog, fixed, not read, posts, spend and a changed handle", async () => {
  await goLive();
  const { model } = await makeDigest(outgoingWith(), "2026-W48");
  expect(model.subject).toBe("Social media audit, 23 Nov: first look, 1 to do, 1 closure to decide, 1 fixed");
  expect(model.todo.items).toMatchObject([
    { account: { handle: "@ConelMaths", url: "https://x.com/ConelMaths" }, state: { words: "New" } },
  ]);
  expect(model.closures.items).toMatchObject([
    { account: { handle: "@ConelMusic" }, state: { words: "First look" } },
  ]);
  expect(model.fixed.items).toMatchObject([{ account: { handle: "@ConelMaths" }, words: "Dormant account" }]);
  expect(model.trust.intro).toBe("1 of 2 nights finished; 22 Nov missed.");
  expect(model.trust.unread.items.map(({ accounts, mender }) => [accounts, mender])).toContainEqual([
    "@ConelMusic",
    "IT has it",
  ]);
  expect(model.table.rows).toEqual([
    { name: "CONEL", live: 2, active: 1, quiet: 0, tooLong: 1, notRead: 0, posts: 2, tagged: "50%" },
  ]);
  expect(model.changed.items).toMatchObject([{ words: "was @conelsound, @ConelMusic since 20 November" }]);
  expect(model.end.at(-1)?.lines).toEqual([
    "Reading X: $1.50 in the last 7 days, $3.50 of $60.00 allowed this month.",
  ]);
});

test("22: sent twice, the digest has one Message-ID, one set of bytes, one delivery a recipient", async () => {
  await goLive();
  const outgoing = outgoingWith();
  const first = await claimDigest(outgoing, "2026-W48");
  await database.db.update(findings).set({ sentence: "Something else by now." });
  clock.advance(60_000);
  const second = await claimDigest(outgoing, "2026-W48");
  expect(second.bytes.equals(first.bytes)).toBe(true);
  await deliverNow(outgoing);
  await deliverNow(outgoing);
  expect(smtp.received.map(({ to }) => to).toSorted()).toEqual([
    "head@college.example",
    "officer@college.example",
  ]);
  for (const { bytes } of smtp.received) expect(bytes.equals(first.bytes)).toBe(true);
  const mail = await simpleParser(first.bytes);
  expect(mail.messageId).toBe("<digest.2026-W48@college.example>");
  expect(mail.attachments[0]?.content.toString()).toContain("Untagged posts");
});

test("the next week compares itself with what this one said", async () => {
  await goLive();
  await claimDigest(outgoingWith(), "2026-W48");
  clock.set("2026-11-30T07:30:00Z");
  const { model } = await makeDigest(outgoingWith(), "2026-W49");
  expect(model.summary[1]?.words).toBe(
    "2 live accounts (2 on 23 November); 2 findings open (2 on 23 November).",
  );
  expect(model.subject).toContain("the audit could not run");
});

test("the first audit's backlog is counted down week by week, and what was called wrong is counted by rule", async () => {
  await goLive();
  await claimDigest(outgoingWith(), "2026-W48");
  const decide = (findingId: string, step: number, kind: "wrong" | "withdrawn") =>
    database.db
      .insert(findingDecisions)
      .values({ findingId, step, kind, at: MONDAY, by: "head@college.example" });
  await decide("new", 1, "wrong");
  await decide("old", 1, "wrong");
  await decide("old", 2, "withdrawn");
  await database.db
    .update(findings)
    .set({ status: "resolved", closing: "fixed", closedAt: new Date("2026-11-24T04:00:00Z") })
    .where(eq(findings.id, "old"));
  clock.set("2026-11-30T07:30:00Z");
  const { model } = await makeDigest(outgoingWith(), "2026-W49");
  expect(model.summary[2]?.words).toBe(
    "Of the first audit's 3 findings, all are settled (1 on 23 November).",
  );
  expect(model.end.find(({ heading }) => heading === "How often we were wrong")?.lines).toEqual([
    "Untagged posts: 1 of 2 findings called wrong (50%).",
  ]);
});

test("before go-live neither a digest nor a safeguarding mail leaves", async () => {
  const outgoing = outgoingWith();
  await sendDigestJob(outgoing).run({ week: "2026-W48" }, new AbortController().signal);
  expect(await deliveryReports(database.db, { kind: "digest", about: "2026-W48" })).toEqual([]);
  await claimDigest(outgoing, "2026-W48");
  await deliverNow(outgoing);
  expect(smtp.received).toEqual([]);
});

test("30: a server that drops after the mail has left makes the digest unclear; the next digest says so", async () => {
  await goLive();
  const dropping = await startScripted({ dot: "drop" });
  const outgoing = outgoingWith({ smtpUrl: dropping.url, digestTo: ["head@college.example"] });
  await claimDigest(outgoing, "2026-W48");
  await deliverNow(outgoing);
  await deliverNow(outgoing);
  clock.advance(86_400_000);
  await deliverNow(outgoing);
  expect(dropping.seen.filter((line) => line === ".")).toHaveLength(1);
  await dropping.close();
  clock.set("2026-11-30T07:30:00Z");
  const { model } = await makeDigest(outgoing, "2026-W49");
  expect(model.alerts.map(({ words }) => words).join(" ")).toContain(
    "not known whether the last e-mail reached 1 recipient",
  );
});

test("23: while the mail server is away the digest waits, and leaves when it is back", async () => {
  await goLive();
  const away = await startScripted({ greeting: "drop" });
  await claimDigest(outgoingWith(), "2026-W48");
  await deliverNow(outgoingWith({ smtpUrl: away.url }));
  await away.close();
  expect(await deliveryReports(database.db, "troubled")).toHaveLength(2);
  clock.advance(61_000);
  await deliverNow(outgoingWith());
  expect(smtp.received).toHaveLength(2);
});

const queue = async (outgoing: Outgoing, account: Account, finding: Finding, now = MONDAY) => {
  const event = {
    kind: finding.reopenedCount > 0 ? ("reopened" as const) : ("opened" as const),
    at: now,
    from: null,
    to: finding.severity,
  };
  const reconciliation = { changes: [finding], events: [{ findingId: finding.id, event }] };
  await queueSafeguardingMails(database.db, outgoing, { account, reconciliation, now });
};

test("a new learner finding is mailed to lead and deputy, names no learner, and waits for the morning of an open day", async () => {
  await goLive();
  const outgoing = outgoingWith();
  const [account] = await listAccounts(database.db, { ids: ["one"] });
  if (account === undefined) throw new Error("no account");
  const saturday = new Date("2026-11-21T03:41:00Z");
  clock.set(saturday);
  await queue(outgoing, account, learnerFinding(), saturday);
  await queue(outgoing, account, learnerFinding(), saturday);
  await deliverNow(outgoing);
  expect(smtp.received).toEqual([]);
  clock.set("2026-11-23T08:00:00Z");
  await deliverNow(outgoing);
  expect(smtp.received.map(({ to }) => to).toSorted()).toEqual([
    "deputy@college.example",
    "lead@college.example",
  ]);
  const [one] = smtp.received;
  const mail = await simpleParser(one?.bytes ?? "");
  expect(one?.bytes.toString()).not.toMatch(/a_learner|entry-77/u);
  expect(`${mail.text}${String(mail.html)}`).not.toMatch(/a_learner|entry-77/u);
  expect(mail.replyTo?.text).toBe("it@college.example");
  expect(mail.subject).not.toMatch(/learner|safeguard/iu);
});

test("a reopened learner finding is told again, with a Message-ID of its own", async () => {
  await goLive();
  const outgoing = outgoingWith({ safeguardingMail: "at-once" });
  const [account] = await listAccounts(database.db, { ids: ["one"] });
  if (account === undefined) throw new Error("no account");
  await queue(
    outgoing,
    { ...account, keepers: ["lead@college.example", "deputy@college.example"] },
    learnerFinding(),
  );
  await queue(outgoing, account, learnerFinding({ reopenedCount: 1 }));
  await deliverNow(outgoing);
  const ids = await Promise.all(
    smtp.received.map(async ({ to, bytes }) => `${to} ${(await simpleParser(bytes)).messageId}`),
  );
  expect(ids.toSorted()).toEqual([
    "deputy@college.example <point.f0und.1@college.example>",
    "group@college.example <point.f0und@college.example>",
    "lead@college.example <point.f0und.1@college.example>",
  ]);
});
