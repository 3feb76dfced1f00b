import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Account } from "../../src/core/account.ts";
import {
  seedAccount,
  seededCoverage,
  seedQuota,
  seedRun,
  seedRunAccount,
  seedSpend,
} from "../support/seed.ts";
import { openWorkplace, type Workplace } from "./support.ts";

let place: Workplace;
let art: Account;
let settings: string;

beforeAll(async () => {
  place = await openWorkplace();
  settings = readFileSync(join(place.cwd, "account-audit.yaml"), "utf8");
  const { db } = place.database;
  art = await seedAccount(db, { handle: "north_art" });
  const sport = await seedAccount(db, { handle: "north_sport" });
  await seedRun(db, {
    id: "night2100000",
    localDate: "2026-11-21",
    status: "missed",
    startedAt: null,
    concludedAt: new Date("2026-11-22T03:30:00Z"),
    coverage: null,
  });
  await seedRun(db, {
    id: "night2200000",
    status: "incomplete",
    startedAt: new Date("2026-11-22T05:40:00Z"),
    concludedAt: new Date("2026-11-22T06:45:00Z"),
    coverage: seededCoverage({
      accounts: 2,
      audited: 1,
      notAudited: 1,
      rules: {
        "dormant-account": { pass: 1, fail: 0, couldNotCheck: { "rate-limited": 1 }, notApplicable: 0 },
      },
    }),
  });
  await seedRunAccount(db, "night2200000", art.id, {
    state: "failed",
    cause: "rate-limited",
    detail: "X asked to wait",
  });
  await seedRunAccount(db, "night2200000", sport.id, {
    surveyed: { status: "seen", presence: "present", profile: null },
    cause: "over-budget",
    detail: "the list was left out",
  });
  const spent = { runId: "night2200000", night: "2026-11-22" };
  await seedSpend(db, { ...spent, call: "users/by", microUsd: 20_000 });
  await seedSpend(db, { ...spent, call: "users/following", microUsd: 4_000_000, settled: 3_970_000 });
  await seedSpend(db, { ...spent, call: "users/following", microUsd: 10_000, settled: null });
  await seedQuota(db, { ...spent, call: "channels", quotaUnits: 27 });
  await seedRun(db, {
    id: "scan22000000",
    schedule: "scan:scan22000000",
    kind: "scan",
    scheduledFor: new Date("2026-11-22T10:00:00Z"),
    startedAt: new Date("2026-11-22T10:00:01Z"),
    concludedAt: new Date("2026-11-22T10:02:00Z"),
    coverage: seededCoverage({ accounts: 1, audited: 1 }),
  });
});

afterAll(() => place.close());

test("runs are listed newest first, with how late they started, what was audited and what they cost", async () => {
  const { code, stdout } = await place.run(["runs", "list"]);
  expect(code).toBe(0);
  const rows = stdout.split("\n").map((line) => line.split(/\s{2,}/u));
  expect(rows[1]?.slice(0, 4)).toEqual(["scan2200", "2026-11-22", "scan", "done"]);
  expect(rows[2]?.slice(1)).toEqual([
    "2026-11-22",
    "nightly",
    "incomplete",
    "03:30",
    "2 h 10 min",
    "06:45",
    "2",
    "1",
    "1",
    "$4.00 and 27 units",
  ]);
  expect(rows[3]?.slice(1)).toEqual([
    "2026-11-21",
    "nightly",
    "missed",
    "03:30",
    "-",
    "-",
    "-",
    "-",
    "-",
    "$0.00",
  ]);
});

test("--limit shows so many, and refuses what is no number", async () => {
  const { stdout } = await place.run(["runs", "list", "--limit", "1", "--json"]);
  expect(JSON.parse(stdout)).toMatchObject([
    { id: "scan22000000", usd: 0, startedLateSeconds: 1, audited: 1 },
  ]);
  expect((await place.run(["runs", "list", "--limit", "many"])).code).toBe(2);
});

test("show says of each rule what was checked, and why the rest was not, in words", async () => {
  const { code, stdout } = await place.run(["runs", "show", "night22"]);
  expect(code).toBe(3);
  expect(stdout).toMatch(/dormant-account {2}1 +0 +1 +0/u);
  expect(stdout).toMatch(/1 +nobody +dormant-account +the platform's rate limit left no time for it/u);
  expect(stdout).toMatch(/Not audited:\n.*\nx:@north_art {2}the platform's rate limit .* X asked to wait/u);
  expect(stdout).toMatch(
    /Audited in part:\n.*\nx:@north_sport {2}the night's or month's budget .* the list was left out/u,
  );
});

test("an account of which nothing was seen was not audited, though its work is done", async () => {
  const { db } = place.database;
  const run = await seedRun(db, { localDate: "2026-11-19", status: "incomplete" });
  await seedRunAccount(db, run.id, art.id, {
    cause: "no-permission",
    detail: "X refused the token",
    surveyed: { status: "failed", cause: "no-permission", detail: "" },
  });
  const { stdout } = await place.run(["runs", "show", "2026-11-19"]);
  expect(stdout).toMatch(/Not audited:\n.*\nx:@north_art .* X refused the token/u);
  expect(stdout).not.toContain("Audited in part");
});

test("a cause that holds for many accounts is one row, with what came in between most often", async () => {
  const { db } = place.database;
  const run = await seedRun(db, {
    localDate: "2026-11-20",
    status: "incomplete",
    coverage: seededCoverage({
      accounts: 5,
      notAudited: 5,
      rules: {
        "dormant-account": { pass: 0, fail: 0, couldNotCheck: { "no-permission": 5 }, notApplicable: 0 },
        "untagged-posts": { pass: 0, fail: 0, couldNotCheck: { "no-permission": 5 }, notApplicable: 0 },
        "learner-followed": { pass: 0, fail: 0, couldNotCheck: { "no-permission": 5 }, notApplicable: 0 },
      },
    }),
  });
  let number = 0;
  for (const detail of ["401", "401", "401", "401", "403"]) {
    const { id } = await seedAccount(db, { handle: `one_of_many_${(number += 1)}` });
    await seedRunAccount(db, run.id, id, { state: "failed", cause: "no-permission", detail });
  }
  const { stdout } = await place.run(["runs", "show", "2026-11-20"]);
  expect(stdout).toMatch(/\n15 +IT +all +the platform refused us permission\n/u);
  expect(stdout).toMatch(
    /Not audited:\n.*\n5 accounts on X {2}the platform refused us permission {2}401; and 1 other reason\n→ --json/u,
  );
  expect(stdout).not.toContain("one_of_many");
  const { stdout: json } = await place.run(["runs", "show", "2026-11-20", "--json"]);
  expect(JSON.parse(json).notAuditedAccounts).toHaveLength(5);
  place.file("account-audit.yaml", "mail: { learner_findings_to: safeguarding_only }\n");
  const hidden = await place.run(["runs", "show", "2026-11-20"]);
  const hiddenJson = await place.run(["runs", "show", "2026-11-20", "--json"]);
  place.file("account-audit.yaml", settings);
  expect(hidden.stdout).toContain("What concerns learners is with the safeguarding leads");
  expect(hidden.stdout + hiddenJson.stdout).not.toContain("learner-followed");
});

test("show sums the spend by call, and counts a call without an end at its worst price", async () => {
  const { stdout } = await place.run(["runs", "show", "night22"]);
  expect(stdout).toMatch(/X +users\/following {2}2 +\$3\.98/u);
  expect(stdout).toMatch(/X +users\/by +1 +\$0\.020/u);
  expect(stdout).toContain("1 call without a known end");
});

test("a run is named by id, by date or as the last one: a date means its night before its scans", async () => {
  const idOf = async (word: string) => {
    const { stdout, code } = await place.run(["runs", "show", word, "--json"]);
    const { id }: { id: string } = JSON.parse(stdout);
    return [id, code];
  };
  expect(await idOf("last")).toEqual(["scan22000000", 0]);
  expect(await idOf("2026-11-22")).toEqual(["night2200000", 3]);
  expect(await idOf("2026-11-21")).toEqual(["night2100000", 3]);
  expect(await idOf("scan")).toEqual(["scan22000000", 0]);
});

test("an ambiguous or unknown run is refused with the choices", async () => {
  const ambiguous = await place.run(["runs", "show", "night"]);
  expect(ambiguous.code).toBe(2);
  expect(ambiguous.stderr).toContain("night2200000  2026-11-22  nightly  incomplete");
  expect((await place.run(["runs", "show", "2026-01-01"])).stderr).toContain("runs list");
});

test("a missed night says that nobody ran it", async () => {
  const { stdout } = await place.run(["runs", "show", "2026-11-21"]);
  expect(stdout).toContain("Nobody ran this night.");
  expect(stdout).toMatch(/Started +never/u);
});

test("without any run the next step is named", async () => {
  const other = await openWorkplace();
  expect((await other.run(["runs", "list"])).stdout).toContain("account-audit serve");
  expect((await other.run(["runs", "show", "last"])).stderr).toContain("no run is on record yet");
  await other.close();
});

test("of a run of long ago, what is no longer kept is not told as nothing", async () => {
  const coverage = seededCoverage({ accounts: 2, audited: 1, notAudited: 1 });
  const old = { localDate: "2024-03-05", scheduledFor: new Date("2024-03-05T03:30:00Z") };
  await seedRun(place.database.db, { id: "night2024000", status: "incomplete", coverage, ...old });
  const { stdout } = await place.run(["runs", "show", "2024-03-05"]);
  expect(stdout).toMatch(/^Spend +no longer kept$/mu);
  expect(stdout).toContain("Which accounts were not audited is kept for 90 days: the numbers are left.");
  expect(stdout).toContain("What its calls were is kept for 400 days.");
  expect(stdout).not.toContain("no call");
  const shown = await place.run(["runs", "show", "2024-03-05", "--json"]);
  expect(JSON.parse(shown.stdout)).toMatchObject({
    usd: null,
    quotaUnits: null,
    spend: null,
    notAuditedAccounts: null,
    partly: null,
  });
  const list = await place.run(["runs", "list"]);
  expect(list.stdout).toMatch(/^night202 .* 1 +1 +-$/mu);
  const listed = await place.run(["runs", "list", "--json"]);
  expect(JSON.parse(listed.stdout).at(-1)).toMatchObject({ id: "night2024000", usd: null, quotaUnits: null });
});
