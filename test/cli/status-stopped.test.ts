/** A platform of which nothing can be read is one thing to do in `status`; what a scan of a few met is not said of all. */
import { eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { statusInWords } from "../../src/cli/status/say.ts";
import { evaluations, installation, runAccounts, runs } from "../../src/store/schema/index.ts";
import {
  seedAccount,
  seededCoverage,
  seedEvaluation,
  seedRun,
  seedRunAccount,
  seedSpend,
} from "../support/seed.ts";
import { statusOf } from "./status-of.ts";
import { openWorkplace, type Workplace } from "./support.ts";

const NOON = "2026-11-23T12:00:00Z";
const SEEN = { status: "seen", presence: "present", profile: null } as const;
const WIDE = { isTty: false, columns: 100, color: false };

let place: Workplace;
beforeEach(async () => {
  place = await openWorkplace();
  const setAt = new Date(NOON);
  await place.database.db.insert(installation).values({ name: "first_night", value: "2026-11-20", setAt });
});
afterEach(() => place.close());

const statusAt = (now: string, env: NodeJS.ProcessEnv = {}) => statusOf(place, now, env);
const screenAt = async (now: string) => statusInWords(WIDE, await statusAt(now));
const SCANNED = {
  kind: "scan",
  schedule: "scan:one",
  scheduledFor: new Date("2026-11-23T09:10:00Z"),
  concludedAt: new Date("2026-11-23T09:11:00Z"),
} as const;

/** A run in which the platform answered about none of these accounts. */
async function seedRefusal(
  changes: Parameters<typeof seedRun>[1],
  accounts: readonly { id: string }[],
  cause: "no-permission" | "over-budget" | "not-connected",
) {
  const { db } = place.database;
  const number = accounts.length;
  const coverage = seededCoverage({ accounts: number, audited: 0, notAudited: number });
  const run = await seedRun(db, { localDate: "2026-11-23", status: "incomplete", coverage, ...changes });
  for (const { id } of accounts) {
    await seedRunAccount(db, run.id, id, { cause, surveyed: { status: "failed", cause, detail: "" } });
    await db.delete(evaluations).where(eq(evaluations.accountId, id));
    for (const [ruleId, why] of [
      ["dormant-account", cause],
      ["untagged-posts", "stale"],
    ] as const) {
      await seedEvaluation(db, {
        accountId: id,
        runId: run.id,
        ruleId,
        result: "could-not-check",
        cause: why,
      });
    }
  }
  return run;
}

test("a refused token, or a budget that reaches for nothing, is one thing to do, whatever follows from it", async () => {
  const { db } = place.database;
  const accounts = [await seedAccount(db), await seedAccount(db), await seedAccount(db)];
  const unreadable = await seedAccount(db, { platform: "instagram" });
  for (const [cause, next] of [
    ["no-permission", /connections list/u],
    ["over-budget", /raise budgets/u],
  ] as const) {
    await db.delete(runAccounts);
    await db.delete(runs);
    const run = await seedRefusal({}, accounts, cause);
    await seedRunAccount(db, run.id, unreadable.id, { platform: "instagram", cause: "no-connector" });
    const { todo } = await statusAt(NOON, { X_BEARER_TOKEN: "refused" });
    const ofNight = todo.filter(({ says }) => /X[:,]|night of|no answer|account/u.test(says));
    expect(ofNight.map(({ says }) => says)).toEqual([
      expect.stringMatching(/^X: .+; the night of 2026-11-23 audited none of 3 accounts$/u),
    ]);
    expect(ofNight[0]).toMatchObject({ isProblem: true, next: expect.stringMatching(next) });
  }
});

test("a scan since the last night is spoken of, and what it met is something to do", async () => {
  const { db } = place.database;
  await seedRefusal(SCANNED, [await seedAccount(db)], "no-permission");
  const screen = await screenAt(NOON);
  expect(screen).toMatch(
    /Last scan +2026-11-23 09:10: 0 of 1 account audited; not: the platform refused us permission \(1\)/u,
  );
  expect(screen).toMatch(
    /X: the platform refused us permission; the scan of 2026-11-23 09:10 audited none of 1/u,
  );
  await seedRun(db, { localDate: "2026-11-24" });
  expect(await screenAt("2026-11-24T12:00:00Z")).not.toContain("Last scan");
});

test("a platform whose secret is set by now is to be tried: whether it is accepted nobody knows yet", async () => {
  await seedRefusal({}, [await seedAccount(place.database.db)], "not-connected");
  const about = (todo: readonly { says: string }[]) => todo.filter(({ says }) => says.startsWith("X: "));
  expect(about((await statusAt(NOON)).todo)).toMatchObject([
    { says: expect.stringContaining("not connected: 1") },
  ]);
  expect(about((await statusAt(NOON, { X_BEARER_TOKEN: "given-since" })).todo)).toMatchObject([
    { isProblem: true, next: expect.stringMatching(/doctor --live.*account-audit scan --platform x/u) },
  ]);
});

/** The night saw two of three accounts; then somebody scans the first one. */
async function seedNightOfThree() {
  const { db } = place.database;
  const accounts = [await seedAccount(db), await seedAccount(db), await seedAccount(db)] as const;
  const [first, second, third] = accounts;
  const coverage = seededCoverage({ accounts: 3, audited: 2, notAudited: 1 });
  const night = await seedRefusal({ coverage }, [third], "over-budget");
  for (const { id } of [first, second]) await seedRunAccount(db, night.id, id, { surveyed: SEEN });
  return accounts;
}

const saidOfX = async () => {
  const { todo } = await statusAt(NOON, { X_BEARER_TOKEN: "given" });
  return todo.map(({ says }) => says).filter((says) => /^X[:,] /u.test(says));
};
const ALL_OF_X = /^X: .*; the scan of 2026-11-23 09:10 audited none of/u;

test("a scan of one account that fails says nothing of the others: what the night left is still to be done", async () => {
  const [first] = await seedNightOfThree();
  await seedRefusal(SCANNED, [first], "over-budget");
  await seedSpend(place.database.db, {
    runId: "before",
    night: "2026-11-23",
    call: "users",
    microUsd: 240_000_000,
  });
  expect(await saidOfX()).toEqual([
    expect.stringMatching(/^X, not checked or only in part: .*budget did not reach \(2 of 3 accounts\)/u),
    expect.stringMatching(/^X, not checked or only in part: the last reading is too old/u),
    expect.stringMatching(/^X: the month's cap of \$250\.00 will be used up/u),
  ]);
});

test("a refused token is the whole platform's, whichever account was scanned; so is a budget that reached for none of all", async () => {
  const { db } = place.database;
  const accounts = await seedNightOfThree();
  const refused = await seedRefusal(SCANNED, [accounts[0]], "no-permission");
  expect(await saidOfX()).toContainEqual(expect.stringMatching(ALL_OF_X));
  await db.delete(runAccounts).where(eq(runAccounts.runId, refused.id));
  await db.delete(runs).where(eq(runs.id, refused.id));
  await seedRefusal(SCANNED, accounts, "over-budget");
  expect(await saidOfX()).toEqual([expect.stringMatching(ALL_OF_X)]);
});

test("a night that saw nothing is cleared by a scan that sees one account, and not by one that sees none", async () => {
  const { db } = place.database;
  const accounts = [await seedAccount(db), await seedAccount(db)] as const;
  await seedRefusal({}, accounts, "over-budget");
  const scan = await seedRefusal(SCANNED, [accounts[0]], "over-budget");
  const ofNight = /^X: .*; the night of 2026-11-23 audited none of 2 accounts$/u;
  expect(await saidOfX()).toEqual([expect.stringMatching(ofNight)]);
  await db.update(runAccounts).set({ surveyed: SEEN, cause: null }).where(eq(runAccounts.runId, scan.id));
  expect(await saidOfX()).not.toContainEqual(expect.stringMatching(ofNight));
});
