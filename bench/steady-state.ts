/**
 * What a night costs after a month, a year and three years of nights: the same college thrice, with histories made up
 * in Postgres at the size that real nights leave behind; then real nights, in turns. Requests and dollars must not grow
 * by more than 5 %; time is told as a ratio, with what does not depend on a busy machine: processor time and rows that Postgres read.
 * `npm run bench:steady-state [-- --nights 9 --accounts 40 --redis]`
 */
import { sql } from "drizzle-orm";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { addDays } from "../src/core/calendar.ts";
import { startService, type Service } from "../src/compose/service.ts";
import { runNight } from "../src/demo/nights.ts";
import { SILENT } from "../src/log.ts";
import type { Store } from "../src/compose.ts";
import { FIRST_NIGHT, openCollege, type College } from "./scale/college.ts";
import { makeUpHistory } from "./scale/history.ts";
import type { Metered } from "./scale/stand-in.ts";

const HISTORIES = [
  { name: "1 month", days: 30 },
  { name: "1 year", days: 365 },
  { name: "3 years", days: 3 * 365 },
];
const MOST_GROWTH = 1.05;
const LOOK_MS = 10;
/** After so long an idle process of Postgres has told its statistics. */
const STATISTICS_MS = 12_000;

const { values } = parseArgs({
  options: {
    nights: { type: "string", default: "9" },
    accounts: { type: "string", default: "40" },
    learners: { type: "string", default: "1" },
    redis: { type: "boolean", default: false },
  },
});

interface Night {
  requests: number;
  dollars: number;
  seconds: number;
  cpuSeconds: number;
  /** Rows that Postgres read, from tables and indexes; until it is known, what it had read before the night. */
  rows: number;
}

interface Contestant {
  name: string;
  college: College;
  service: Service;
  nights: Night[];
}

const contestants: Contestant[] = [];
let failed = 0;
try {
  for (const history of HISTORIES) contestants.push(await prepare(history));
  for (let night = 1; night <= Number(values.nights); night++) {
    for (const one of inTurn(night)) {
      const next = await measure(one, addDays(FIRST_NIGHT, night));
      settleRows(one, next.rows);
      one.nights.push(next);
    }
  }
  await wait(STATISTICS_MS);
  for (const one of contestants) settleRows(one, await rowsRead(one.college.store));
  report();
  for (const one of contestants) await tellSizes(one);
} finally {
  for (const { service, college } of contestants) {
    await service.drain();
    await college.close();
  }
}
process.exitCode = failed === 0 ? 0 : 1;

/**
 * Each is the first of its night as often as the others, and comes as often after each of them: who comes first finds other
 * things warm, and Postgres tidies up after one while the next runs.
 */
function inTurn(night: number): readonly Contestant[] {
  const first = night % contestants.length;
  const turns = [...contestants.slice(first), ...contestants.slice(0, first)];
  return Math.floor(night / contestants.length) % 2 === 0 ? turns : turns.toReversed();
}

async function prepare({ name, days }: { name: string; days: number }): Promise<Contestant> {
  const size = { accounts: Number(values.accounts), follows: 400 };
  const college = await openCollege({ ...size, learners: Number(values.learners), redis: values.redis });
  const service = await startService(college.store, { role: "all", log: SILENT });
  const one = { name, college, service, nights: [] };
  await measure(one, FIRST_NIGHT);
  await makeUpHistory(college.store, days);
  return one;
}

async function measure({ college, service }: Contestant, date: string): Promise<Night> {
  const { store, sandbox } = college;
  await sandbox.ask("takeMeter");
  const rows = await rowsRead(store);
  const cpu = process.cpuUsage();
  const started = performance.now();
  const run = await runNight(store, service, date);
  while ((await service.queues.liveJobs("control")) > 0) await wait(LOOK_MS); // it tidies up after the night
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const { requests, microUsd } = await sandbox.ask<Metered>("takeMeter");
  if (run.status !== "done") throw new Error(`the night of ${date} is ${run.status}`);
  await sandbox.ask("live", date);
  return { requests, dollars: microUsd / 1e6, seconds, cpuSeconds: (user + system) / 1e6, rows };
}

/** Postgres's processes tell what they have read some seconds late: a night's rows are counted up to the next one. */
function settleRows({ nights }: Contestant, now: number): void {
  const last = nights.at(-1);
  if (last !== undefined) last.rows = now - last.rows;
}

async function rowsRead({ db }: Store): Promise<number> {
  const [row] = await db.execute<{ rows: number }>(
    sql`select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::float8 as rows from pg_stat_user_tables where schemaname = 'public'`,
  );
  return row?.rows ?? 0;
}

/** Medians, and the median ratio of each night to the one beside it: the machine may grow slower while all this runs. */
function report(): void {
  const [shortest] = contestants;
  const figures = ["requests", "dollars", "seconds", "cpuSeconds", "rows"] as const;
  console.log(
    `medians of ${values.nights} nights in turns; ${values.accounts} accounts, queue on ${values.redis ? "Redis" : "Postgres"}`,
  );
  for (const { name, nights } of contestants) {
    const said = figures.map((figure) => {
      const value = median(nights.map((one) => one[figure]));
      const ratio = median(
        nights.map((one, night) => one[figure] / (shortest?.nights[night]?.[figure] ?? Number.NaN)),
      );
      if (ratio > MOST_GROWTH && (figure === "requests" || figure === "dollars")) failed += 1;
      return `${figure} ${value.toFixed(figure === "requests" || figure === "rows" ? 0 : 2)} (×${ratio.toFixed(3)})`;
    });
    console.log(`${name.padEnd(8)} ${said.join(", ")}`);
  }
  if (failed > 0) console.error("FAILED: requests or dollars grow with history");
}

/** Rows and size of the tables that a history fills. */
async function tellSizes({ name, college }: Contestant): Promise<void> {
  const tables = await college.store.db.execute<{ name: string; rows: number; kb: number; read: number }>(sql`
    select relname as name, n_live_tup::int as rows, (pg_total_relation_size(relid) / 1024)::int as kb,
      (seq_tup_read + coalesce(idx_tup_fetch, 0))::float8 as read
    from pg_stat_user_tables where schemaname = 'public' and n_live_tup > 0 order by 3 desc limit 14`);
  console.log(
    `${name}: ${[...tables].map((table) => `${table.name} ${table.rows} rows ${table.kb} kB`).join("; ")}`,
  );
}

function median(figures: readonly number[]): number {
  return figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? Number.NaN;
}
