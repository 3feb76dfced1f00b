import { afterEach, beforeEach, expect, test } from "vitest";
import { createDeliverMailJob } from "../../jobs/deliver-mail.ts";
import type { Job } from "../../jobs/job.ts";
import { claimDigest, deliverMailJob, type Outgoing } from "../../src/compose/digest.ts";
import { MINUTE_MS } from "../../src/core/time.ts";
import { SILENT } from "../../src/log.ts";
import { sendMail, smtpServerOf } from "../../src/mail/smtp.ts";
import {
  deliveryReports,
  dueDeliveries,
  recoverInterrupted,
  settleDelivery,
  startSending,
} from "../../src/store/deliveries.ts";
import { settleInstallation } from "../../src/store/installation.ts";
import { clockAt, seededIds, type SettableClock } from "../support/clock.ts";
import { freshDatabase, type FreshDatabase } from "../support/database.ts";
import { failWrites } from "../support/failing-write.ts";
import { configWith, GO_LIVE, MONDAY, PROFILES, seedWeek } from "./seeded.ts";
import { startSmtp, type TestSmtp } from "./smtp-server.ts";

let database: FreshDatabase;
let smtp: TestSmtp;
let clock: SettableClock;
beforeEach(async () => {
  database = await freshDatabase();
  smtp = await startSmtp();
  clock = clockAt(MONDAY);
  await seedWeek(database.db);
  await settleInstallation(database.db, "live_since", GO_LIVE.toISOString(), GO_LIVE);
});
afterEach(async () => {
  await smtp.close();
  await database.close();
});

function outgoing(): Outgoing {
  const config = configWith({ smtpUrl: smtp.url, digestTo: ["head@college.example"] });
  return { config, db: database.db, clock, ids: seededIds(), connectors: PROFILES, log: SILENT };
}
const states = async () =>
  (await deliveryReports(database.db, { kind: "digest", about: "2026-W48" })).map(({ state }) => state);
const round = (job: Job) => job.run({}, new AbortController().signal);

test("30: a mail whose end the database did not take is not unclear to the sender who knows it", async () => {
  await claimDigest(outgoing(), "2026-W48");
  const job = deliverMailJob(outgoing());
  await failWrites(database.db, { table: "deliveries", on: "update", when: "new.state = 'accepted'" });
  await expect(round(job)).rejects.toThrow("Failed query");
  expect(await states()).toEqual(["sending"]);
  clock.advance(11 * MINUTE_MS);
  await round(job);
  expect(await states()).toEqual(["accepted"]);
  expect(smtp.received).toHaveLength(1);
});

test("a delivery that was taken without an answer of the database leaves later, and is not called unclear", async () => {
  const { db } = database;
  await claimDigest(outgoing(), "2026-W48");
  let starts = 0;
  const job = createDeliverMailJob({
    clock,
    recoverInterrupted: (now) => recoverInterrupted(db, now),
    due: (now) => dueDeliveries(db, now),
    async start(delivery, now) {
      const isTaken = await startSending(db, delivery, now);
      starts += 1;
      if (starts === 1) throw new Error("connection closed");
      return isTaken;
    },
    transmit: ({ recipient: to, bytes }) =>
      sendMail(smtpServerOf(smtp.url), { from: "audit@college.example", to, bytes }),
    settle: (delivery, outcome, now) => settleDelivery(db, delivery, outcome, now),
    onEnd: () => undefined,
  });
  await expect(round(job)).rejects.toThrow("connection closed");
  expect([await states(), smtp.received]).toEqual([["sending"], []]);
  clock.advance(11 * MINUTE_MS);
  await round(job);
  clock.advance(MINUTE_MS);
  await round(job);
  expect(await states()).toEqual(["accepted"]);
  expect(smtp.received).toHaveLength(1);
});
