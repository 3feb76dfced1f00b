import { afterEach, beforeEach, expect, test } from "vitest";
import { agreeToPrice, priceOf } from "../../src/cli/scan/price.ts";
import { loadConfig } from "../../src/config.ts";
import { clockAt } from "../support/clock.ts";
import { seedAccount, seedLearnerList, seedSpend, seedState } from "../support/seed.ts";
import { runCommand, openWorkplace, type Workplace } from "./support.ts";

let place: Workplace;
beforeEach(async () => {
  place = await openWorkplace();
});
afterEach(() => place.close());

const DOLLAR = 1_000_000;
const DEAR = { microUsd: 3 * DOLLAR, words: "9 accounts: about $3.00." };
const limit = { aboveMicroUsd: DOLLAR, yes: false };

function terminal(answer: string | null) {
  const asked: string[] = [];
  const io = {
    isTty: answer !== null,
    prompt: (question: string) => {
      asked.push(question);
      return Promise.resolve(answer ?? "");
    },
  };
  return { asked, io: io as unknown as Parameters<typeof agreeToPrice>[0] };
}

test("up to the price that the settings name, and with --yes, nobody is asked", async () => {
  const { asked, io } = terminal("no");
  await agreeToPrice(io, { ...DEAR, microUsd: DOLLAR }, limit);
  await agreeToPrice(io, DEAR, { ...limit, yes: true });
  expect(asked).toEqual([]);
});

test("above it, a yes goes on and anything else stops", async () => {
  const yes = terminal(" YES ");
  await agreeToPrice(yes.io, DEAR, limit);
  expect(yes.asked[0]).toContain("more than $1.00 (scan_ask_above_usd in the settings)");
  await expect(agreeToPrice(terminal("y").io, DEAR, limit)).rejects.toThrow("nothing was read");
});

test("where nobody can be asked, the command refuses with exit code 2, the price and --yes, and spends nothing", async () => {
  const { db } = place.database;
  await seedAccount(db);
  await seedLearnerList(db, { name: "north", asOf: "2026-11-01", enrolled: 2, known: 1 });
  place.file(
    "account-audit.yaml",
    "privacy: { dpia_reference: DPIA 7, lawful_basis: Public task, contact: dpo@north.example }\n",
  );
  const env = { ...place.env, X_BEARER_TOKEN: "made-up", X_API_URL: "http://127.0.0.1:9" };
  const { code, stderr } = await runCommand(["scan", "--all"], { env, cwd: place.cwd });
  expect(code).toBe(2);
  expect(stderr).toContain("1 account: about $4.08");
  expect(stderr).toContain("add --yes");
  const [row] = await db.execute<{ runs: number }>("select count(*)::int as runs from runs");
  expect(row?.runs).toBe(0);
});

test("a scan of which the budget pays a part is priced at what it leaves, not as if it read nothing", async () => {
  const { db } = place.database;
  const accounts = [await seedAccount(db), await seedAccount(db)];
  await seedSpend(db, {
    runId: "before",
    night: "2026-11-23",
    call: "users",
    microUsd: 10 * DOLLAR - 15_000,
  });
  const config = loadConfig({ env: { ...place.env, X_BEARER_TOKEN: "made-up" }, cwd: place.cwd });
  const { microUsd, words } = await priceOf({ db, config, clock: clockAt("2026-11-23T12:00:00Z") }, accounts);
  expect(microUsd).toBe(15_000);
  expect(words).toContain("2 accounts: up to about $0.015");
  expect(words).toContain(
    "the budget leaves $0.015, less than the $0.020 to look up 2 accounts: not all will be checked, perhaps none",
  );
});

test("the price is held against what today's budget has left, not the coming night's", async () => {
  const { db } = place.database;
  const account = await seedAccount(db);
  await seedState(db, account);
  await seedSpend(db, { runId: "before", night: "2026-11-23", call: "users", microUsd: 10 * DOLLAR });
  const config = loadConfig({ env: { ...place.env, X_BEARER_TOKEN: "made-up" }, cwd: place.cwd });
  const priceAt = (now: string) => priceOf({ db, config, clock: clockAt(now) }, [account]);
  expect((await priceAt("2026-11-23T12:00:00Z")).words).toBe(
    "1 account: nothing will be read.\nX: the budget leaves $0.00, less than the $0.010 to look up 1 account: none will be checked (budgets.x in the settings).",
  );
  expect((await priceAt("2026-11-24T00:30:00Z")).words).toMatch(/^1 account: about \$0\.\d+\.$/u);
});
