import { appendFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { simpleParser } from "mailparser";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mailDue, mailJobs } from "../../src/compose/mail.ts";
import { addDays } from "../../src/core/calendar.ts";
import { DAY_MS } from "../../src/core/time.ts";
import { deliveryReports } from "../../src/store/deliveries.ts";
import { settleInstallation } from "../../src/store/installation.ts";
import { startSmtp, type TestSmtp } from "../mail/smtp-server.ts";
import { FIRST_NIGHT, nightAt, openCollege, type College } from "../support/college.ts";
import { inlineAuditor, type InlineAuditor } from "../support/inline.ts";

const RECIPIENT = "head@college.example";
const WEEK = "2026-W48";

/** An outside monitor, and a mail server that is away until it is told to be there. */
let knocks = 0;
let isAway = true;
const monitor = createServer((_request, response) => {
  knocks += 1;
  response.end();
});

let college: College;
let smtp: TestSmtp;
beforeAll(async () => {
  await new Promise<void>((resolve) => monitor.listen(0, "127.0.0.1", resolve));
  smtp = await startSmtp({
    onConnect: (_session, done) => (isAway ? done(new Error("not now")) : done()),
  });
  college = await openCollege();
  college.users.art.following.splice(0, 1500); // a long list would only take time
  await appendFile(join(college.settings, "account-audit.yaml"), `mail: { digest_to: [${RECIPIENT}] }\n`);
});
afterAll(async () => {
  await college.close();
  await smtp.close();
  monitor.closeAllConnections();
  await new Promise((resolve) => monitor.close(resolve));
});

/** An installation whose mail has been on for a week. */
async function installLive() {
  college.clock.set(nightAt(FIRST_NIGHT));
  [knocks, isAway, smtp.received.length] = [0, true, 0];
  const { port } = monitor.address() as AddressInfo;
  const env = { SMTP_URL: smtp.url, HEARTBEAT_URL: `http://127.0.0.1:${port}/` };
  const { database, store } = await college.install("postgres", { env });
  const since = new Date(nightAt(FIRST_NIGHT).getTime() - 7 * DAY_MS);
  await settleInstallation(database.db, "live_since", since.toISOString(), since);
  return { db: database.db, auditor: await inlineAuditor(await store(), college.clock) };
}

/** The leads of what learners are about get mail of their own. */
const digests = () => smtp.received.filter(({ to }) => to === RECIPIENT).map(({ bytes }) => bytes);

/** The mail's part of one minute. */
async function minute({ auditing }: InlineAuditor, at: string): Promise<void> {
  college.clock.set(at);
  const jobs = new Map(mailJobs(auditing).map((job) => [job.name, job]));
  for (const { name, data } of await mailDue(auditing, college.clock.now())) {
    await jobs.get(name)?.run(data, new AbortController().signal);
  }
}

test("23: a digest that no server takes is tried again, and the outside monitor hears nothing until it has left", async () => {
  const { db, auditor } = await installLive();
  await auditor.night(FIRST_NIGHT);
  expect(knocks).toBe(1);
  for (const at of ["07:31", "07:32", "09:00"]) await minute(auditor, `2026-11-23T${at}:00Z`);
  const [delivery] = await deliveryReports(db, { kind: "digest", about: WEEK });
  expect(delivery).toMatchObject({ recipient: RECIPIENT, state: "queued" });
  expect(delivery?.attempts).toBeGreaterThanOrEqual(2);
  await auditor.night(addDays(FIRST_NIGHT, 1));
  expect(knocks).toBe(1);
  isAway = false;
  await minute(auditor, "2026-11-24T09:00:00Z");
  expect(digests()).toHaveLength(1);
  await auditor.night(addDays(FIRST_NIGHT, 2));
  expect(knocks).toBe(2);
});

test("23: a week in which nobody was there to send it is skipped after Friday, and the next digest says so", async () => {
  const { auditor } = await installLive();
  isAway = false;
  await auditor.night(FIRST_NIGHT);
  await minute(auditor, "2026-11-27T17:01:00Z");
  expect(digests()).toEqual([]);
  for (const at of ["07:31", "07:32"]) await minute(auditor, `2026-11-30T${at}:00Z`);
  expect(digests()).toHaveLength(1);
  const { text = "" } = await simpleParser(digests()[0] ?? "");
  expect(text.replaceAll(/\s+/gu, " ")).toContain("No e-mail was sent in the week of 23 November");
});
