import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { exitOf, lastNight } from "../../src/cli/status/night.ts";
import { statusInWords } from "../../src/cli/status/say.ts";
import { loadConfig } from "../../src/config.ts";
import { findingEvents, installation, spendNights } from "../../src/store/schema/index.ts";
import { sayAlive } from "../../src/store/services.ts";
import {
  seedAccount,
  seedDelivery,
  seededCoverage,
  seedEvaluation,
  seedFinding,
  seedRun,
  seedRunAccount,
  seedSpend,
} from "../support/seed.ts";
import { statusOf } from "./status-of.ts";
import { openWorkplace, type Workplace } from "./support.ts";

let place: Workplace;
beforeEach(async () => {
  place = await openWorkplace();
});
afterEach(() => place.close());

const SEEN = { status: "seen", presence: "present", profile: null } as const;
const NOON = "2026-11-23T12:00:00Z";
const WIDE = { isTty: false, columns: 100, color: false };

const statusAt = (now: string) => statusOf(place, now);
const screenAt = async (now: string) => statusInWords(WIDE, await statusAt(now));

async function setInstallation(name: string, value: string) {
  await place.database.db.insert(installation).values({ name, value, setAt: new Date(NOON) });
}

test("before the first night there is nothing to be sorry for, and the command says what to do", async () => {
  const { code, stdout } = await place.run(["status"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/Last night +none yet: no service has run/u);
  expect(stdout).toMatch(/Open findings +nothing is known: nothing was audited yet/u);
  expect(stdout).toMatch(/To do:\n! 1\. The register has no live account/u);
  expect(stdout).toMatch(/To do:[\s\S]*Service: none has run yet\n +→ start `account-audit serve`/u);
});

test("a whole night in one screen: audited, not checked by cause, news, open, next, mail, spend", async () => {
  const { db } = place.database;
  await setInstallation("first_night", "2026-11-20");
  await setInstallation("live_since", "2026-11-16T07:00:00Z");
  const account = await seedAccount(db);
  const missing = await seedAccount(db);
  const rule = { pass: 1, fail: 0, couldNotCheck: { "account-protected": 1 } as const, notApplicable: 0 };
  const coverage = seededCoverage({
    accounts: 2,
    audited: 1,
    notAudited: 1,
    rules: { "dormant-account": rule },
  });
  const run = await seedRun(db, { localDate: "2026-11-23", coverage });
  await seedRunAccount(db, run.id, account.id, {
    surveyed: { status: "seen", presence: "present", profile: null },
  });
  await seedRunAccount(db, run.id, missing.id, {
    cause: "platform-error",
    surveyed: { status: "failed", cause: "platform-error", detail: "" },
  });
  const finding = await seedFinding(db, {
    accountId: account.id,
    openedAt: new Date("2026-11-23T03:40:00Z"),
  });
  await db.update(findingEvents).set({ runId: run.id });
  await seedFinding(db, {
    accountId: account.id,
    severity: "high",
    status: "acknowledged",
    openedAt: new Date("2026-10-01T03:40:00Z"),
  });
  await seedDelivery(db, { state: "accepted", about: "2026-W47" });
  await seedSpend(db, { runId: run.id, night: "2026-11-23", call: "users", microUsd: 2_000_000 });
  await sayAlive(db, { id: "s", role: "all" });
  const screen = await screenAt(NOON);
  expect(screen).toMatch(/Last night +2026-11-23: done; began 03:31, on time, concluded 03:52/u);
  expect(screen).toMatch(/Audited +1 of 2 accounts; not: the platform gave errors or no answer \(1\)/u);
  expect(screen).toMatch(/Could not check +1 of 2 questions: the account is private \(1\)/u);
  expect(screen).toMatch(/Findings +1 new/u);
  expect(screen).toMatch(/Open findings +1 high, 1 medium; 1 of them acknowledged$/mu);
  expect(screen).toMatch(/Next night +2026-11-24, 03:30 Europe\/London, for 2 accounts/u);
  expect(screen).toMatch(/Service +running \(all\)/u);
  expect(screen).toMatch(/E-mail +2026-W47 taken for 1 of 1; next 2026-11-30 07:30/u);
  expect(screen).toMatch(/Spend on X +\$2.00 of \$250.00 this month; about \$16.00 by the month's end/u);
  expect(finding.id).toHaveLength(12);
});

test("an incomplete, a missed and an overdue night end with exit code 3 and head the list of what to do", async () => {
  const { db } = place.database;
  await setInstallation("first_night", "2026-11-20");
  const [read, unread] = [await seedAccount(db), await seedAccount(db, { platform: "youtube" })];
  const { id } = await seedRun(db, { localDate: "2026-11-22", status: "incomplete" });
  await seedRunAccount(db, id, read.id, {
    surveyed: { status: "seen", presence: "present", profile: null },
  });
  await seedRunAccount(db, id, unread.id, {
    platform: "youtube",
    state: "failed",
    cause: "not-audited",
  });
  const screen = await screenAt("2026-11-22T12:00:00Z");
  const missed = "YouTube not read (the account was not reached), the rest was";
  expect(screen.replace(/\s+/gu, " ")).toContain(`2026-11-22: incomplete: ${missed}; began`);
  expect(screen.replace(/\s+/gu, " ")).toContain(
    `To do: ! 1. The night of 2026-11-22 is incomplete: ${missed} → \`account-audit runs show 2026-11-22\``,
  );
  expect(await screenAt(NOON)).toMatch(
    /Last night +2026-11-23: due at 03:30, and nobody has begun it[\s\S]*! 1\. The night of 2026-11-23 was due/u,
  );
  const { todo } = await statusAt(NOON);
  expect(todo.filter(({ next }) => next.includes("account-audit serve"))).toHaveLength(1);
  expect(await screenAt(NOON)).toMatch(/Last audited +the night of 2026-11-22: 0 of 0 accounts audited/u);
  expect((await place.run(["status"])).code).toBe(3);
  await seedRun(db, { localDate: "2026-11-23", status: "missed", startedAt: null, coverage: null });
  expect(await screenAt(NOON)).toMatch(/Last night +2026-11-23: missed, nobody ran it/u);
});

test("a night that is under way is counted, and is no failure", async () => {
  const { db } = place.database;
  const run = await seedRun(db, {
    localDate: "2026-11-23",
    status: "running",
    concludedAt: null,
    coverage: null,
  });
  const account = await seedAccount(db);
  await seedRunAccount(db, run.id, account.id, { state: "pending", finishedAt: null });
  const timetable = { zone: "Europe/London", ...loadConfig({ env: place.env, cwd: place.cwd }).schedule };
  const night = await lastNight(db, new Date("2026-11-23T03:40:00Z"), timetable);
  expect(night).toMatchObject({ is: "under-way", finished: 0, accounts: 1 });
  expect(exitOf(night)).toBe(0);
});

test("credit and quota that are used up at the platform are told from our own budget, each with what mends it", async () => {
  const { db } = place.database;
  await setInstallation("first_night", "2026-11-20");
  const run = await seedRun(db, { localDate: "2026-11-23" });
  for (const cause of ["no-credit", "no-credit", "over-budget", "quota-used-up"] as const) {
    const { id } = await seedAccount(db);
    await seedRunAccount(db, run.id, id, { cause, surveyed: SEEN });
    await seedEvaluation(db, { accountId: id, runId: run.id, result: "could-not-check", cause });
  }
  const { todo } = await statusAt(NOON);
  const about = (word: string) => todo.find(({ says }) => says.includes(word));
  expect(about("credit")).toMatchObject({
    isProblem: true,
    says: expect.stringContaining("(2 of 4 accounts)"),
    next: expect.stringContaining("add credit"),
  });
  expect(about("budget")).toMatchObject({ isProblem: false, next: expect.stringContaining("raise budgets") });
  expect(about("quota")).toMatchObject({ isProblem: false, next: expect.stringContaining("other programs") });
});

test("what concerns learners is neither counted nor named where it is for the safeguarding leads alone", async () => {
  const { db } = place.database;
  place.file("account-audit.yaml", "mail: { learner_findings_to: safeguarding_only }\n");
  const account = await seedAccount(db);
  await seedRun(db, { coverage: seededCoverage({ accounts: 1, audited: 1 }) });
  await seedFinding(db, { accountId: account.id, ruleId: "learner-followed", severity: "safeguarding" });
  const screen = await screenAt(NOON);
  expect(screen).toMatch(/Open findings +none \(What concerns learners is with the safeguarding leads/u);
});

test("where there is no settings file, as in the wrong folder, the list of what to do says so", async () => {
  expect((await place.run(["status"])).stdout).not.toContain("no settings file");
  rmSync(join(place.cwd, "account-audit.yaml"));
  expect((await place.run(["status"])).stdout).toMatch(
    /Settings: no settings file: all settings have their defaults\n +→ `account-audit init` writes one/u,
  );
});

test("units of a quota are told as what was used, and the dearest night, no cap", async () => {
  const units = { platform: "youtube", night: "2026-11-22", microUsd: 0, calls: 1 } as const;
  await place.database.db.insert(spendNights).values({ ...units, quota: 1 });
  expect(await screenAt(NOON)).toMatch(/Spend on YouTube +1 unit this month, 1 in the dearest night$/mu);
});

test("--json says the same", async () => {
  await seedRun(place.database.db, { localDate: "2026-11-23" });
  const { stdout } = await place.run(["status", "--json"]);
  const said: { lastNight: object; todo: unknown[] } = JSON.parse(stdout);
  expect(said.lastNight).toMatchObject({ is: "concluded", localDate: "2026-11-23" });
  expect(said.todo.length).toBeGreaterThan(0);
});
