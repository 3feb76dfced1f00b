import { eq } from "drizzle-orm";
import { simpleParser } from "mailparser";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Outgoing } from "../../src/compose/digest.ts";
import { mailDue } from "../../src/compose/mail.ts";
import { LINK_BREAK } from "../../src/digest/hostile.ts";
import { SILENT, type LogFields } from "../../src/log.ts";
import { settleInstallation } from "../../src/store/installation.ts";
import { recordReveal } from "../../src/store/reveals.ts";
import { accounts, deliveries, findings, mails } from "../../src/store/schema/index.ts";
import { clockAt, type SettableClock } from "../support/clock.ts";
import { freshDatabase, type FreshDatabase } from "../support/database.ts";
import { learnerFinding } from "./learner-finding.ts";
import { outgoingWith, toldOf } from "./outgoing.ts";
import { GO_LIVE, MONDAY, seedWeek } from "./seeded.ts";

let database: FreshDatabase;
let clock: SettableClock;
let outgoing: Outgoing;
beforeEach(async () => {
  database = await freshDatabase();
  clock = clockAt(MONDAY);
  outgoing = outgoingWith(database.db, clock);
  await seedWeek(database.db);
  await settleInstallation(database.db, "live_since", GO_LIVE.toISOString(), GO_LIVE);
});
afterEach(() => database.close());

const wakeAt = async (at: string) => {
  clock.set(at);
  await mailDue(outgoing, new Date(at));
};

const told = () => toldOf(database.db);

const opened = (more = {}) => database.db.insert(findings).values([learnerFinding(more)]);
const FIRST = ["f0und deputy", "f0und lead"];

test("after two open days without acknowledgement the Group's lead is told, once, from 08:00", async () => {
  await opened();
  await wakeAt("2026-11-23T08:30:00Z");
  expect(await told()).toEqual(FIRST);
  await wakeAt("2026-11-26T07:59:00Z");
  expect(await told()).toEqual(FIRST);
  for (const minute of ["00", "01", "02"]) await wakeAt(`2026-11-26T08:${minute}:00Z`);
  expect(await told()).toEqual(["f0und deputy", "f0und lead", "f0und.again group"]);
  await wakeAt("2026-12-10T08:00:00Z");
  expect(await told()).toHaveLength(3);
});

test("weekends and closures are no open days", async () => {
  await opened();
  await wakeAt("2026-12-17T12:00:00Z"); // leaves on Friday 18; closed from 21 December to 3 January
  await wakeAt("2026-12-31T12:00:00Z");
  await wakeAt("2027-01-05T07:59:00Z");
  expect(await told()).toEqual(FIRST);
  await wakeAt("2027-01-05T08:00:00Z");
  expect(await told()).toContain("f0und.again group");
});

test.each([
  ["acknowledged", () => database.db.update(findings).set({ status: "acknowledged" })],
  ["closed", () => database.db.update(findings).set({ status: "resolved", closing: "fixed" })],
  [
    "opened by a lead, who has seen the evidence",
    () =>
      recordReveal(database.db, {
        id: "r",
        findingId: "f0und",
        at: new Date("2026-11-24T10:00:00Z"),
        claimedName: "Lena",
        systemUser: "lena",
        reason: "to compare",
      }),
  ],
] as const)("a point that was %s is told to nobody again", async (_how, acknowledge) => {
  await opened();
  await wakeAt("2026-11-23T08:30:00Z");
  await acknowledge();
  await wakeAt("2026-11-30T08:30:00Z");
  expect(await told()).toEqual(FIRST);
});

test("a reopened point is told and told again anew, whoever opened the evidence before", async () => {
  await opened();
  await wakeAt("2026-11-23T08:30:00Z");
  await recordReveal(database.db, {
    id: "r",
    findingId: "f0und",
    at: new Date("2026-11-24T10:00:00Z"),
    claimedName: "Lena",
    systemUser: "lena",
    reason: "to compare",
  });
  await database.db
    .update(findings)
    .set({ reopenedCount: 1, lastOpenedAt: new Date("2026-12-01T04:00:00Z") });
  await wakeAt("2026-12-01T04:10:00Z");
  await wakeAt("2026-12-04T08:00:00Z");
  expect(await told()).toContain("f0und.1.again group");
});

test("before go-live nobody is told again, and what waited for it is not overdue on its first day", async () => {
  await database.db.execute("delete from installation where name = 'live_since'");
  await opened();
  await wakeAt("2026-11-23T08:30:00Z");
  await wakeAt("2026-12-04T08:30:00Z");
  expect(await told()).toEqual(FIRST);
  const live = new Date("2026-12-04T09:00:00Z");
  await settleInstallation(database.db, "live_since", live.toISOString(), live);
  await wakeAt("2026-12-07T08:30:00Z");
  expect(await told()).toEqual(FIRST);
  await wakeAt("2026-12-08T08:00:00Z");
  expect(await told()).toContain("f0und.again group");
});

test("somebody who shares the account is not told again; where nobody above may hear, the leads are", async () => {
  await database.db.update(accounts).set({ keepers: ["group@college.example"] });
  await opened();
  await wakeAt("2026-11-23T08:30:00Z");
  await wakeAt("2026-11-26T08:00:00Z");
  expect(await told()).toEqual([...FIRST, "f0und.again deputy", "f0und.again lead"].toSorted());
});

test("where everybody who may hear shares the account by now, that is logged, and every other mail goes on", async () => {
  await opened();
  await wakeAt("2026-11-23T08:30:00Z");
  await database.db
    .update(accounts)
    .set({ keepers: ["group@college.example", "lead@college.example", "deputy@college.example"] })
    .where(eq(accounts.id, "one"));
  const logged: string[] = [];
  outgoing = { ...outgoing, log: { ...SILENT, error: (what) => void logged.push(what) } };
  clock.set("2026-11-26T08:00:00Z");
  const due = await mailDue(outgoing, clock.now());
  expect(due.map(({ name }) => name)).toEqual(["send-digest", "deliver-mail"]);
  expect(logged).toEqual(["a safeguarding point that nobody acknowledged has nobody who may hear of it"]);
  expect(await told()).toEqual(FIRST);
});

test("a point that nobody may hear of is logged when it comes about and when it changes, not each minute, and IT is told", async () => {
  await opened();
  await wakeAt("2026-11-23T08:30:00Z");
  const shared = (keepers: string[]) =>
    database.db.update(accounts).set({ keepers }).where(eq(accounts.id, "one"));
  const everybody = ["group@college.example", "lead@college.example", "deputy@college.example"];
  const logged: string[] = [];
  outgoing = { ...outgoing, log: { ...SILENT, error: (what) => void logged.push(what) } };
  await shared(everybody);
  for (const minute of ["00", "01", "02"]) await wakeAt(`2026-11-26T08:${minute}:00Z`);
  expect(logged).toHaveLength(1);
  const [ops] = await database.db.select().from(mails).where(eq(mails.about, "2026-11-26"));
  const { text = "" } = await simpleParser(ops?.bytes ?? "");
  expect(text.replaceAll(/\s+/gu, " ")).toContain(
    "1 safeguarding point that nobody has acknowledged has nobody left who may hear of it",
  );
  await shared([]);
  await wakeAt("2026-11-26T08:03:00Z");
  expect(await told()).toContain("f0und.again group");
  await database.db.delete(deliveries);
  await database.db.delete(mails).where(eq(mails.about, "f0und.again"));
  await shared(everybody);
  await wakeAt("2026-11-26T08:04:00Z");
  expect(logged).toHaveLength(2);
});

test("a part of the minute's mail that fails is logged by its name, and the others go on", async () => {
  await opened();
  await wakeAt("2026-11-23T08:30:00Z");
  await database.db.execute("alter table reveals rename to reveals_elsewhere");
  const logged: string[] = [];
  const error = (what: string, { part = null }: LogFields = {}) => void logged.push(`${what}: ${part}`);
  outgoing = { ...outgoing, log: { ...SILENT, error } };
  clock.set("2026-11-26T08:00:00Z");
  const due = await mailDue(outgoing, clock.now());
  expect(due.map(({ name }) => name)).toEqual(["send-digest", "deliver-mail"]);
  expect(logged).toEqual(["a part of the minute's mail failed: escalation"]);
  const [ops] = await database.db.select().from(mails).where(eq(mails.about, "2026-11-26"));
  expect((await simpleParser(ops?.bytes ?? "")).text?.replaceAll(/\s+/gu, " ")).toContain(
    "The mails that tell safeguarding points again failed when last tried: escalation.",
  );
});

const settle = (state: "accepted" | "refused" | "unclear", recipient: string) =>
  database.db.update(deliveries).set({ state }).where(eq(deliveries.recipient, recipient));

/** The words of the mail that tells again. */
const wordsAgain = async () => {
  const [again] = await database.db.select().from(mails).where(eq(mails.about, "f0und.again"));
  const { text = "" } = await simpleParser(again?.bytes ?? "");
  return text.replaceAll(LINK_BREAK, "").replaceAll(/\s+/gu, " ");
};

test("only those count as told for whom a server took the first mail, whoever is lead today; whoever came since is told too", async () => {
  await opened();
  await wakeAt("2026-11-23T08:30:00Z");
  await settle("accepted", "lead@college.example");
  await settle("unclear", "deputy@college.example");
  const newcomer = {
    name: "Nora New",
    email: "nora@college.example",
    publicKey: Buffer.alloc(32).toString("base64"),
  };
  const { safeguarding } = outgoing.config;
  const conel = { lead: newcomer, deputy: safeguarding["conel"]?.deputy ?? null };
  outgoing = { ...outgoing, config: { ...outgoing.config, safeguarding: { ...safeguarding, conel } } };
  await wakeAt("2026-11-26T08:00:00Z");
  expect(await told()).toEqual([...FIRST, "f0und.again group", "f0und.again nora"]);
  const words = await wordsAgain();
  expect(words).toContain(
    "lead@college.example was told on Tuesday 24 November 2026 at 08:00. It is not known whether it reached deputy.",
  );
  expect(words).not.toMatch(/Nora New (?:was|were) told|sealed to Nora/u);
});

test("a mail that no server took has told nobody, and the Group's lead reads that", async () => {
  await opened();
  await wakeAt("2026-11-23T08:30:00Z");
  await settle("refused", "lead@college.example");
  await wakeAt("2026-11-26T08:00:00Z");
  expect(await told()).toEqual([...FIRST, "f0und.again group", "f0und.again lead"]);
  const words = await wordsAgain();
  expect(words).toContain(
    "The first e-mail was to leave on Tuesday 24 November 2026 at 08:00. No mail server has taken it for deputy and lead. Two open days later nobody",
  );
  expect(words).not.toMatch(/were told|was told/u);
});

test("points that shared one first mail are told again with what became of that mail", async () => {
  await database.db
    .insert(findings)
    .values(["a", "b", "c", "d", "e", "f"].map((id) => learnerFinding({ id, fingerprint: id })));
  await wakeAt("2026-11-23T08:30:00Z");
  await settle("accepted", "lead@college.example");
  await settle("accepted", "deputy@college.example");
  await wakeAt("2026-11-26T08:00:00Z");
  expect(await told()).toEqual(["a deputy", "a lead", "a.again group"]);
});

test("the mail says who was told and when, how to acknowledge, and names no learner", async () => {
  await opened();
  await wakeAt("2026-11-23T08:30:00Z");
  await settle("accepted", "lead@college.example");
  await settle("accepted", "deputy@college.example");
  await wakeAt("2026-11-26T08:00:00Z");
  const [again] = await database.db.select().from(mails).where(eq(mails.about, "f0und.again"));
  const mail = await simpleParser(again?.bytes ?? "");
  const words = mail.text?.replaceAll(/\s+/gu, " ") ?? "";
  expect(words).toContain("deputy and lead were told on Tuesday 24 November 2026 at 08:00.");
  expect(words).toContain("account-audit findings acknowledge f0und");
  expect(`${mail.subject} ${words} ${String(mail.html)}`).not.toMatch(/a_learner|entry-77/u);
  expect(mail.messageId).toBe("<point.f0und.again@college.example>");
});
