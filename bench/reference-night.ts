/**
 * The reference night of docs/spend.md: 40 X accounts, 2 posts a day and 400 follows each, 6 new follows in all, and a gap
 * of 3 between count and list on five of them. Real pipeline, real Postgres, X's sandbox with its meter.
 * `npm run bench:reference-night [-- --nights N]` (default 30 nights from the first on).
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openStore, RANDOM_IDS } from "../src/compose.ts";
import { addDays, instantOf } from "../src/core/calendar.ts";
import { SILENT } from "../src/log.ts";
import { newKeyText } from "../src/secrets.ts";
import { FIELD_DEFAULTS } from "../src/register/entry.ts";
import { importAccounts } from "../src/store/account-import.ts";
import { listAccounts } from "../src/store/accounts.ts";
import { countRows } from "../src/store/audit-material.ts";
import { spentOnRun } from "../src/store/spend.ts";
import { madeUpClock, runNight, withService } from "../src/demo/nights.ts";
import {
  addPost,
  addUser,
  createWorld,
  follow,
  startXSandbox,
  strangers,
  type SandboxUser,
} from "../connectors/x/sandbox.ts";

const ACCOUNTS = 40;
const FOLLOWS = 400;
const GAPPED = 5;
const NEW_FOLLOWS = 6;
const FIRST_NIGHT = "2026-09-01";
const REFERENCE_NIGHT = 7;
const ZONE = "Europe/London";

const { values } = parseArgs({ options: { nights: { type: "string", default: "30" } } });
const nights = Number(values.nights);

const clock = madeUpClock(instantOf(FIRST_NIGHT, "00:30", ZONE));
const world = createWorld(7);
const users = Array.from({ length: ACCOUNTS }, (_, index) => {
  const user = addUser(world, { username: `dept_${index}`, followingGap: index < GAPPED ? 3 : 0 });
  user.following = strangers(world, FOLLOWS);
  return user;
});
for (let day = -30; day < 0; day++)
  users.forEach((user, index) => postTwice(user, index, addDays(FIRST_NIGHT, day)));

function postTwice(user: SandboxUser, index: number, date: string): void {
  for (const hour of ["09", "15"]) {
    const at = instantOf(date, `${hour}:${String(index).padStart(2, "0")}`, ZONE);
    addPost(world, user, { at, text: `A day at college, ${date}` });
  }
}

const home = await mkdtemp(join(tmpdir(), "reference-night-"));
await writeFile(join(home, "account-audit.yaml"), "budgets:\n  x:\n    night_usd: 200\n    month_usd: 400\n");
const sandbox = await startXSandbox({ world, clock });
const env = {
  ACCOUNT_AUDIT_HOME: home,
  ACCOUNT_AUDIT_KEY: newKeyText(),
  X_BEARER_TOKEN: "made-up",
  X_API_URL: sandbox.url,
  ...(process.env["DATABASE_URL"] ? { DATABASE_URL: process.env["DATABASE_URL"] } : {}),
};
const store = { ...(await openStore({ env, cwd: home }, { clock, ids: RANDOM_IDS })), clock };
let failed = 0;

try {
  await register();
  await withService(store, SILENT, async (service) => {
    let total = { charged: 0, list: 0, ledger: 0, requests: 0 };
    for (let night = 0; night < nights; night++) {
      const date = addDays(FIRST_NIGHT, night);
      if (night === REFERENCE_NIGHT)
        for (const user of users.slice(2, 2 + NEW_FOLLOWS)) follow(user, strangers(world, 1)[0] ?? "");
      if (night === REFERENCE_NIGHT + 1) users[20]?.following.splice(30, 10);
      sandbox.resetMeter();
      const started = performance.now();
      const run = await runNight(store, service, date);
      const seconds = (performance.now() - started) / 1000;
      const { requests, chargedMicroUsd, listPriceMicroUsd } = sandbox.meter;
      const calls = Object.values(requests).reduce((sum, count) => sum + count, 0);
      const ledger = await spentOnRun(store.db, run.id);
      total = {
        charged: total.charged + chargedMicroUsd,
        list: total.list + listPriceMicroUsd,
        ledger: total.ledger + ledger,
        requests: total.requests + calls,
      };
      const line = `${date} ${run.status.padEnd(10)} ${String(calls).padStart(4)} requests  ${dollars(chargedMicroUsd)} charged  ${dollars(listPriceMicroUsd)} at list price  ${dollars(ledger)} in the ledger  ${seconds.toFixed(1)} s`;
      console.log(line);
      if (ledger !== listPriceMicroUsd) fail("the ledger is not the meter's list price");
      if (night === REFERENCE_NIGHT) await judgeReferenceNight(calls, chargedMicroUsd);
      users.forEach((user, index) => postTwice(user, index, date));
    }
    console.log(
      `${nights} nights: ${dollars(total.charged)} charged, ${dollars(total.list)} at list price, ${total.requests} requests`,
    );
    if (nights >= 30) expectAtMost("30 nights", total.charged, 215_000_000);
  });
} finally {
  await store.close();
  await sandbox.stop();
  await rm(home, { recursive: true, force: true });
}
process.exitCode = failed === 0 ? 0 : 1;

async function register(): Promise<void> {
  const entries = users.map((user, index) => ({
    line: index + 2,
    platform: "x" as const,
    handle: user.username,
    handleKey: user.username.toLowerCase(),
    id: null,
    fields: { ...FIELD_DEFAULTS, organisations: ["conel"], department: `Department ${index}` },
  }));
  const { clock: now, ids } = store;
  await importAccounts(store.db, entries, {
    now: now.now(),
    ids,
    dryRun: false,
    partial: false,
    problems: [],
  });
}

async function judgeReferenceNight(requests: number, charged: number): Promise<void> {
  const naive = ACCOUNTS * (10_000 + 100 * 5_000 + FOLLOWS * 10_000);
  console.log(
    `  reference night: naive ${dollars(naive)}, ours ${dollars(charged)}, 1/${Math.round(naive / charged)}`,
  );
  expectAtMost("reference night", charged, 1_700_000);
  if (requests > 90) fail(`${requests} requests, at most 90 were promised`);
  const stored = await countRows(
    store.db,
    (await listAccounts(store.db)).map(({ id }) => id),
  );
  const found = [...stored.values()].reduce((sum, rows) => sum + rows, 0) - ACCOUNTS * FOLLOWS;
  if (found !== NEW_FOLLOWS) fail(`${found} of ${NEW_FOLLOWS} planted follows found`);
  else console.log(`  all ${NEW_FOLLOWS} planted follows found`);
}

function expectAtMost(what: string, microUsd: number, most: number): void {
  if (microUsd > most) fail(`${what}: ${dollars(microUsd)}, at most ${dollars(most)} was promised`);
  else console.log(`  ${what}: ${dollars(microUsd)} of at most ${dollars(most)}`);
}

function fail(why: string): void {
  failed += 1;
  console.error(`  FAILED: ${why}`);
}

function dollars(microUsd: number): string {
  return `$${(microUsd / 1e6).toFixed(2)}`;
}
