import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { DAY_MS, MINUTE_MS } from "../../src/core/time.ts";
import { deliveryReports } from "../../src/store/deliveries.ts";
import { settleInstallation } from "../../src/store/installation.ts";
import { startSmtp, type Received, type TestSmtp } from "../mail/smtp-server.ts";
import { openCollege, type College } from "../support/college.ts";
import { gateAt, type GateAt } from "../support/gate.ts";
import type { Installation } from "../support/installation.ts";
import { queueBackends } from "../support/redis.ts";

/** Just after the hour of the week's e-mail, in London. */
const MONDAY = new Date("2026-11-23T07:31:00Z");
const RECIPIENTS = ["head@college.example", "officer@college.example"];
const DIGEST = { kind: "digest" as const, about: "2026-W48" };

let college: College;
let smtp: TestSmtp;
beforeAll(async () => {
  college = await openCollege();
  smtp = await startSmtp();
  const mail = `mail: { digest_to: [${RECIPIENTS.join(", ")}] }\n`;
  await appendFile(join(college.settings, "account-audit.yaml"), mail);
});
beforeEach(() => {
  college.clock.set(MONDAY);
  smtp.received.length = 0;
});
afterAll(async () => {
  await college.close();
  await smtp.close();
});

/** An installation that has been live for a week and owes an e-mail. */
async function installLive(backend: "postgres" | "redis"): Promise<Installation> {
  const installation = await college.install(backend, { env: { SMTP_URL: smtp.url } });
  const since = new Date(MONDAY.getTime() - 7 * DAY_MS);
  await settleInstallation(installation.database.db, "live_since", since.toISOString(), since);
  return installation;
}

const states = async ({ database }: Installation) =>
  (await deliveryReports(database.db, DIGEST)).map(({ recipient, state }) => `${recipient} ${state}`);

/** Each recipient has one mail, and all of them the same bytes. */
function expectOneEach(received: readonly Received[]): void {
  expect(received.map(({ to }) => to).toSorted()).toEqual(RECIPIENTS);
  expect(new Set(received.map(({ bytes }) => bytes.toString("latin1"))).size).toBe(1);
}

/** No mail had left: everybody gets it from whoever takes over. */
const BEFORE: readonly (GateAt & { at: string })[] = [
  { at: "while the week is claimed", table: "mails", on: "insert" },
  {
    at: "before the first byte leaves",
    table: "deliveries",
    on: "update",
    when: "new.state = 'sending'",
  },
];
const ACCEPTED: GateAt = { table: "deliveries", on: "update", when: "new.state = 'accepted'" };

async function killAt(installation: Installation, gate: GateAt): Promise<void> {
  const stop = await gateAt(installation.database.url, gate);
  const worker = await installation.spawnWorker();
  await stop.reached();
  await worker.kill();
  await stop.destroy();
}

describe.each(queueBackends())("on %s", (backend) => {
  test.each(BEFORE)("22: a SIGKILL $at leaves one digest, once for each recipient", async (step) => {
    const installation = await installLive(backend);
    await killAt(installation, step);
    expect(smtp.received).toEqual([]);
    const heir = await installation.serve();
    await heir.tickUntil("both have it", () => smtp.received.length === 2);
    college.clock.advance(DAY_MS / 2);
    for (let minute = 0; minute < 3; minute += 1) await heir.tick();
    await heir.drain();
    expectOneEach(smtp.received);
    expect(await states(installation)).toEqual(RECIPIENTS.map((one) => `${one} accepted`));
  });

  test("30: a SIGKILL after the server took a mail makes that delivery unclear; it is not repeated, the other is sent", async () => {
    const installation = await installLive(backend);
    await killAt(installation, ACCEPTED);
    expect(smtp.received).toHaveLength(1);
    const first = smtp.received[0]?.to ?? "";
    const heir = await installation.serve();
    await heir.tickUntil("the other has it", () => smtp.received.length === 2);
    expect(await states(installation)).toContain(`${first} sending`);
    college.clock.advance(11 * MINUTE_MS);
    await heir.tickUntil("it is unclear", async () =>
      (await states(installation)).includes(`${first} unclear`),
    );
    college.clock.advance(DAY_MS / 2);
    for (let minute = 0; minute < 3; minute += 1) await heir.tick();
    await heir.drain();
    expectOneEach(smtp.received);
    expect((await states(installation)).filter((one) => one.endsWith("accepted"))).toHaveLength(1);
  });

  test("22: two services at once send one digest", async () => {
    const installation = await installLive(backend);
    const [one, two] = [await installation.serve(), await installation.serve()];
    const both = async () => {
      await Promise.all([one.tick(), two.tick()]);
      return smtp.received.length >= 2;
    };
    await one.tickUntil("both recipients have it", both);
    for (let minute = 0; minute < 3; minute += 1) await both();
    await Promise.all([one.drain(), two.drain()]);
    expectOneEach(smtp.received);
    expect(await states(installation)).toEqual(RECIPIENTS.map((one) => `${one} accepted`));
  });
});
