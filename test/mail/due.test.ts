import { eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Outgoing } from "../../src/compose/digest.ts";
import { mailDue } from "../../src/compose/mail.ts";
import { queueSafeguardingMails } from "../../src/compose/safeguarding-mail.ts";
import type { Config } from "../../src/config.ts";
import { SILENT } from "../../src/log.ts";
import { listAccounts } from "../../src/store/accounts.ts";
import { deliveryReports } from "../../src/store/deliveries.ts";
import { settleInstallation } from "../../src/store/installation.ts";
import { claimMail } from "../../src/store/mail.ts";
import { forgetWhatIsOld } from "../../src/store/retention.ts";
import { deliveries, findings, mails, runs, skippedDigests } from "../../src/store/schema/index.ts";
import { clockAt, seededIds, type SettableClock } from "../support/clock.ts";
import { freshDatabase, type FreshDatabase } from "../support/database.ts";
import { learnerFinding } from "./learner-finding.ts";
import { configWith, GO_LIVE, MONDAY, PROFILES, seedWeek } from "./seeded.ts";

let database: FreshDatabase;
let clock: SettableClock;
let outgoing: Outgoing;
beforeEach(async () => {
  database = await freshDatabase();
  clock = clockAt(MONDAY);
  outgoing = outgoingWith(configWith({ opsTo: [] }));
  await seedWeek(database.db);
  await settleInstallation(database.db, "live_since", GO_LIVE.toISOString(), GO_LIVE);
});
afterEach(() => database.close());

function outgoingWith(config: Outgoing["config"]): Outgoing {
  return { config, db: database.db, clock, ids: seededIds(), connectors: PROFILES, log: SILENT };
}

const dueAt = async (at: string | Date, of = outgoing) => {
  const now = new Date(at);
  clock.set(now.toISOString());
  return (await mailDue(of, now)).map(({ name, data }) => [name, data["week"]].filter(Boolean).join(" "));
};

const night = (status: "planned" | "running" | "done", deadline: string) =>
  database.db
    .update(runs)
    .set({ status, deadline: new Date(deadline), concludedAt: null })
    .where(eq(runs.localDate, "2026-11-23"));

const digestOf = (week: string, id = week) =>
  claimMail(
    database.db,
    {
      id,
      kind: "digest",
      about: week,
      messageId: `<${week}@college.example>`,
      subject: "",
      bytes: Buffer.from("x"),
      recipients: ["head@college.example"],
      sendAfter: clock.now(),
    },
    clock.now(),
  );

test.each(["planned", "running"] as const)(
  "the digest waits while a night that was made up is %s",
  async (status) => {
    await night(status, "2026-11-23T12:15:00Z");
    expect(await dueAt("2026-11-23T09:00:00Z")).toEqual([]);
    await night("done", "2026-11-23T12:15:00Z");
    expect(await dueAt("2026-11-23T09:40:00Z")).toEqual(["send-digest 2026-W48"]);
  },
);

test("the digest waits for no night that may end after its week's last hour, nor for one that does not end", async () => {
  await night("running", "2026-11-27T17:00:00Z");
  expect(await dueAt("2026-11-23T09:00:00Z")).toEqual(["send-digest 2026-W48"]);
  await night("running", "2026-11-23T12:15:00Z");
  expect(await dueAt("2026-11-23T12:44:00Z")).toEqual([]);
  expect(await dueAt("2026-11-23T12:46:00Z")).toEqual(["send-digest 2026-W48"]);
});

test("weeks whose e-mail was sent are not called skipped when the e-mails are forgotten after 400 days", async () => {
  await digestOf("2026-W48");
  clock.set("2028-01-03T07:30:00Z");
  await digestOf("2028-W01");
  await database.db.update(deliveries).set({ state: "accepted" });
  await forgetWhatIsOld(database.db, clock.now(), "2028-01-03");
  expect(await database.db.$count(mails)).toBe(1);
  expect(await dueAt("2028-01-17T08:00:00Z")).toEqual(["send-digest 2028-W03"]);
  const skipped = await database.db.select({ week: skippedDigests.week }).from(skippedDigests);
  expect(skipped).toEqual([{ week: "2028-W02" }]);
});

const told = async (about: string) =>
  (await deliveryReports(database.db, { kind: "safeguarding", about })).map(({ recipient }) => recipient);

test("a learner finding that nobody could hear of is told once there is somebody, once", async () => {
  const nobody = outgoingWith({ ...configWith({ opsTo: [] }), safeguarding: {} });
  const [account] = await listAccounts(database.db, { ids: ["one"] });
  if (account === undefined) throw new Error("no account");
  const finding = learnerFinding();
  await database.db.insert(findings).values(finding);
  const event = { kind: "opened" as const, at: MONDAY, from: null, to: finding.severity };
  const reconciliation = { changes: [finding], events: [{ findingId: finding.id, event }] };
  await queueSafeguardingMails(database.db, nobody, { account, reconciliation, now: MONDAY });
  await dueAt("2026-11-23T10:00:00Z", nobody);
  expect(await told("f0und")).toEqual([]);
  await dueAt("2026-11-24T09:00:00Z");
  await dueAt("2026-11-24T09:01:00Z");
  expect(await told("f0und")).toEqual(["deputy@college.example", "lead@college.example"]);
  const [mail] = await database.db.select().from(mails).where(eq(mails.kind, "safeguarding"));
  expect(mail?.sendAfter.toISOString()).toBe("2026-11-25T08:00:00.000Z");
});

test("reopened, a finding is told again though it was told before; closed or waived, it is not told", async () => {
  await database.db
    .insert(findings)
    .values([
      learnerFinding({ id: "back", fingerprint: "1" }),
      learnerFinding({ id: "gone", fingerprint: "2", status: "resolved", closing: "fixed" }),
      learnerFinding({ id: "waived", fingerprint: "3", status: "waived" }),
    ]);
  await dueAt("2026-11-23T10:00:00Z");
  await database.db.update(findings).set({ reopenedCount: 1 }).where(eq(findings.id, "back"));
  await dueAt("2026-11-24T10:00:00Z");
  const about = (await database.db.select().from(mails).where(eq(mails.kind, "safeguarding"))).map(
    (one) => one.about,
  );
  expect(about.toSorted()).toEqual(["back", "back.1"]);
});

test("whom the leads hear about is the rule's doing, whatever severity the settings named", async () => {
  const policy: Config["policy"] = { ...configWith({ opsTo: [] }).policy, severities: {} };
  const [account] = await listAccounts(database.db, { ids: ["one"] });
  if (account === undefined) throw new Error("no account");
  const changes = [
    learnerFinding({ id: "high", severity: "high" }),
    learnerFinding({ id: "quiet", ruleId: "dormant-account", severity: "safeguarding" }),
  ];
  const events = changes.map(({ id, severity }) => ({
    findingId: id,
    event: { kind: "opened" as const, at: MONDAY, from: null, to: severity },
  }));
  const of = outgoingWith({ ...configWith({ opsTo: [] }), policy });
  await queueSafeguardingMails(database.db, of, {
    account,
    reconciliation: { changes, events },
    now: MONDAY,
  });
  expect([await told("high"), await told("quiet")]).toEqual([
    ["deputy@college.example", "lead@college.example"],
    [],
  ]);
});

test("more than five new points of one account are told in one mail, and none is told again", async () => {
  const many = ["a", "b", "c", "d", "e", "f"].map((id) => learnerFinding({ id, fingerprint: id }));
  const few = ["v", "w", "x", "y", "z"].map((id) =>
    learnerFinding({ id, fingerprint: id, accountId: "two" }),
  );
  await database.db.insert(findings).values([...many, ...few]);
  await dueAt("2026-11-23T10:00:00Z");
  await dueAt("2026-11-23T10:01:00Z");
  const mailed = await database.db
    .selectDistinct({ about: mails.about })
    .from(mails)
    .innerJoin(deliveries, eq(deliveries.mailId, mails.id));
  expect(mailed.map(({ about }) => about).toSorted()).toEqual(["a", "v", "w", "x", "y", "z"]);
});
