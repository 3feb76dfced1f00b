import { eq } from "drizzle-orm";
import { simpleParser } from "mailparser";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Outgoing } from "../../src/compose/digest.ts";
import { mailDue } from "../../src/compose/mail.ts";
import type { Contact } from "../../src/core/safeguarding.ts";
import { LINK_BREAK } from "../../src/digest/hostile.ts";
import { SILENT } from "../../src/log.ts";
import { keyIdOf } from "../../src/secrets.ts";
import { settleInstallation } from "../../src/store/installation.ts";
import { findings, mails } from "../../src/store/schema/index.ts";
import { clockAt, seededIds } from "../support/clock.ts";
import { freshDatabase, type FreshDatabase } from "../support/database.ts";
import { seedSeal } from "../support/seed.ts";
import { learnerFinding } from "./learner-finding.ts";
import { configWith, GO_LIVE, MONDAY, PROFILES, seedWeek } from "./seeded.ts";

let database: FreshDatabase;
beforeEach(async () => {
  database = await freshDatabase();
  await seedWeek(database.db);
  await settleInstallation(database.db, "live_since", GO_LIVE.toISOString(), GO_LIVE);
});
afterEach(() => database.close());

/** A public key that looks like one. */
const keyOf = (name: string) => Buffer.from(name.padEnd(32)).toString("base64");
const contact = (name: string, key: string): Contact => ({
  name,
  email: `${key}@college.example`,
  publicKey: keyOf(key),
});

/** A finding that is told, sealed to some keys, and told again two open days later: the words of that mail. */
async function wordsAgain(people: { lead: Contact; deputy: Contact | null }, sealedTo: readonly string[]) {
  const clock = clockAt(MONDAY);
  const config = configWith();
  const outgoing: Outgoing = {
    config: { ...config, safeguarding: { ...config.safeguarding, conel: people } },
    db: database.db,
    clock,
    ids: seededIds(),
    connectors: PROFILES,
    log: SILENT,
  };
  await database.db.insert(findings).values([learnerFinding()]);
  await mailDue(outgoing, new Date("2026-11-23T08:30:00Z"));
  for (const keyId of sealedTo) await seedSeal(database.db, "f0und", keyId, Buffer.from("box"));
  await mailDue(outgoing, new Date("2026-11-26T08:00:00Z"));
  const [again] = await database.db.select().from(mails).where(eq(mails.about, "f0und.again"));
  const { text = "" } = await simpleParser(again?.bytes ?? "");
  return text.replaceAll(LINK_BREAK, "").replaceAll(/\s+/gu, " ");
}

test("evidence is said to be sealed to the keys that it is sealed to, whatever the settings say today", async () => {
  const people = { lead: contact("Lena Lead", "new"), deputy: contact("Dan Deputy", "deputy") };
  const lost = keyIdOf(keyOf("old"));
  const words = await wordsAgain(people, [keyIdOf(keyOf("deputy")), lost]);
  const holders = ["Dan Deputy", `whoever holds the key ${lost}`];
  expect([holders.join(" and "), holders.toReversed().join(" and ")]).toContain(
    /The evidence is sealed to (.*?): ask one of them/u.exec(words)?.[1],
  );
});

test("where nothing is sealed, no one is said to have the evidence", async () => {
  const words = await wordsAgain({ lead: contact("Lena Lead", "new"), deputy: null }, []);
  expect(words).toContain("Nothing is sealed for it: look through the list of followed accounts");
  expect(words).not.toMatch(/sealed to|no public key/u);
});
