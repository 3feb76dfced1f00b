/**
 * Nights of many accounts over the platforms' stand-ins, by one scheduler and one worker process, each held against a
 * plain loop that fetches the same pages and copies the same rows into the same Postgres, in the same run.
 * `npm run bench:many-accounts [-- --accounts 1000 --days 3 --follows 400 --learners 10000 --redis]`
 * `--profile DIR` writes the worker's CPU profile there. The stand-ins' rate limits are lifted.
 */
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { addDays, instantOf } from "../src/core/calendar.ts";
import type { LocalDate } from "../src/core/time.ts";
import { runOfNight, type Run } from "../src/store/runs.ts";
import { startChild, type Child, type Usage } from "./scale/child.ts";
import { FIRST_NIGHT, openCollege, ZONE } from "./scale/college.ts";
import type { Metered, PageCall } from "./scale/stand-in.ts";

type Role = "scheduler" | "worker";

const LOOK_MS = 100;
const MINUTE_MS = 60_000;

const { values } = parseArgs({
  options: {
    accounts: { type: "string", default: "1000" },
    days: { type: "string", default: "3" },
    follows: { type: "string", default: "400" },
    learners: { type: "string", default: "10000" },
    redis: { type: "boolean", default: false },
    profile: { type: "string" },
  },
});
const accounts = Number(values.accounts);
const college = await openCollege({
  accounts,
  follows: Number(values.follows),
  learners: Number(values.learners),
  redis: values.redis,
});
const { store, sandbox, env, home } = college;
const { concurrency } = store.config;
const profile = values.profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${values.profile}`];
const service: readonly (readonly [Role, Child])[] = [
  ["scheduler", startChild("./night-process.ts", { env, cwd: home })],
  ["worker", startChild("./night-process.ts", { env, cwd: home, words: profile })],
];
const bare = startChild("./bare-loop.ts");
const processes: readonly (readonly [string, Child])[] = [...service, ["bare loop", bare]];

/** How much longer than the bare loop: on the clock, and of a processor (Postgres's and the stand-ins' apart). */
interface Ratio {
  time: number;
  cpu: number;
}
const ratios: Ratio[] = [];

try {
  console.log(
    `${accounts} accounts, ${values.follows} follows each, ${values.learners} learners; queue on ${values.redis ? "Redis" : "Postgres"}, ${concurrency} audits at a time`,
  );
  for (const [role, child] of service) await child.ask("start", { role, at: store.clock.now() });
  for (let day = 0; day < Number(values.days); day++) await measureNight(addDays(FIRST_NIGHT, day), day);
  const steady = ratios.slice(1);
  const medians = { time: median(steady.map(({ time }) => time)), cpu: median(steady.map(({ cpu }) => cpu)) };
  console.log(`ratio to the bare loop: first night ${said(ratios[0])}; steady, medians: ${said(medians)}`);
} finally {
  for (const [, child] of processes) await child.end();
  await college.close();
}

async function measureNight(date: LocalDate, day: number): Promise<void> {
  await sandbox.ask("takePages");
  await sandbox.ask("takeMeter");
  const before = await usages();
  const [run, seconds] = await timed(() => night(date));
  const pages = await sandbox.ask<PageCall[]>("takePages");
  const { requests, microUsd } = await sandbox.ask<Metered>("takeMeter");
  const urls = { x: env["X_API_URL"] ?? "" };
  const task = { pages, urls, databaseUrl: store.databaseUrl, concurrency };
  const [, bareSeconds] = await timed(() => bare.ask("copy", task));
  const after = await usages();
  const cpu = (who: string) => (after.get(who)?.cpuSeconds ?? 0) - (before.get(who)?.cpuSeconds ?? 0);
  const ours = cpu("scheduler") + cpu("worker");
  ratios.push({ time: seconds / bareSeconds, cpu: ours / cpu("bare loop") });
  console.log(
    `${day === 0 ? "first" : "steady"} night ${date} ${run.status}: ${requests} requests, $${(microUsd / 1e6).toFixed(2)}, ` +
      `${seconds.toFixed(1)} s = ${(accounts / seconds).toFixed(1)} accounts/s; bare ${bareSeconds.toFixed(1)} s; ratio ${said(ratios.at(-1))}`,
  );
  for (const [who, { peakMb }] of after) {
    console.log(`  ${who}: ${cpu(who).toFixed(1)} s CPU, peak ${peakMb.toFixed(0)} MB so far`);
  }
  await sandbox.ask("live", date);
}

async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const started = performance.now();
  return [await work(), (performance.now() - started) / 1000];
}

/** Wakes both processes as the minute does, and waits until the night is concluded. */
async function night(date: LocalDate): Promise<Run> {
  const at = instantOf(date, store.config.schedule.nightlyAt, ZONE);
  store.clock.set(at);
  await sandbox.ask("set", at);
  let woken = -Infinity;
  for (;;) {
    if (performance.now() - woken > MINUTE_MS) {
      woken = performance.now();
      for (const [, child] of service) await child.ask("tick", at);
    }
    const run = await runOfNight(store.db, date);
    if (run !== null && run.concludedAt !== null) return run;
    await wait(LOOK_MS);
  }
}

async function usages(): Promise<Map<string, Usage>> {
  const all = new Map<string, Usage>();
  for (const [who, child] of processes) all.set(who, await child.ask<Usage>("usage"));
  return all;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function said(ratio: Ratio | undefined): string {
  return ratio === undefined ? "none" : `${ratio.time.toFixed(1)} in time, ${ratio.cpu.toFixed(1)} in CPU`;
}
