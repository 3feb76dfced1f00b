/**
 * The reference night of docs/spend.md: 40 X accounts, 2 posts a day and 400 follows each, 6 new follows in all, and a gap
 * of 3 between count and list on five of them; then a night after ten unfollows, and the sum of 30 nights. Real pipeline,
 * real Postgres, X's sandbox with its meter. `npm run bench:reference-night [-- --nights N]`
 */
import { parseArgs } from "node:util";
import { follow, strangers } from "../connectors/x/sandbox.ts";
import { addDays } from "../src/core/calendar.ts";
import { SILENT } from "../src/log.ts";
import { runNight, withService } from "../src/demo/nights.ts";
import { listAccounts } from "../src/store/accounts.ts";
import { countRows } from "../src/store/audit-material.ts";
import { ACCOUNTS, dollars, FIRST_NIGHT, FOLLOWS, openReference, postTwice } from "./reference-college.ts";
import { ledgerOfRun } from "../test/support/ledger.ts";

const NEW_FOLLOWS = 6;
const REFERENCE_NIGHT = 7;
const UNFOLLOWS = 10;
const NAIVE_MICRO_USD = ACCOUNTS * (10_000 + 100 * 5_000 + FOLLOWS * 10_000);

const { values } = parseArgs({ options: { nights: { type: "string", default: "30" } } });
const nights = Number(values.nights);
const reference = await openReference();
const { store, sandbox, world, users } = reference;
const total = { charged: 0, list: 0, requests: 0 };
let failed = 0;

try {
  await withService(store, SILENT, async (service) => {
    for (let night = 0; night < nights; night++) {
      const date = addDays(FIRST_NIGHT, night);
      changeFollows(night);
      sandbox.resetMeter();
      const started = performance.now();
      const run = await runNight(store, service, date);
      const seconds = (performance.now() - started) / 1000;
      const { counted } = await ledgerOfRun(store.db, run.id);
      const { chargedMicroUsd: charged, listPriceMicroUsd: list } = sandbox.meter;
      const requests = Object.values(sandbox.meter.requests).reduce((sum, count) => sum + count, 0);
      console.log(
        `${date} ${run.status}: ${requests} requests, ${dollars(charged)} charged, ${dollars(list)} at list price, ${dollars(counted)} in the ledger, ${seconds.toFixed(1)} s`,
      );
      if (counted !== list) fail("the ledger is not the meter's list price");
      if (night === REFERENCE_NIGHT) await judgeReferenceNight(requests, charged);
      total.charged += charged;
      total.list += list;
      total.requests += requests;
      postTwice(world, users, date);
    }
  });
  console.log(
    `${nights} nights: ${dollars(total.charged)} charged, ${dollars(total.list)} at list price, ${total.requests} requests`,
  );
  if (nights === 30) expectAtMost("30 nights", total.charged, 215_000_000);
} finally {
  await reference.close();
}
process.exitCode = failed === 0 ? 0 : 1;

function changeFollows(night: number): void {
  if (night === REFERENCE_NIGHT) {
    for (const user of users.slice(2, 2 + NEW_FOLLOWS)) follow(user, strangers(world, 1)[0] ?? "");
  }
  if (night === REFERENCE_NIGHT + 1) users[20]?.following.splice(30, UNFOLLOWS);
}

async function judgeReferenceNight(requests: number, charged: number): Promise<void> {
  console.log(
    `  the reference night: naive ${dollars(NAIVE_MICRO_USD)}, ours 1/${Math.round(NAIVE_MICRO_USD / charged)}`,
  );
  expectAtMost("the reference night", charged, 1_700_000);
  if (requests > 90) fail(`${requests} requests, at most 90 were promised`);
  const ids = (await listAccounts(store.db)).map(({ id }) => id);
  const stored = [...(await countRows(store.db, ids)).values()].reduce((sum, rows) => sum + rows, 0);
  const found = stored - ACCOUNTS * FOLLOWS;
  if (found === NEW_FOLLOWS) console.log(`  all ${NEW_FOLLOWS} planted follows found`);
  else fail(`${found} of ${NEW_FOLLOWS} planted follows found`);
}

function expectAtMost(what: string, microUsd: number, most: number): void {
  if (microUsd > most) fail(`${what}: ${dollars(microUsd)}, at most ${dollars(most)} was promised`);
  else console.log(`  ${what}: ${dollars(microUsd)} of at most ${dollars(most)}`);
}

function fail(why: string): void {
  failed += 1;
  console.error(`  FAILED: ${why}`);
}
