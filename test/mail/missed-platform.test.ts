import { eq } from "drizzle-orm";
import { simpleParser } from "mailparser";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeDigest, type Outgoing } from "../../src/compose/digest.ts";
import { mailDue } from "../../src/compose/mail.ts";
import { SILENT } from "../../src/log.ts";
import { settleInstallation } from "../../src/store/installation.ts";
import { mails, runs } from "../../src/store/schema/index.ts";
import { clockAt, seededIds } from "../support/clock.ts";
import { freshDatabase, type FreshDatabase } from "../support/database.ts";
import { seedAccount, seedRunAccount } from "../support/seed.ts";
import { configWith, GO_LIVE, MONDAY, PROFILES, seedWeek } from "./seeded.ts";

let database: FreshDatabase;
let outgoing: Outgoing;
beforeEach(async () => {
  database = await freshDatabase();
  const { db } = database;
  outgoing = {
    config: configWith(),
    db,
    clock: clockAt(MONDAY),
    ids: seededIds(),
    connectors: PROFILES,
    log: SILENT,
  };
  await seedWeek(db);
  await settleInstallation(db, "live_since", GO_LIVE.toISOString(), GO_LIVE);
  const tube = await seedAccount(db, { platform: "youtube", organisations: ["conel"] });
  await db.update(runs).set({ status: "incomplete" }).where(eq(runs.localDate, "2026-11-23"));
  await seedRunAccount(db, "run-2026-11-23", "one", {
    surveyed: { status: "seen", presence: "present", profile: null },
  });
  const surveyed = { status: "failed", cause: "no-permission", detail: "403" } as const;
  await seedRunAccount(db, "run-2026-11-23", tube.id, {
    platform: "youtube",
    cause: "no-permission",
    surveyed,
  });
});
afterEach(() => database.close());

const MISSED = "YouTube not read (the platform refused us permission), the rest was";

test("the weekly e-mail names the platform that a night missed", async () => {
  const { text } = await makeDigest(outgoing, "2026-W48");
  expect(text.replaceAll(/\s+/gu, " ")).toContain(`23 Nov: ${MISSED}`);
});

test("so does the mail to IT", async () => {
  await mailDue(outgoing, new Date("2026-11-23T08:00:00Z"));
  const [ops] = await database.db.select().from(mails).where(eq(mails.kind, "ops"));
  const { text = "" } = await simpleParser(ops?.bytes ?? "");
  expect(text.replaceAll(/\s+/gu, " ")).toContain(`The night of 23 November ended incomplete: ${MISSED}.`);
});
