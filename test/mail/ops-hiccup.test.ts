import { eq, sql } from "drizzle-orm";
import { simpleParser } from "mailparser";
import postgres from "postgres";
import { afterEach, beforeEach, expect, test } from "vitest";
import { claimDigest, type Outgoing } from "../../src/compose/digest.ts";
import { mailDue } from "../../src/compose/mail.ts";
import { createMailParts } from "../../src/compose/mail-parts.ts";
import { queueOpsMail } from "../../src/compose/ops-mail.ts";
import { SILENT } from "../../src/log.ts";
import { readInstallation, settleInstallation } from "../../src/store/installation.ts";
import { deliveries, evaluations, mails, runs } from "../../src/store/schema/index.ts";
import { clockAt, seededIds, type SettableClock } from "../support/clock.ts";
import { freshDatabase, type FreshDatabase } from "../support/database.ts";
import { untilWaiting } from "../support/waiting.ts";
import { configWith, GO_LIVE, MONDAY, PROFILES, seedWeek } from "./seeded.ts";

let database: FreshDatabase;
let clock: SettableClock;
let outgoing: Outgoing;
/** Live; all is well, and the week's e-mail has arrived. */
beforeEach(async () => {
  database = await freshDatabase();
  clock = clockAt(MONDAY);
  const config = configWith();
  outgoing = { config, db: database.db, clock, ids: seededIds(), connectors: PROFILES, log: SILENT };
  await seedWeek(database.db);
  await settleInstallation(database.db, "live_since", GO_LIVE.toISOString(), GO_LIVE);
  await claimDigest(outgoing, "2026-W48");
  await database.db.update(deliveries).set({ state: "accepted" });
  await database.db.delete(evaluations);
  await database.db.update(runs).set({ status: "done" });
});
afterEach(() => database.close());

const told = async () => {
  const rows = await database.db.select().from(mails).where(eq(mails.kind, "ops")).orderBy(mails.about);
  return Promise.all(
    rows.map(async ({ about, bytes }) => {
      const { text = "" } = await simpleParser(bytes);
      return `${about}: ${text.replaceAll(/\s+/gu, " ")}`;
    }),
  );
};
const breakNight = () =>
  database.db.update(runs).set({ status: "missed" }).where(eq(runs.localDate, "2026-11-22"));

/** Looks at the minutes, with tables of the mail's that are away in some of them. */
function minutes() {
  const parts = createMailParts(clock);
  const lookAt = async (time: string) => {
    clock.set(`2026-11-23T${time}:00Z`);
    await mailDue(outgoing, clock.now(), parts);
  };
  const hiccupAt = async (time: string) => {
    await database.db.execute(sql`alter table reveals rename to away`);
    await lookAt(time);
    await database.db.execute(sql`alter table away rename to reveals`);
  };
  return { lookAt, hiccupAt };
}

test("one hiccup of the database in the minute of the mail to IT does not use up the day's one mail", async () => {
  const { lookAt, hiccupAt } = minutes();
  await hiccupAt("10:00");
  await lookAt("10:01");
  expect(await told()).toEqual([]);
  await breakNight();
  await lookAt("10:10");
  expect(await told()).toEqual([expect.stringMatching(/^2026-11-23: .*A night was missed: 22 November\./u)]);
});

test("a part of the mail that goes on failing is told to IT", async () => {
  const { hiccupAt } = minutes();
  for (const time of ["10:04", "10:05", "10:09"]) await hiccupAt(time);
  expect(await told()).toEqual([]);
  await hiccupAt("10:10");
  expect(await told()).toEqual([
    expect.stringContaining("The mails that tell safeguarding points again failed when last tried"),
  ]);
});

test("a look that fails does not call mended what it could not see: points that nobody may hear of are told once", async () => {
  await settleInstallation(database.db, "unheard", "a\nb", GO_LIVE);
  const { hiccupAt } = minutes();
  await hiccupAt("10:00");
  expect(await told()).toEqual([
    expect.stringContaining("2 safeguarding points that nobody has acknowledged"),
  ]);
  await hiccupAt("10:10");
  expect(await readInstallation(database.db, "ops_told")).toContain("unheard");
});

test("of two services that would write the day's mail at once, what only the second one saw is not told", async () => {
  await breakNight();
  const now = new Date("2026-11-23T10:00:00Z");
  const client = postgres(database.url, { max: 1 });
  const second = await database.db.transaction(async (tx) => {
    await queueOpsMail({ ...outgoing, db: tx }, now, { failing: [], lasting: [] });
    const waiting = queueOpsMail(outgoing, now, { failing: ["keepers"], lasting: ["keepers"] });
    await untilWaiting(client, 1);
    return { waiting };
  });
  await second.waiting;
  await client.end();
  expect(await told()).toHaveLength(1);
  expect(await readInstallation(database.db, "ops_told")).toBe("missed 2026-11-22");
});
