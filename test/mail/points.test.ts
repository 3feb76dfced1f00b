/** What the first mail about a learner finding says, to whom an answer to it goes, and when it leaves. */
import { eq } from "drizzle-orm";
import { simpleParser } from "mailparser";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Outgoing } from "../../src/compose/digest.ts";
import { mailDue } from "../../src/compose/mail.ts";
import type { Contact } from "../../src/core/safeguarding.ts";
import { LINK_BREAK } from "../../src/digest/hostile.ts";
import { SILENT } from "../../src/log.ts";
import { accounts, deliveries, findings, mails } from "../../src/store/schema/index.ts";
import { clockAt, seededIds } from "../support/clock.ts";
import { freshDatabase, type FreshDatabase } from "../support/database.ts";
import { learnerFinding } from "./learner-finding.ts";
import { configWith, MONDAY, PROFILES, seedWeek } from "./seeded.ts";

let database: FreshDatabase;
beforeEach(async () => {
  database = await freshDatabase();
  await seedWeek(database.db);
});
afterEach(() => database.close());

async function wakeWith(config: Outgoing["config"], at = MONDAY): Promise<void> {
  const { db } = database;
  const clock = clockAt(at);
  await mailDue({ config, db, clock, ids: seededIds(), connectors: PROFILES, log: SILENT }, at);
}

async function mailAbout(about: string) {
  const [mail] = await database.db.select().from(mails).where(eq(mails.about, about));
  const { replyTo, text = "" } = await simpleParser(mail?.bytes ?? "");
  const words = text.replaceAll(LINK_BREAK, "").replaceAll(/\s+/gu, " ");
  return { replyTo: replyTo?.text, words, sendAfter: mail?.sendAfter };
}

/** The first mail about one finding of account `one`. */
async function firstMail(config: Outgoing["config"], at = MONDAY) {
  await database.db.insert(findings).values([learnerFinding()]);
  await wakeWith(config, at);
  return mailAbout("f0und");
}

const withConel = (people: { lead: Contact; deputy: Contact | null }): Outgoing["config"] => {
  const config = configWith();
  return { ...config, safeguarding: { ...config.safeguarding, conel: people } };
};
const contact = (name: string, publicKey: string | null): Contact => ({
  name,
  email: `${name}@college.example`,
  publicKey,
});
const KEY = Buffer.alloc(32, 7).toString("base64");

test("one who has a key is enough to say that there is sealed evidence to open", async () => {
  const { words } = await firstMail(withConel({ lead: contact("lena", null), deputy: contact("dan", KEY) }));
  expect(words).toContain("Open the sealed evidence");
});

test("where nobody who is told has a key, the mail says that nothing is sealed", async () => {
  const people = { lead: contact("lena", null), deputy: contact("dan", null) };
  expect((await firstMail(withConel(people))).words).toContain("There is no sealed evidence");
});

test.each([
  ["marketing", "Marketing reads on Monday that this account has a point with you"],
  ["safeguarding_only", "Marketing is told nothing of it."],
] as const)("with learner findings to %s, the mail says what Marketing knows", async (to, says) => {
  expect((await firstMail(configWith({ learnerFindingsTo: to }))).words).toContain(says);
});

test("an answer goes to IT, else to the Group, and never to Marketing or to somebody who shares the account", async () => {
  const shared = (...keepers: string[]) => database.db.update(accounts).set({ keepers });
  const answerTo = async (opsTo: readonly string[]) => {
    await database.db.delete(deliveries);
    await database.db.delete(mails);
    await database.db.delete(findings).where(eq(findings.id, "f0und"));
    return (await firstMail(configWith({ opsTo }))).replyTo;
  };
  expect(await answerTo(["it@college.example"])).toBe("it@college.example");
  expect(await answerTo([])).toBe("group@college.example");
  await shared("IT@college.example", "group@college.example");
  expect(await answerTo(["it@college.example", "second@college.example"])).toBe("second@college.example");
  expect(await answerTo(["it@college.example"])).toBe("audit@college.example");
});

test("many points of two rules are two mails, each in its rule's words", async () => {
  const some = (ruleId: "learner-followed" | "learner-contacted", ids: readonly string[]) =>
    ids.map((id) => learnerFinding({ id, fingerprint: id, ruleId }));
  await database.db
    .insert(findings)
    .values([
      ...some("learner-followed", ["a", "b", "c", "d", "e", "f"]),
      ...some("learner-contacted", ["u", "v", "w", "x", "y", "z"]),
    ]);
  await wakeWith(configWith());
  const sent = await database.db
    .selectDistinct({ about: mails.about })
    .from(mails)
    .innerJoin(deliveries, eq(deliveries.mailId, mails.id))
    .where(eq(mails.kind, "safeguarding"));
  expect(sent.map(({ about }) => about).toSorted()).toEqual(["a", "u"]);
  const [followed, contacted] = [await mailAbout("a"), await mailAbout("u")];
  expect(followed.words).not.toBe(contacted.words);
  expect(contacted.words).not.toContain("follow");
});

test("the first mail waits while the account's own organisations are closed", async () => {
  const { sendAfter } = await firstMail(configWith(), new Date("2026-12-20T04:00:00Z"));
  expect(sendAfter).toEqual(new Date("2027-01-04T08:00:00Z"));
});
