import { afterEach, beforeEach, expect, test } from "vitest";
import { readSpend } from "../../src/cli/spend/read.ts";
import { spendInWords } from "../../src/cli/spend/say.ts";
import { loadConfig } from "../../src/config.ts";
import { spend, spendNights } from "../../src/store/schema/index.ts";
import { clockAt } from "../support/clock.ts";
import { seedAccount, seedSpend } from "../support/seed.ts";
import { openWorkplace, type Workplace } from "./support.ts";

let place: Workplace;
beforeEach(async () => {
  place = await openWorkplace();
});
afterEach(() => place.close());

const PIPE = { isTty: false, columns: 100, color: false };
const DOLLAR = 1_000_000;

async function monthAt(now: string, month: string) {
  const config = loadConfig({ env: place.env, cwd: place.cwd });
  const store = { db: place.database.db, config, clock: clockAt(now) };
  return readSpend(store, { month, platform: null });
}

test("a month: what was spent, for what, by whom, and what it will be", async () => {
  const { db } = place.database;
  const account = await seedAccount(db, { handle: "north_art" });
  await seedSpend(db, { runId: "r", night: "2026-11-20", call: "users/following", microUsd: 3 * DOLLAR });
  await seedSpend(db, { runId: "r", night: "2026-11-21", call: "users", microUsd: DOLLAR });
  await seedSpend(db, { runId: "r", night: "2026-10-05", call: "users", microUsd: 50 * DOLLAR });
  await db.update(spend).set({ accountId: account.id });
  const read = await monthAt("2026-11-21T12:00:00Z", "2026-11");
  expect(read.platforms).toMatchObject([
    {
      platform: "x",
      nights: 2,
      calls: 2,
      spentMicroUsd: 4 * DOLLAR,
      nightsLeft: 9,
      byMonthEndMicroUsd: 22 * DOLLAR,
      dearestNight: { night: "2026-11-20", microUsd: 3 * DOLLAR },
    },
  ]);
  expect(read.calls.map(({ call }) => call)).toEqual(["users/following", "users"]);
  expect(read.accounts).toMatchObject([{ handle: "north_art", microUsd: 4 * DOLLAR, calls: 2 }]);
  const words = spendInWords(PIPE, read);
  expect(words).toMatch(/X +2 +2 +\$4.00 +\$2.00 +\$3.00 on 2026-11-20 +about \$22.00 +\$250.00/u);
});

test("a call without a known end counts at its worst price", async () => {
  const call = { runId: "r", night: "2026-11-20", call: "users", microUsd: DOLLAR, settled: null };
  await seedSpend(place.database.db, call);
  const read = await monthAt("2026-11-21T12:00:00Z", "2026-11");
  expect(read.calls).toMatchObject([{ microUsd: DOLLAR }]);
});

test("a cap that the month will not fit is named with its night and what to do", async () => {
  place.file("account-audit.yaml", "budgets: { x: { night_usd: 10, month_usd: 60 } }\n");
  await seedSpend(place.database.db, {
    runId: "r",
    night: "2026-11-20",
    call: "users",
    microUsd: 10 * DOLLAR,
  });
  const words = spendInWords(PIPE, await monthAt("2026-11-20T12:00:00Z", "2026-11"));
  expect(words).toContain("the month's cap of $60.00 will be used up by the night of 2026-11-26");
  expect(words).toContain("raise budgets.x.month_usd");
});

test("a platform that takes quota is told in its units, never in dollars", async () => {
  const { db } = place.database;
  for (const [night, quota] of [
    ["2026-11-20", 210],
    ["2026-11-21", 370],
  ] as const) {
    await db.insert(spendNights).values({ platform: "youtube", night, microUsd: 0, quota, calls: 3 });
  }
  const words = spendInWords(PIPE, await monthAt("2026-11-21T12:00:00Z", "2026-11"));
  expect(words).toMatch(/YouTube +2 +6 +580 units +290 units +370 units/u);
  expect(words).not.toContain("$");
});

test("one unit is one unit, and the cap of a quota is the day's", async () => {
  const day = { platform: "youtube", night: "2026-11-20", microUsd: 0, quota: 1, calls: 1 } as const;
  await place.database.db.insert(spendNights).values(day);
  const words = spendInWords(PIPE, await monthAt("2026-11-21T12:00:00Z", "2026-11"));
  expect(words).toMatch(/YouTube +1 +1 +1 unit +1 unit +1 unit +- +9,000 units a day/u);
});

test("an empty month says so; a word that is no month is a mistake in the call", async () => {
  const { code, stdout } = await place.run(["spend", "--month", "2025-01"]);
  expect({ code, said: stdout.includes("No platform was called in 2025-01") }).toEqual({
    code: 0,
    said: true,
  });
  expect((await place.run(["spend", "--month", "2025-13"])).code).toBe(2);
});

test("a month of long ago has its nights, and says that its calls are no longer all kept", async () => {
  const { db } = place.database;
  await seedSpend(db, { runId: "r", night: "2025-09-05", call: "users", microUsd: DOLLAR });
  await db.delete(spend); // as after 400 days; the nights stay
  const read = await monthAt("2026-11-21T12:00:00Z", "2025-09");
  expect(read).toMatchObject({ platforms: [{ spentMicroUsd: DOLLAR }], areCallsKept: false });
  const words = spendInWords(PIPE, read);
  expect(words).toContain("Calls are kept for 400 days: what this month was spent for is not all known.");
  expect(words).not.toContain("What was paid for");
  expect((await monthAt("2026-11-21T12:00:00Z", "2026-11")).areCallsKept).toBe(true);
});
