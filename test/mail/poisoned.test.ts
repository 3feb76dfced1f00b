import { eq, sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { claimDigest, deliverNow, type Outgoing } from "../../src/compose/digest.ts";
import { tellKeepersJob } from "../../src/compose/keepers-mail.ts";
import { mailDue } from "../../src/compose/mail.ts";
import { createMailParts } from "../../src/compose/mail-parts.ts";
import { queueSafeguardingMails } from "../../src/compose/safeguarding-mail.ts";
import type { MailPart } from "../../src/core/mail.ts";
import { SILENT } from "../../src/log.ts";
import { listAccounts } from "../../src/store/accounts.ts";
import { settleInstallation } from "../../src/store/installation.ts";
import { accounts, deliveries, findings, mails } from "../../src/store/schema/index.ts";
import { clockAt, seededIds, type SettableClock } from "../support/clock.ts";
import { freshDatabase, type FreshDatabase } from "../support/database.ts";
import { failWrites } from "../support/failing-write.ts";
import { seedDelivery } from "../support/seed.ts";
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
  const config = configWith({ smtpUrl: smtp.url, opsTo: [] });
  outgoing = { config, db: database.db, clock, ids: seededIds(), connectors: PROFILES, log: SILENT };
  await seedWeek(database.db);
  await settleInstallation(database.db, "live_since", GO_LIVE.toISOString(), GO_LIVE);
});
afterEach(async () => {
  await smtp.close();
  await database.close();
});

const ALWAYS = 1_000_000;
/** A mail that the database never takes. */
const poison = (about: string) =>
  failWrites(database.db, { table: "mails", on: "insert", when: `new.about = '${about}'` }, ALWAYS);

async function wakeAt(at: string): Promise<readonly MailPart[]> {
  clock.set(at);
  const parts = createMailParts(clock);
  await mailDue(outgoing, clock.now(), parts);
  return parts.failing();
}
const about = async (kind: "safeguarding" | "keepers") =>
  (await database.db.select().from(mails).where(eq(mails.kind, kind))).map((mail) => mail.about).toSorted();

test("a safeguarding mail that cannot be written keeps no other account's and no other point's waiting", async () => {
  await database.db
    .insert(findings)
    .values([
      learnerFinding({ id: "a", fingerprint: "a" }),
      learnerFinding({ id: "b", fingerprint: "b" }),
      learnerFinding({ id: "c", fingerprint: "c", accountId: "two" }),
    ]);
  await poison("a");
  expect(await wakeAt("2026-11-23T08:30:00Z")).toEqual(["safeguarding"]);
  expect(await about("safeguarding")).toEqual(["b", "c"]);
});

test("a mail that cannot tell a point again keeps no other account's waiting, and shows as failing", async () => {
  await database.db
    .insert(findings)
    .values([
      learnerFinding({ id: "a", fingerprint: "a" }),
      learnerFinding({ id: "b", fingerprint: "b", accountId: "two" }),
    ]);
  await wakeAt("2026-11-23T08:30:00Z");
  await poison("a.again");
  expect(await wakeAt("2026-11-26T08:01:00Z")).toEqual(["escalation"]);
  expect(await about("safeguarding")).toEqual(["a", "b", "b.again"]);
});

test("a keeper's mail that cannot be written keeps no other keeper's waiting, and is tried again", async () => {
  await database.db
    .update(accounts)
    .set({ keepers: ["first@college.example", "second@college.example"] })
    .where(eq(accounts.id, "one"));
  await claimDigest(outgoing, "2026-W48");
  await deliverNow(outgoing);
  const tries = await failWrites(database.db, { table: "mails", on: "insert" });
  const tell = () => tellKeepersJob(outgoing).run({ week: "2026-W48" }, new AbortController().signal);
  await expect(tell()).rejects.toThrow("1 of 3 failed");
  expect(await about("keepers")).toHaveLength(2);
  await tell();
  expect(await about("keepers")).toHaveLength(3);
  expect(await tries.tries()).toBe(4);
});

test("a safeguarding mail that cannot be written does not undo the audit that found its point", async () => {
  const { db } = database;
  const [account] = await listAccounts(db, { ids: ["one"] });
  if (account === undefined) throw new Error("no account");
  const finding = learnerFinding();
  const event = { kind: "opened" as const, at: MONDAY, from: null, to: finding.severity };
  const reconciliation = { changes: [finding], events: [{ findingId: finding.id, event }] };
  await failWrites(db, { table: "mails", on: "insert" });
  await db.transaction(async (tx) => {
    await tx.insert(findings).values(finding);
    await queueSafeguardingMails(tx, outgoing, { account, reconciliation, now: MONDAY });
  });
  expect(await about("safeguarding")).toEqual([]);
  await wakeAt("2026-11-23T08:31:00Z");
  expect(await about("safeguarding")).toEqual(["f0und"]);
});

test("a mail of a kind that only a newer release knows is left to that, and keeps no other waiting", async () => {
  const { db } = database;
  await seedDelivery(db, { state: "sending", about: "new" });
  await db.execute(sql`update mails set kind = 'postcard' where about = 'new'`);
  await claimDigest(outgoing, "2026-W48");
  await deliverNow(outgoing);
  expect(smtp.received).toHaveLength(2);
  const states = await db.select({ state: deliveries.state }).from(deliveries);
  expect(states.map(({ state }) => state).toSorted()).toEqual(["accepted", "accepted", "sending"]);
});
