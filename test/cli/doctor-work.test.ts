import { afterEach, beforeEach, expect, test } from "vitest";
import { SYSTEM_CLOCK } from "../../src/compose.ts";
import { localDateOf } from "../../src/core/calendar.ts";
import { installation, skippedDigests } from "../../src/store/schema/index.ts";
import { sayAlive } from "../../src/store/services.ts";
import { seedDelivery, seedRun } from "../support/seed.ts";
import { NOW, patientOf, said } from "./doctor-patient.ts";
import { openWorkplace, runCommand, type Workplace } from "./support.ts";

let place: Workplace;
beforeEach(async () => {
  place = await openWorkplace();
});
afterEach(() => place.close());

async function firstNight(date: string) {
  await place.database.db.insert(installation).values({ name: "first_night", value: date, setAt: NOW });
}

test("a service that runs is named; half of one, or none where there was one, is a problem", async () => {
  const { db } = place.database;
  expect(await said("Service", patientOf(place))).toMatch(/^warning: none has run yet/u);
  await firstNight("2026-11-20");
  expect(await said("Service", patientOf(place))).toMatch(/^problem: none is running/u);
  await sayAlive(db, { id: "scheduler", role: "scheduler" });
  expect(await said("Service", patientOf(place))).toMatch(
    /^problem: only scheduler is running, and no worker → .*--role worker/u,
  );
  await sayAlive(db, { id: "worker", role: "worker" });
  expect(await said("Service", patientOf(place))).toMatch(/^ok: running/u);
});

test("the dead man's switch: a night that was concluded more than 26 hours ago is a problem", async () => {
  const { db } = place.database;
  expect(await said("Last night", patientOf(place))).toMatch(/^warning: no night has been audited yet/u);
  await firstNight("2026-11-23");
  expect(await said("Last night", patientOf(place))).toMatch(
    /^problem: none has been audited since 2026-11-23/u,
  );
  const at = (time: string) => ({ localDate: time.slice(0, 10), concludedAt: new Date(time) });
  await seedRun(db, at("2026-11-22T09:59:00Z"));
  expect(await said("Last night", patientOf(place))).toMatch(
    /^problem: concluded 2026-11-22 09:59, 26 h 1 min ago/u,
  );
  await seedRun(db, { ...at("2026-11-23T03:52:00Z"), status: "incomplete" });
  expect(await said("Last night", patientOf(place))).toMatch(
    /^warning: .*incomplete → `account-audit runs show 2026-11-23`/u,
  );
});

test("a first night that is still to come, or at work, is no problem", async () => {
  await firstNight("2026-11-24");
  expect(await said("Last night", patientOf(place))).toBe("ok: the first one is 2026-11-24");
});

test("nights missed in the last 14 days are a problem, older ones are history", async () => {
  const { db } = place.database;
  await seedRun(db, { localDate: "2026-11-01", status: "missed" });
  expect(await said("Missed nights", patientOf(place))).toBe("ok: none in the last 14 days");
  await seedRun(db, { localDate: "2026-11-20", status: "missed" });
  expect(await said("Missed nights", patientOf(place))).toMatch(
    /^problem: 1 in the last 14 days: 2026-11-20/u,
  );
});

test("deliveries of unknown end are told before refused ones, and both before slow ones; no address is shown", async () => {
  const { db } = place.database;
  await seedDelivery(db, { state: "accepted", about: "2026-W44" });
  expect(await said("Deliveries", patientOf(place))).toMatch(/^ok: /u);
  await seedDelivery(db, { state: "queued", kind: "test", about: "of today", at: NOW });
  expect(await said("Deliveries", patientOf(place))).toMatch(/^ok: /u);
  await seedDelivery(db, { state: "queued", about: "2026-W45", at: NOW });
  expect(await said("Deliveries", patientOf(place))).toMatch(
    /^warning: waiting for go-live: digest 2026-W45/u,
  );
  await db.insert(installation).values({ name: "live_since", value: NOW.toISOString(), setAt: NOW });
  expect(await said("Deliveries", patientOf(place))).toMatch(/^ok: /u);
  await seedDelivery(db, {
    state: "queued",
    kind: "test",
    about: "in vain",
    at: NOW,
    error: "at the login: answer 535",
  });
  expect(await said("Deliveries", patientOf(place))).toMatch(/^ok: /u);
  const failed = { state: "queued", kind: "safeguarding", about: "bbbb00000002", at: NOW } as const;
  await seedDelivery(db, { ...failed, error: "at the login: answer 535" });
  expect(await said("Deliveries", patientOf(place))).toMatch(
    /^warning: not taken by the mail server yet: safeguarding bbbb00000002 to 1 recipient \(the last try failed: at the login, answer 535\) → /u,
  );
  await seedDelivery(db, { state: "queued", about: "2026-W46" });
  expect(await said("Deliveries", patientOf(place))).toMatch(
    /^problem: still waiting to leave: digest 2026-W46 to 1 recipient → the line Mail server of `account-audit doctor`/u,
  );
  await seedDelivery(db, { state: "refused", kind: "safeguarding", about: "bbbb00000001" });
  expect(await said("Deliveries", patientOf(place))).toMatch(
    /refused for good: .*\. not taken by the mail server yet: safeguarding bbbb00000002 .* → mend the addresses .* in person; .*; the line Mail server/u,
  );
  await seedDelivery(db, { state: "refused", about: "2026-W47" });
  expect(await said("Deliveries", patientOf(place))).toMatch(
    /^problem: refused for good: .*digest 2026-W47 .* → .*digest resend --week 2026-W47`/u,
  );
  await seedDelivery(db, { state: "unclear", about: "2026-W48" });
  const words = await said("Deliveries", patientOf(place));
  expect(words).toMatch(
    /^problem: nobody knows whether these arrived: digest 2026-W48 to 1 recipient\. refused for good: .*digest 2026-W47 .* → .*`account-audit digest resend --unclear --week 2026-W48`; the line Mail server/u,
  );
  expect(words).not.toContain("@");
});

test("a digest that was skipped lately is told with its reason", async () => {
  const reason = "the mail server did not answer until Friday";
  await place.database.db.insert(skippedDigests).values({ week: "2026-W47", reason, at: NOW });
  expect(await said("Skipped digests", patientOf(place))).toContain(`problem: 2026-W47: ${reason}`);
});

test("the exit code is 2 for settings, else 4 for what is missing, else 3 for work in arrears, else 0", async () => {
  const { db } = place.database;
  await sayAlive(db, { id: "all", role: "all" });
  // The doctor holds its clock against the database's, which no test sets.
  const doctor = (env = place.env) => place.run(["doctor"], { env, clock: SYSTEM_CLOCK });
  const now = new Date();
  await seedRun(db, { localDate: localDateOf(now, "Europe/London"), concludedAt: now });
  const fine = await doctor();
  expect([fine.code, fine.stderr]).toEqual([0, ""]);
  expect(fine.stdout).toContain("0 problems");
  await seedDelivery(db, { state: "unclear", at: now });
  expect((await doctor()).code).toBe(3);
  const env = { ...place.env, SMTP_URL: "smtp://127.0.0.1:1" };
  expect((await doctor(env)).code).toBe(4);
  const keyless = { ...env, ACCOUNT_AUDIT_KEY: "" };
  expect((await doctor(keyless)).code).toBe(4);
  const mistaken = { ...env, ACCOUNT_AUDIT_KEY: "no key" };
  expect((await doctor(mistaken)).code).toBe(2);
});

test("broken settings are a finding: the checks that need none still speak", async () => {
  place.file("account-audit.yaml", "timezon: Europe/London\nmail: { digest_to: 7 }\n");
  const { code, stdout } = await place.run(["doctor"]);
  expect(code).toBe(2);
  expect(stdout).toMatch(
    /^PROBLEM +Settings +.*digest_to: expected a list .*; .*:1: there is no key timezon; did you mean timezone\?/mu,
  );
  expect(stdout).toMatch(/^ok +Node/mu);
  expect(stdout).toMatch(/^Not looked at before that is mended: Time zone, Night hours, Database, /mu);
});

test("a database that does not answer is a finding: settings and servers are still looked at", async () => {
  const env = { ...place.env, DATABASE_URL: "postgres://audit:hunter2@127.0.0.1:1/audit" };
  const { code, stdout, stderr } = await runCommand(["doctor"], { cwd: place.cwd, env });
  expect([code, stderr]).toEqual([4, ""]);
  expect(stdout).toMatch(/^PROBLEM +Database +Postgres at 127\.0\.0\.1:1 could not be used/mu);
  expect(stdout).toMatch(/^ok +Settings/mu);
  expect(stdout).toMatch(/^Not looked at .* Last night/mu);
  expect(stdout).not.toContain("hunter2");
});

test("--json holds each check with its state and what mends it", async () => {
  const { stdout } = await place.run(["doctor", "--json"]);
  const report: { checks: { name: string; status: string; next: string | null }[] } = JSON.parse(stdout);
  expect(report.checks.length).toBeGreaterThan(20);
  expect(report.checks.find(({ name }) => name === "Heartbeat")).toMatchObject({
    status: "warning",
    next: expect.stringContaining("HEARTBEAT_URL"),
  });
  expect(
    report.checks.filter(({ status, next }) => status !== "ok" && status !== "unknown" && next === null),
  ).toEqual([]);
});
