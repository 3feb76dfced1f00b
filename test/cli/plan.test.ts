import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ASSUMED, estimate, type StoredAccount } from "../../src/cli/plan/estimate.ts";
import { nextNight } from "../../src/cli/plan/next-night.ts";
import { readPlan } from "../../src/cli/plan/read.ts";
import { loadConfig } from "../../src/config.ts";
import { listAccounts } from "../../src/store/accounts.ts";
import { planReadings } from "../../src/store/audit-material.ts";
import { learners } from "../../src/store/schema/index.ts";
import { accountWith } from "../core/made-up.ts";
import { clockAt } from "../support/clock.ts";
import { seedAccount, seededProfile, seedLearnerList, seedSpend, seedState } from "../support/seed.ts";
import { openWorkplace, type Workplace } from "./support.ts";

let place: Workplace;
let unfilled: string;
beforeEach(async () => {
  place = await openWorkplace();
  unfilled = readFileSync(join(place.cwd, "account-audit.yaml"), "utf8");
  place.file("account-audit.yaml", `${unfilled}${PRIVACY}`);
  await seedLearnerList(place.database.db, { name: "north", asOf: "2026-11-01", enrolled: 2, known: 1 });
});
afterEach(() => place.close());

const PRIVACY = `
privacy: { dpia_reference: DPIA 7, lawful_basis: Public task, contact: dpo@north.example }
`;
const CENT = 10_000;
const NOW = "2026-11-23T12:00:00Z";
const TOKEN = { X_BEARER_TOKEN: "made-up" };

async function planAt(now: string) {
  const { db } = place.database;
  const config = loadConfig({ env: { ...place.env, ...TOKEN }, cwd: place.cwd });
  return readPlan({ db, config, clock: clockAt(now) }, await listAccounts(db, { status: "live" }));
}

/** Read yesterday, list read whole ten days ago: a quiet night costs a profile, a post and a row. */
const SETTLED = {
  newestPostId: "900",
  postsReadAt: new Date("2026-11-23T03:35:00Z"),
  followGap: 400,
  followKeyVersion: 1,
  followWholeReadAt: new Date("2026-11-13T03:35:00Z"),
  followReadAt: new Date("2026-11-23T03:35:00Z"),
};

test("a settled account costs cents, beside the price of reading all of it", async () => {
  const { db } = place.database;
  await seedState(db, await seedAccount(db), SETTLED);
  const plan = await planAt(NOW);
  expect(plan.night).toEqual({
    date: "2026-11-24",
    scheduledFor: new Date("2026-11-24T03:30:00Z"),
    deadline: new Date("2026-11-24T06:45:00Z"),
  });
  expect(plan.platforms).toMatchObject([
    {
      platform: "x",
      accounts: 1,
      neverSurveyed: 0,
      posts: 1,
      heads: 1,
      whole: [],
      total: 2.5 * CENT,
      naive: (1 + 50 + 400) * CENT,
    },
  ]);
});

test("an account that was never surveyed is estimated by a stated assumption", async () => {
  const { db } = place.database;
  await seedAccount(db);
  const [x] = (await planAt(NOW)).platforms;
  expect(x).toMatchObject({
    neverSurveyed: 1,
    total: (1 + ASSUMED.posts / 2 + ASSUMED.following) * CENT,
  });
  const { stdout } = await place.run(["plan"], { env: { ...place.env, ...TOKEN } });
  expect(stdout).toContain("1 of them unknown until the first survey");
  expect(stdout).toContain("14 posts and 400 follows are assumed");
});

test("no follow list is read where no learner of the platform is known", async () => {
  const { db } = place.database;
  await db.delete(learners);
  await seedState(db, await seedAccount(db), { ...SETTLED, followWholeReadAt: null, followGap: null });
  const [x] = (await planAt(NOW)).platforms;
  expect(x).toMatchObject({ heads: 0, whole: [], leftOut: [], total: 1.5 * CENT });
  const { stdout } = await place.run(["plan"], { env: { ...place.env, ...TOKEN } });
  expect(stdout).toContain("none is read: the privacy section is not filled, or no learner is known");
});

test("no follow list is read where the privacy section is not filled", async () => {
  const { db } = place.database;
  place.file("account-audit.yaml", unfilled);
  await seedState(db, await seedAccount(db), { ...SETTLED, followWholeReadAt: null, followGap: null });
  const [x] = (await planAt(NOW)).platforms;
  expect(x).toMatchObject({ heads: 0, whole: [], leftOut: [], total: 1.5 * CENT });
});

test("what the budget does not reach for is named, and what was spent before counts", async () => {
  const { db } = place.database;
  const art = await seedAccount(db, { handle: "north_art" });
  await seedState(db, art, { ...SETTLED, followWholeReadAt: null, followGap: null });
  await seedSpend(db, { runId: "before", night: "2026-11-24", call: "users", microUsd: 7_000_000 });
  const [x] = (await planAt(NOW)).platforms;
  expect(x).toMatchObject({
    room: 3_000_000,
    leftOut: [{ accountId: art.id, needs: ["following"] }],
    whole: [],
  });
});

test("when not even the whole survey can be paid, the plan says that nothing beyond it is read", async () => {
  const { db } = place.database;
  await seedAccount(db);
  await seedSpend(db, { runId: "before", night: "2026-11-01", call: "users", microUsd: 250_000_000 });
  const [x] = (await planAt(NOW)).platforms;
  expect(x).toMatchObject({ surveyOverBudget: true, total: 0, room: 0 });
  const { stdout } = await place.run(["plan"], { env: { ...place.env, ...TOKEN } });
  expect(stdout.replaceAll(/\s+/gu, " ")).toContain(
    "the budget: it sees those that it can pay for, and nothing else is read",
  );
});

test("where part of the survey can be paid, the cost is at most what the budget leaves, and no zero", async () => {
  const { db } = place.database;
  const env = { ...place.env, ...TOKEN };
  for (const handle of ["north_art", "north_bus", "north_choir"]) await seedAccount(db, { handle });
  await seedSpend(db, { runId: "before", night: "2026-11-01", call: "users", microUsd: 249_980_000 });
  const [x] = (await planAt(NOW)).platforms;
  expect(x).toMatchObject({ surveyOverBudget: true, total: 2 * CENT, room: 2 * CENT });
  const partly = (await place.run(["plan"], { env })).stdout;
  expect(partly).toMatch(/^Cost +at most \$0\.020, what the budget leaves$/mu);
  expect(partly).not.toMatch(/times as much|about \$/u);
  await seedSpend(db, { runId: "before", night: "2026-11-02", call: "users", microUsd: 15_000 });
  expect((await place.run(["plan"], { env })).stdout).toMatch(
    /^Cost +\$0\.00: the budget leaves less than any look-up$/mu,
  );
});

test("lists that are due for a whole reading are named, in words and for machines", async () => {
  const { db } = place.database;
  const art = await seedAccount(db, { handle: "north_art" });
  await seedState(db, art, { ...SETTLED, followWholeReadAt: null, followGap: null });
  const env = { ...place.env, ...TOKEN };
  const { stdout, code } = await place.run(["plan"], { env });
  expect(code).toBe(0);
  expect(stdout).toContain("Lists read whole: x:@north_art.\n");
  const machine = JSON.parse((await place.run(["plan", "--json"], { env })).stdout);
  expect(machine.platforms).toMatchObject([
    { platform: "x", whole: ["x:@north_art"], usd: 4.015, naiveUsd: 4.51 },
  ]);
});

test("a platform without a connection, or without its secret, is said to be could not check", async () => {
  const { db } = place.database;
  await seedAccount(db);
  await seedAccount(db, { platform: "mastodon", handle: "north@example.social" });
  const { stdout } = await place.run(["plan"]);
  expect(stdout).toContain("X is not connected: 1 account will be could not check.\n→ put X_BEARER_TOKEN");
  expect(stdout).toContain("Mastodon: 1 account, could not check: the product has no connection for it yet.");
  expect(stdout).toContain("Nothing will be read.");
  expect(stdout).not.toMatch(/\$|units/u);
  await seedAccount(db, { platform: "youtube", handle: "Example" });
  const machine = JSON.parse(
    (await place.run(["plan", "--json"], { env: { ...place.env, ...TOKEN } })).stdout,
  );
  expect(machine.platforms).toMatchObject([{ platform: "x" }]);
  expect(machine.unconnected).toMatchObject([
    { platform: "youtube", accounts: 1, missing: "YOUTUBE_API_KEY" },
    { platform: "mastodon", accounts: 1, missing: null },
  ]);
});

test("an account that is gone or private costs its look-up alone", async () => {
  const { db } = place.database;
  await seedState(db, await seedAccount(db), { presence: "suspended", profile: null });
  await seedState(db, await seedAccount(db), { presence: "protected" });
  const [x] = (await planAt(NOW)).platforms;
  expect(x).toMatchObject({ total: 2 * CENT, naive: 2 * CENT, heads: 0, posts: 0 });
});

test("an empty register is told how it is filled", async () => {
  expect((await place.run(["plan"])).stdout).toContain("account-audit accounts import FILE.csv");
});

const LONDON = {
  zone: "Europe/London",
  nightlyAt: "03:30",
  nightlyDeadline: "06:45",
  digestWeekday: 1,
  digestAt: "07:30",
  digestSkippedAfterWeekday: 5,
  digestSkippedAfter: "17:00",
  catchUpHours: 20,
};

test("the next night is the first that starts after now, by the wall clock", () => {
  const start = (now: string) => nextNight(new Date(now), LONDON).scheduledFor.toISOString();
  expect(start("2026-11-24T03:29:59Z")).toBe("2026-11-24T03:30:00.000Z");
  expect(start("2026-11-24T03:30:00Z")).toBe("2026-11-25T03:30:00.000Z");
  expect(start("2026-07-01T12:00:00Z")).toBe("2026-07-02T02:30:00.000Z");
});

test("requests that the platform's rate limits do not let through in one night are named", () => {
  const night = nextNight(new Date(NOW), LONDON);
  const accounts = Array.from({ length: 30 }, (_, index): StoredAccount => {
    const account = accountWith({ id: `account${index}` });
    const profile = seededProfile(account.handle, { following: 5_000 });
    return { account, readings: planReadings(null, 0, false), surveyed: { presence: "present", profile } };
  });
  const limit = { requests: 10, windowMinutes: 15 };
  const limits = {
    asOf: "2026-11-01",
    source: "made up",
    survey: limit,
    posts: limit,
    follows: { ...limit, rowsPerRequest: 1_000 },
  };
  const free = () => 0;
  const prices = { currency: "usd", survey: free, posts: free, followRows: free } as const;
  const connector = {
    platform: "x",
    prices: { asOf: "2026-11-01", source: "made up", ...prices },
    surveyBatch: 100,
    limits,
    followRows: { ids: true, handles: true, order: "newest-first" },
  } as const;
  const plan = estimate({
    connector,
    accounts,
    room: null,
    keyVersion: 1,
    followListsWanted: true,
    night,
  });
  expect(plan.tooMuch).toEqual([{ call: "follows", requests: 150, possible: 130 }]);
});
