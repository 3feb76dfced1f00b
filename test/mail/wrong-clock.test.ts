import { eq } from "drizzle-orm";
import { simpleParser } from "mailparser";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sendDigestJob, type Outgoing } from "../../src/compose/digest.ts";
import { mailDue } from "../../src/compose/mail.ts";
import { SILENT } from "../../src/log.ts";
import { isDigestOverdue } from "../../src/store/deliveries.ts";
import { skippedSince } from "../../src/store/delivery-views.ts";
import { settleInstallation } from "../../src/store/installation.ts";
import { newestDigestWeek } from "../../src/store/mail.ts";
import { recordNights } from "../../src/store/nights.ts";
import { mails } from "../../src/store/schema/index.ts";
import { clockAt, seededIds, type SettableClock } from "../support/clock.ts";
import { freshDatabase, type FreshDatabase } from "../support/database.ts";
import { configWith, GO_LIVE, MONDAY, PROFILES, seedWeek } from "./seeded.ts";

let database: FreshDatabase;
let clock: SettableClock;
let outgoing: Outgoing;
beforeEach(async () => {
  database = await freshDatabase();
  clock = clockAt(MONDAY);
  const config = configWith({ opsTo: [] });
  outgoing = { config, db: database.db, clock, ids: seededIds(), connectors: PROFILES, log: SILENT };
  await seedWeek(database.db);
  await settleInstallation(database.db, "live_since", GO_LIVE.toISOString(), GO_LIVE);
});
afterEach(() => database.close());

const dueAt = async (at: string) => {
  clock.set(at);
  return (await mailDue(outgoing, clock.now())).map(({ name, data }) => `${name} ${data["week"] ?? ""}`);
};
const write = (week: string) => sendDigestJob(outgoing).run({ week }, new AbortController().signal);
const isOverdue = () =>
  isDigestOverdue(database.db, {
    now: clock.now(),
    liveSince: GO_LIVE,
    timetable: { zone: "Europe/London", ...outgoing.config.schedule },
  });

test("12: after a minute with a clock that is years ahead each week has its digest as if that had not been", async () => {
  await dueAt("2029-03-07T12:00:00Z");
  await write("2029-W10");
  expect(await dueAt("2026-11-23T07:31:00Z")).toContain("send-digest 2026-W48");
  clock.set("2026-11-23T14:00:00Z");
  expect(await isOverdue()).toBe(true);
  await write("2026-W48");
  expect(await newestDigestWeek(database.db, "2026-W48")).toBe("2026-W48");
  expect(await isOverdue()).toBe(false);
  expect(await dueAt("2026-11-30T07:31:00Z")).toContain("send-digest 2026-W49");
  await dueAt("2026-12-05T07:31:00Z");
  const skipped = await skippedSince(database.db, { since: GO_LIVE, now: clock.now() });
  expect(skipped.map(({ week }) => week)).toEqual(["2026-W49"]);
});

test("a request for a digest that the queue kept beyond its week is not sent late: the week was skipped", async () => {
  expect(await dueAt("2026-11-23T07:31:00Z")).toContain("send-digest 2026-W48");
  clock.set("2026-11-30T08:00:00Z");
  await write("2026-W48");
  expect(await newestDigestWeek(database.db, "2026-W49")).toBeNull();
  await write("2026-W49");
  expect(await newestDigestWeek(database.db, "2026-W49")).toBe("2026-W49");
  const skipped = await skippedSince(database.db, { since: GO_LIVE, now: clock.now() });
  expect(skipped.map(({ week }) => week)).toEqual(["2026-W48"]);
});

test("12: a night that is yet to come is told to nobody as missed, though a wrong clock once called it so", async () => {
  const timetable = { zone: "Europe/London", ...outgoing.config.schedule };
  const ids = seededIds(9);
  for (const at of ["2026-11-23T08:00:00Z", "2026-12-05T08:00:00Z"])
    await recordNights(database.db, { now: new Date(at), ids, timetable });
  clock.set("2026-11-23T10:00:00Z");
  await mailDue({ ...outgoing, config: configWith() }, clock.now());
  const told = await database.db.select({ bytes: mails.bytes }).from(mails).where(eq(mails.kind, "ops"));
  const texts = await Promise.all(told.map(async ({ bytes }) => (await simpleParser(bytes)).text ?? ""));
  expect(texts).toEqual([expect.stringContaining("A night was missed: 22 November.")]);
});
