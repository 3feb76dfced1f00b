/** Which points are told again in one mail, and what that says of the first ones. */
import { eq } from "drizzle-orm";
import { simpleParser } from "mailparser";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Outgoing } from "../../src/compose/digest.ts";
import { mailDue } from "../../src/compose/mail.ts";
import { LINK_BREAK } from "../../src/digest/hostile.ts";
import { settleInstallation } from "../../src/store/installation.ts";
import { deliveries, findings, mails } from "../../src/store/schema/index.ts";
import { clockAt, type SettableClock } from "../support/clock.ts";
import { freshDatabase, type FreshDatabase } from "../support/database.ts";
import { seedSeal } from "../support/seed.ts";
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

const settle = (state: "accepted" | "sending", recipient: string) =>
  database.db.update(deliveries).set({ state }).where(eq(deliveries.recipient, recipient));

/** The words of the mail that tells again. */
const wordsAgain = async () => {
  const [again] = await database.db.select().from(mails).where(eq(mails.about, "f0und.again"));
  const { text = "" } = await simpleParser(again?.bytes ?? "");
  return text.replaceAll(LINK_BREAK, "").replaceAll(/\s+/gu, " ");
};

test("a mail that is with a server at the moment is said to be unclear, and nobody who was to get it is left out", async () => {
  await database.db.insert(findings).values([learnerFinding()]);
  await wakeAt("2026-11-23T08:30:00Z");
  await settle("sending", "lead@college.example");
  await settle("accepted", "deputy@college.example");
  await wakeAt("2026-11-26T08:00:00Z");
  expect(await wordsAgain()).toContain("It is not known whether it reached lead.");
});

test("points whose first mails fared otherwise are told again apart, however many they are", async () => {
  const six = ["a", "b", "c", "d", "e", "f"];
  await database.db
    .insert(findings)
    .values(six.slice(0, 3).map((id) => learnerFinding({ id, fingerprint: id })));
  await wakeAt("2026-11-23T08:30:00Z");
  await settle("accepted", "lead@college.example");
  await settle("accepted", "deputy@college.example");
  await database.db
    .insert(findings)
    .values(six.slice(3).map((id) => learnerFinding({ id, fingerprint: id })));
  await wakeAt("2026-11-23T08:31:00Z");
  await wakeAt("2026-11-26T08:00:00Z");
  const again = six.map((id) => `${id}.again group`);
  expect((await told()).filter((one) => one.endsWith(" group"))).toEqual(again);
});

test("points that are sealed to other keys, or were told on another day, are told again apart", async () => {
  const insert = (...ids: readonly string[]) =>
    database.db.insert(findings).values(ids.map((id) => learnerFinding({ id, fingerprint: id })));
  const groups = async () => (await told()).filter((one) => one.endsWith(" group"));
  await insert("a", "b", "c", "d", "e", "f", "g");
  await seedSeal(database.db, "g", "a key", Buffer.from("box"));
  await wakeAt("2026-11-23T08:30:00Z");
  await insert("u", "v", "w", "x", "y", "z");
  await wakeAt("2026-11-24T08:30:00Z");
  await wakeAt("2026-11-30T08:00:00Z");
  expect(await groups()).toEqual(["a.again group", "g.again group", "u.again group"]);
});
