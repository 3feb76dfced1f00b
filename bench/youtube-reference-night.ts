/**
 * YouTube's reference night of docs/spend.md: 40 channels, 2 uploads a day in all, 400 subscriptions each; then one on which
 * six channels subscribe to somebody new, one of them to a learner. Real pipeline, real Postgres, YouTube's sandbox with its
 * meter. `npm run bench:youtube-reference-night [-- --nights N]`
 */
import { parseArgs } from "node:util";
import { strangers, subscribe } from "../connectors/youtube/sandbox.ts";
import { addDays } from "../src/core/calendar.ts";
import { SILENT } from "../src/log.ts";
import { runNight, withService } from "../src/demo/nights.ts";
import { listAccounts } from "../src/store/accounts.ts";
import { countRows } from "../src/store/audit-material.ts";
import { findings, spendNights } from "../src/store/schema/index.ts";
import { CHANNELS, FIRST_NIGHT, openYouTubeCollege, SUBSCRIPTIONS, upload } from "./youtube-college.ts";

const NEW_SUBSCRIPTIONS = 6;
const REFERENCE_NIGHT = 3;
const MOST_UNITS = 370;
/** Without a memory: each profile by itself, the newest 100 videos with their texts, the whole list. */
const NAIVE_UNITS = CHANNELS * (1 + 4 + SUBSCRIPTIONS / 50);

const { values } = parseArgs({ options: { nights: { type: "string", default: "7" } } });
const nights = Number(values.nights);
const college = await openYouTubeCollege();
const { store, sandbox, world, channels } = college;
let failed = 0;

try {
  await withService(store, SILENT, async (service) => {
    for (let night = 0; night < nights; night++) {
      const date = addDays(FIRST_NIGHT, night);
      if (night === REFERENCE_NIGHT) subscribeAnew();
      sandbox.resetMeter();
      const started = performance.now();
      const run = await runNight(store, service, date);
      const seconds = (performance.now() - started) / 1000;
      const { units, requests } = sandbox.meter;
      const calls = Object.entries(requests).map(([name, count]) => `${count} ${name}`);
      const ledger = await unitsOf(date);
      console.log(
        `${date} ${run.status}: ${units} units (${calls.join(", ")}), ${ledger} in the ledger, ${seconds.toFixed(1)} s`,
      );
      if (run.status !== "done") fail("the night is not done");
      if (ledger !== units) fail("the ledger is not the meter");
      if (night > 0 && units > MOST_UNITS) fail(`at most ${MOST_UNITS} units were promised`);
      if (night === REFERENCE_NIGHT) await judge(units);
      upload(world, channels, date, night + 180);
    }
  });
} finally {
  await college.close();
}
process.exitCode = failed === 0 ? 0 : 1;

function subscribeAnew(): void {
  const news = [college.learner, ...strangers(world, NEW_SUBSCRIPTIONS - 1)];
  for (const [index, id] of news.entries()) {
    const channel = channels[2 + index];
    if (channel !== undefined) subscribe(channel, id);
  }
}

async function unitsOf(night: string): Promise<number> {
  const rows = await store.db.select().from(spendNights);
  return rows.find((row) => row.platform === "youtube" && row.night === night)?.quota ?? 0;
}

async function judge(units: number): Promise<void> {
  console.log(
    `  the reference night: ${units} of at most ${MOST_UNITS} units; naive ${NAIVE_UNITS}, ${(NAIVE_UNITS / units).toFixed(1)} times as many`,
  );
  const ids = (await listAccounts(store.db)).map(({ id }) => id);
  const stored = [...(await countRows(store.db, ids)).values()].reduce((sum, rows) => sum + rows, 0);
  const found = stored - CHANNELS * SUBSCRIPTIONS;
  if (found === NEW_SUBSCRIPTIONS) console.log(`  all ${NEW_SUBSCRIPTIONS} planted subscriptions found`);
  else fail(`${found} of ${NEW_SUBSCRIPTIONS} planted subscriptions found`);
  const open = (await store.db.select().from(findings)).filter((one) => one.ruleId === "learner-followed");
  if (open.length === 1) console.log("  the one to a learner is a finding");
  else fail(`${open.length} findings of a followed learner, 1 was planted`);
}

function fail(why: string): void {
  failed += 1;
  console.error(`  FAILED: ${why}`);
}
