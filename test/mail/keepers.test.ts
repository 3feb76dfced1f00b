import { eq } from "drizzle-orm";
import { simpleParser } from "mailparser";
import { afterEach, beforeEach, expect, test } from "vitest";
import { claimDigest, deliverNow, type Outgoing } from "../../src/compose/digest.ts";
import { mailDue } from "../../src/compose/mail.ts";
import { tellKeepersJob } from "../../src/compose/keepers-mail.ts";
import { SILENT } from "../../src/log.ts";
import { settleInstallation } from "../../src/store/installation.ts";
import { accounts, deliveries, findings, mails } from "../../src/store/schema/index.ts";
import { clockAt, seededIds, type SettableClock } from "../support/clock.ts";
import { freshDatabase, type FreshDatabase } from "../support/database.ts";
import { learnerFinding } from "./learner-finding.ts";
import { configWith, GO_LIVE, MONDAY, PROFILES, seedWeek } from "./seeded.ts";
import { startSmtp, type TestSmtp } from "./smtp-server.ts";

let database: FreshDatabase;
let smtp: TestSmtp;
let clock: SettableClock;
let outgoing: Outgoing;
beforeEach(async () => {
  database = await freshDatabase();
  smtp = await startSmtp();
  clock = clockAt(MONDAY);
  outgoing = outgoingWith();
  await seedWeek(database.db);
});
afterEach(async () => {
  await smtp.close();
  await database.close();
});

function outgoingWith(mail: Parameters<typeof configWith>[0] = {}): Outgoing {
  const config = configWith({ smtpUrl: smtp.url, opsTo: [], ...mail });
  return { config, db: database.db, clock, ids: seededIds(), connectors: PROFILES, log: SILENT };
}

const goLive = () => settleInstallation(database.db, "live_since", GO_LIVE.toISOString(), GO_LIVE);
const owed = async (of = outgoing) =>
  (await mailDue(of, clock.now())).map(({ name }) => name).filter((name) => name === "tell-keepers");
const tell = () => tellKeepersJob(outgoing).run({ week: "2026-W48" }, new AbortController().signal);
const written = async () =>
  (
    await database.db
      .select({ to: deliveries.recipient })
      .from(mails)
      .innerJoin(deliveries, eq(deliveries.mailId, mails.id))
      .where(eq(mails.kind, "keepers"))
  )
    .map(({ to }) => to)
    .toSorted();

const sendDigest = async () => {
  await claimDigest(outgoing, "2026-W48");
  await deliverNow(outgoing);
};

test("keepers are written to after the digest has left, once a week, also when it is asked for again", async () => {
  await goLive();
  expect(await owed()).toEqual([]);
  await claimDigest(outgoing, "2026-W48");
  expect(await owed()).toEqual([]);
  await deliverNow(outgoing);
  expect(await owed()).toEqual(["tell-keepers"]);
  await tell();
  expect(await written()).toEqual(["keeper@college.example"]);
  await tell();
  expect(await owed()).toEqual([]);
  expect(await written()).toHaveLength(1);
  clock.set("2026-11-30T09:00:00Z");
  expect(await owed()).toEqual([]);
});

test("killed halfway, the next minute writes the rest, and nobody gets two", async () => {
  await goLive();
  await database.db
    .update(accounts)
    .set({ keepers: ["keeper@college.example", "second@college.example"] })
    .where(eq(accounts.id, "one"));
  await sendDigest();
  let claims = 0;
  const dying = {
    ...outgoing,
    ids: {
      next: () => {
        claims += 1;
        if (claims === 2) throw new Error("killed");
        return outgoing.ids.next();
      },
    },
  };
  const run = tellKeepersJob(dying).run({ week: "2026-W48" }, new AbortController().signal);
  await expect(run).rejects.toMatchObject({ cause: { message: "killed" } });
  expect(await written()).toEqual(["keeper@college.example"]);
  expect(await owed()).toEqual(["tell-keepers"]);
  await tell();
  expect(await written()).toEqual(["keeper@college.example", "second@college.example"]);
});

test("a learner finding is no keeper's: not a word of it, and no mail for it alone", async () => {
  await goLive();
  await database.db.update(findings).set({ status: "dismissed" });
  await database.db
    .insert(findings)
    .values([
      learnerFinding({ openedAt: new Date("2026-11-22T04:00:00Z") }),
      learnerFinding({ id: "named-otherwise", fingerprint: "2", severity: "high" }),
    ]);
  await sendDigest();
  await tell();
  expect(await written()).toEqual([]);
});

test("only addresses of the staff's own domains are written to, not domains below them", async () => {
  await goLive();
  await database.db.update(accounts).set({
    keepers: [
      "keeper@College.Example",
      "away@mail.example",
      "learner@students.college.example",
      "near@notcollege.example",
    ],
  });
  await sendDigest();
  await tell();
  expect(await written()).toEqual(["keeper@college.example"]);
});

test("that the audit itself could not read an account is no keeper's", async () => {
  await goLive();
  await database.db.update(findings).set({ status: "dismissed" });
  const sentence = "Not readable since 2026-11-10: its posts (the platform is not connected).";
  await database.db
    .insert(findings)
    .values([learnerFinding({ id: "unread", ruleId: "unaudited-account", severity: "medium", sentence })]);
  await sendDigest();
  await tell();
  expect(await written()).toEqual([]);
});

test("the mail says what is theirs and holds an answer to Marketing that needs one click", async () => {
  await goLive();
  await sendDigest();
  await tell();
  await deliverNow(outgoing);
  const letter = smtp.received.find(({ to }) => to === "keeper@college.example");
  const mail = await simpleParser(letter?.bytes ?? "");
  expect(mail.subject).toBe("Social media audit, 23 Nov: 2 things to do on your accounts");
  expect(mail.text).toContain("@ConelMaths");
  expect(mail.text).toContain("@ConelMusic");
  const html = String(mail.html);
  expect(html).toContain("mailto:marketing@college.example?subject=%40ConelMaths%3A%20Untagged%20posts");
  expect(mail.replyTo?.text).toBe("marketing@college.example");
  expect(mail.messageId).toMatch(/^<keepers\.2026-W48\.[0-9a-f]{12}@college\.example>$/u);
});

test("switched off, or before go-live, keepers are not written to", async () => {
  expect(await owed()).toEqual([]);
  await sendDigest();
  await tell();
  expect(await written()).toEqual([]);
  await goLive();
  await deliverNow(outgoing);
  expect(await owed(outgoingWith({ keepersMail: false }))).toEqual([]);
  expect(await owed()).toEqual(["tell-keepers"]);
});
