import { eq } from "drizzle-orm";
import { simpleParser } from "mailparser";
import { afterEach, beforeEach, expect, test } from "vitest";
import { claimDigest, type Outgoing } from "../../src/compose/digest.ts";
import { mailDue } from "../../src/compose/mail.ts";
import { createMailParts } from "../../src/compose/mail-parts.ts";
import { settleInstallation } from "../../src/store/installation.ts";
import { deliveries, evaluations, mails, runs } from "../../src/store/schema/index.ts";
import { clockAt, type SettableClock } from "../support/clock.ts";
import { freshDatabase, type FreshDatabase } from "../support/database.ts";
import { outgoingWith } from "./outgoing.ts";
import { configWith, GO_LIVE, MONDAY, seedWeek } from "./seeded.ts";

let database: FreshDatabase;
let clock: SettableClock;
let outgoing: Outgoing;
beforeEach(async () => {
  database = await freshDatabase();
  clock = clockAt(MONDAY);
  outgoing = outgoingWith(database.db, clock);
  await seedWeek(database.db);
});
afterEach(() => database.close());

/** Live, and the week's e-mail has arrived: else that would be told, too. */
async function goLive(): Promise<void> {
  await settleInstallation(database.db, "live_since", GO_LIVE.toISOString(), GO_LIVE);
  await claimDigest(outgoing, "2026-W48");
  await database.db.update(deliveries).set({ state: "accepted" });
}
const lookAt = (at: string) => mailDue(outgoing, new Date(at));
const sent = async () => {
  const rows = await database.db.select().from(mails).where(eq(mails.kind, "ops")).orderBy(mails.about);
  return Promise.all(rows.map(async ({ about, bytes }) => [about, await simpleParser(bytes)] as const));
};
const days = async () => (await sent()).map(([day]) => day);

test("one mail says what broke, each line with its command", async () => {
  await goLive();
  await lookAt("2026-11-23T08:00:00Z");
  const [[day, mail] = ["", null]] = await sent();
  expect(day).toBe("2026-11-23");
  expect(mail?.subject).toBe("Social media audit, 23 Nov: 2 things broke");
  expect(mail?.messageId).toBe("<ops.2026-11-23@college.example>");
  const words = mail?.text?.replaceAll(/\s+/gu, " ") ?? "";
  expect(words).toContain("A night was missed: 22 November.");
  expect(words).toContain("account-audit runs list");
  expect(words).toContain("X, 1 account: the night's or month's budget did not reach. account-audit plan");
});

test("while the same things stand it is not sent again; something new is told on the next day at the earliest", async () => {
  await goLive();
  await lookAt("2026-11-23T08:00:00Z");
  await lookAt("2026-11-23T08:10:00Z");
  await lookAt("2026-11-24T08:00:00Z");
  expect(await days()).toEqual(["2026-11-23"]);
  await database.db.update(runs).set({ status: "incomplete" }).where(eq(runs.localDate, "2026-11-23"));
  await lookAt("2026-11-24T09:00:00Z");
  await lookAt("2026-11-24T09:10:00Z");
  expect(await days()).toEqual(["2026-11-23", "2026-11-24"]);
  await database.db
    .update(evaluations)
    .set({ cause: "no-permission" })
    .where(eq(evaluations.cause, "over-budget"));
  await lookAt("2026-11-24T10:00:00Z");
  expect(await days()).toHaveLength(2);
  await lookAt("2026-11-25T08:00:00Z");
  expect(await days()).toHaveLength(3);
});

test("what was mended and breaks again is told again", async () => {
  await goLive();
  await lookAt("2026-11-23T08:00:00Z");
  const setCause = (result: "pass" | "could-not-check") =>
    database.db
      .update(evaluations)
      .set({ result, cause: result === "pass" ? null : "over-budget" })
      .where(eq(evaluations.accountId, "two"));
  await setCause("pass");
  await lookAt("2026-11-24T08:00:00Z");
  expect(await days()).toEqual(["2026-11-23"]);
  await setCause("could-not-check");
  await lookAt("2026-11-25T08:00:00Z");
  expect(await days()).toEqual(["2026-11-23", "2026-11-25"]);
});

test("before go-live, before eight, without anybody in IT, or with nothing to tell there is no mail", async () => {
  await lookAt("2026-11-23T08:00:00Z");
  await goLive();
  await lookAt("2026-11-23T07:50:00Z");
  await mailDue({ ...outgoing, config: configWith({ opsTo: [] }) }, new Date("2026-11-23T08:00:00Z"));
  await database.db.delete(evaluations);
  await database.db.update(runs).set({ status: "done" });
  await lookAt("2026-11-23T08:00:00Z");
  expect(await days()).toEqual([]);
});

test("a mail to IT that cannot be written counts as failing until it is tried again, and then says so itself", async () => {
  const { db } = database;
  await goLive();
  const parts = createMailParts(clock);
  const failingAt = async (at: string) => {
    clock.set(new Date(at));
    await mailDue(outgoing, clock.now(), parts);
    return parts.failing();
  };
  await db.execute("alter table learner_lists rename to lists_elsewhere");
  expect(await failingAt("2026-11-23T08:00:00Z")).toEqual(["ops"]);
  await db.execute("alter table lists_elsewhere rename to learner_lists");
  expect(await failingAt("2026-11-23T08:01:00Z")).toEqual(["ops"]);
  expect(await failingAt("2026-11-23T08:09:00Z")).toEqual(["ops"]);
  expect(await failingAt("2026-11-23T08:10:00Z")).toEqual([]);
  const [[, mail] = ["", null]] = await sent();
  expect(mail?.text?.replaceAll(/\s+/gu, " ")).toContain("This mail failed when last tried: ops.");
});
