import { afterEach, beforeEach, expect, test } from "vitest";
import { widthOf } from "../../src/cli/table.ts";
import type { Cause } from "../../src/core/facts.ts";
import { RULES } from "../../src/rules/index.ts";
import { seedAccount, seededCoverage, seedEvaluation, seedRun, seedRunAccount } from "../support/seed.ts";
import { openWorkplace, type Workplace } from "./support.ts";

let place: Workplace;
beforeEach(async () => {
  place = await openWorkplace();
});
afterEach(() => place.close());

const AT = new Date("2026-11-22T03:40:00Z");

async function answer(
  accountId: string,
  runId: string,
  given: {
    rule?: string;
    result: "pass" | "fail" | "could-not-check" | "not-applicable";
    cause?: Cause;
    since?: string;
    at?: Date;
  },
) {
  await seedEvaluation(place.database.db, {
    accountId,
    runId,
    ruleId: given.rule ?? "dormant-account",
    result: given.result,
    cause: given.cause ?? null,
    at: given.at ?? AT,
    since: given.since === undefined ? AT : new Date(given.since),
  });
}

const seen = (accountId: string) =>
  ({ surveyed: { accountId, status: "seen", presence: "present", profile: null } }) as const;

async function night() {
  const { db } = place.database;
  const counts = { pass: 1, fail: 0, couldNotCheck: { "account-protected": 1 } as const, notApplicable: 0 };
  const rules = { "dormant-account": counts };
  const run = await seedRun(db, { coverage: seededCoverage({ accounts: 2, audited: 2, rules }) });
  const art = await seedAccount(db, { handle: "north_art" });
  const bus = await seedAccount(db, { handle: "south_bus", organisations: ["south"] });
  for (const { id } of [art, bus]) await seedRunAccount(db, run.id, id, seen(id));
  return { run, art, bus };
}

interface Said {
  rules: { rule: string; pass: number }[];
  groups: { organisation: string; answered: number; unanswered: number }[];
  notChecked: { account: string; rule: string; cause: string; since: string }[];
}
async function said(...words: string[]): Promise<Said> {
  const parsed: Said = JSON.parse((await place.run(["coverage", "--json", ...words])).stdout);
  return parsed;
}

test("says for each account that was not checked: which rule, why, and since when", async () => {
  const { run, art, bus } = await night();
  await answer(art.id, run.id, { result: "pass" });
  await answer(bus.id, run.id, {
    result: "could-not-check",
    cause: "account-protected",
    since: "2026-11-03T04:00:00Z",
  });
  const { notChecked, groups } = await said("--rule", "dormant-account");
  expect(notChecked).toEqual([
    {
      account: "x:@south_bus",
      platform: "x",
      organisations: ["SEC"],
      rule: "dormant-account",
      cause: "account-protected",
      since: "2026-11-03",
    },
  ]);
  expect(groups).toMatchObject([
    { organisation: "NOR", answered: 1, unanswered: 0 },
    { organisation: "SEC", answered: 0, unanswered: 1 },
  ]);
  const { stdout } = await place.run(["coverage", "--rule", "dormant-account"]);
  expect(stdout).toMatch(/x:@south_bus +2026-11-03 +dormant-account +the account is private/u);
});

test("what was said before the night began, or never, is not checked: never the pass of last week", async () => {
  const { run, art } = await night();
  await answer(art.id, run.id, { result: "pass", at: new Date("2026-11-15T03:40:00Z") });
  const { notChecked } = await said("--rule", "dormant-account");
  expect(notChecked.map(({ account, cause }) => [account, cause])).toEqual([
    ["x:@north_art", "not-audited"],
    ["x:@south_bus", "not-audited"],
  ]);
});

test("narrowed to an organisation, the rules' sums are of its accounts alone", async () => {
  const { run, art, bus } = await night();
  await answer(art.id, run.id, { result: "pass" });
  await answer(bus.id, run.id, { result: "fail" });
  const { rules } = await said("--organisation", "south", "--rule", "dormant-account");
  expect(rules).toMatchObject([{ rule: "dormant-account", pass: 0, fail: 1 }]);
});

test("of an account that the night did not see, narrowed sums and tables count what the night's own sums do", async () => {
  const { db } = place.database;
  const rules = {
    "unaudited-account": { pass: 0, fail: 0, couldNotCheck: { "over-budget": 1 } as const, notApplicable: 1 },
  };
  const run = await seedRun(db, {
    status: "incomplete",
    coverage: seededCoverage({ accounts: 2, audited: 0, rules }),
  });
  const art = await seedAccount(db, { handle: "north_art" });
  const page = await seedAccount(db, { platform: "facebook", handle: "north_art" });
  const failed = { state: "failed", cause: "over-budget" } as const;
  await seedRunAccount(db, run.id, art.id, failed);
  await seedRunAccount(db, run.id, page.id, { platform: "facebook", state: "failed", cause: "no-connector" });
  const rule = "unaudited-account";
  await answer(art.id, run.id, { rule, result: "pass" });
  await answer(page.id, run.id, { rule, result: "not-applicable" });
  const whole = await said("--rule", rule);
  expect(whole.groups).toMatchObject([
    { answered: 0, unanswered: 0 },
    { answered: 0, unanswered: 1 },
  ]);
  expect(whole.notChecked).toMatchObject([{ account: "x:@north_art", cause: "over-budget" }]);
  expect((await said("--rule", rule, "--organisation", "north")).rules).toEqual(whole.rules);
  const { stdout } = await place.run(["coverage", "--platform", "x", "--rule", rule]);
  expect(stdout).toMatch(/0 of 2 accounts audited; of those asked for, 0 of 1\.\n/u);
  expect(stdout).toMatch(/unaudited-account +0 +0 +1 +0/u);
});

test("what a scan has said since of accounts that the night saw is told apart from the night's own sums", async () => {
  const { run, art, bus } = await night();
  await answer(art.id, run.id, { result: "pass" });
  await answer(bus.id, "scan00000001", { result: "fail", at: new Date("2026-11-22T09:00:00Z") });
  const { stdout } = await place.run(["coverage"]);
  expect(stdout.replaceAll(/\s+/gu, " ")).toContain(
    "The sums by rule and by cause are the night's own; the tables after them count 1 account that a scan has audited again since by the newest answers.",
  );
  const narrowed = await place.run(["coverage", "--organisation", "south"]);
  expect(narrowed.stdout.replaceAll(/\s+/gu, " ")).toContain(
    "All figures below count 1 account that a scan has audited again since by the newest answers, not by the night's.",
  );
  expect((await place.run(["coverage", "--organisation", "north"])).stdout).not.toContain("scan");
});

test("of an older run the sums are told, and that no more is kept; it cannot be narrowed", async () => {
  await night();
  await seedRun(place.database.db, { localDate: "2026-11-23" });
  const { stdout, code } = await place.run(["coverage", "2026-11-22"]);
  expect(code).toBe(0);
  expect(stdout).toContain("Which accounts these were is kept of the newest night alone");
  expect((await place.run(["coverage", "2026-11-22", "--platform", "x"])).code).toBe(2);
});

test("an incomplete night, a missed one and none at all end with exit code 3", async () => {
  const none = await place.run(["coverage"]);
  expect(none).toMatchObject({ code: 3, stderr: expect.stringContaining("`account-audit serve` runs them") });
  const missed = { localDate: "2026-11-21", status: "missed", coverage: null } as const;
  await seedRun(place.database.db, missed);
  expect((await place.run(["coverage", missed.localDate])).code).toBe(3);
  await seedRun(place.database.db, { status: "incomplete" });
  expect((await place.run(["coverage"])).code).toBe(3);
});

test("before the first night the newest scan is named, and shown when it is asked for", async () => {
  const scan = await seedRun(place.database.db, { kind: "scan", schedule: "scan-1", status: "incomplete" });
  const { code, stderr } = await place.run(["coverage"]);
  expect(code).toBe(3);
  const words = /`account-audit (coverage \w+)` shows the newest scan/u.exec(stderr)?.[1]?.split(" ");
  expect(words).toEqual(["coverage", scan.id]);
  expect((await place.run(words ?? [])).stdout).toContain("2026-11-22");
});

test("learner rules are left out where they are for the safeguarding leads alone", async () => {
  await night();
  place.file("account-audit.yaml", "mail: { learner_findings_to: safeguarding_only }\n");
  const { stdout } = await place.run(["coverage"]);
  expect(stdout).not.toContain("learner-followed");
  expect(stdout).toContain("What concerns learners is with the safeguarding leads");
});

test("a misspelt rule gets the nearest, and of those that are shown here alone", async () => {
  await night();
  const asked = async (rule: string) => place.run(["coverage", "--rule", rule]);
  expect(await asked("dormant-acount")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("there is no rule dormant-acount; did you mean dormant-account?"),
  });
  expect((await asked("learner-folowed")).stderr).toContain("did you mean learner-followed?");
  place.file("account-audit.yaml", "mail: { learner_findings_to: safeguarding_only }\n");
  const { code, stderr } = await asked("learner-folowed");
  expect([code, stderr.includes("learner-followed")]).toEqual([2, false]);
});

test("one row for each account and cause, its rules joined; one for many accounts, unless all are asked for", async () => {
  const { run, art } = await night();
  const others = Array.from({ length: 5 }, (_, index) => `north_${index}`);
  for (const handle of others) {
    const { id } = await seedAccount(place.database.db, { handle });
    await seedRunAccount(place.database.db, run.id, id, seen(id));
    for (const rule of handle === "north_0" ? ["dormant-account"] : ["dormant-account", "untagged-posts"]) {
      const since = handle === "north_0" ? "2026-11-01T04:00:00Z" : "2026-11-20T04:00:00Z";
      await answer(id, run.id, { rule, result: "could-not-check", cause: "platform-error", since });
    }
  }
  for (const rule of ["dormant-account", "untagged-posts"]) {
    await answer(art.id, run.id, { rule, result: "could-not-check", cause: "account-protected" });
  }
  const few = await place.run(["coverage"]);
  expect(few.stdout).toMatch(
    /\n5 accounts on X +2026-11-01 or later +dormant-account \(5\), untagged-posts \(4\) +the platform gave errors or no answer/u,
  );
  expect(few.stdout).toMatch(
    /x:@north_art +2026-11-22 +dormant-account, untagged-posts +the account is private/u,
  );
  expect(few.stdout).not.toContain("x:@north_3");
  expect(few.stdout).toContain("--all names each account");
  const all = await place.run(["coverage", "--all"]);
  for (const handle of others) expect(all.stdout).toContain(`x:@${handle} `);
  expect(all.stdout).not.toContain("--all names");
});

test.each([80, 120])("on a terminal of %i columns no line is wider", async (columns) => {
  const { run, art, bus } = await night();
  for (const { id } of RULES) {
    await answer(art.id, run.id, { rule: id, result: "could-not-check", cause: "subscriptions-private" });
    if (id !== "dormant-account")
      await answer(bus.id, run.id, { rule: id, result: "could-not-check", cause: "low-share" });
  }
  const { stdout } = await place.run(["coverage", "--all"], { isTty: true, columns });
  expect(Math.max(...stdout.split("\n").map(widthOf))).toBeLessThanOrEqual(columns);
  expect(stdout.replaceAll(/\s+/gu, " ")).toMatch(/x:@north_art .*all/u);
});
