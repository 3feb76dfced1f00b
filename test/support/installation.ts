/** An installation of the product in a test: a database, a queue backend, the register and a learner list. */
import { join } from "node:path";
import type { XSettings } from "../../connectors/x/index.ts";
import type { Store } from "../../src/compose.ts";
import { startService, type Service } from "../../src/compose/service.ts";
import { localDateOf } from "../../src/core/calendar.ts";
import { hashed } from "../../src/learners/hash.ts";
import type { Log } from "../../src/log.ts";
import { FIELD_DEFAULTS } from "../../src/register/entry.ts";
import { loadKey } from "../../src/secrets.ts";
import { importAccounts } from "../../src/store/account-import.ts";
import { FIRST_KEY_VERSION } from "../../src/store/key-check.ts";
import { importLearnerList } from "../../src/store/learner-lists.ts";
import { runOfNight, type Run } from "../../src/store/runs.ts";
import type { Role } from "../../src/store/services.ts";
import { seededIds } from "./clock.ts";
import { handleOf, NAMES, registeredAt, ZONE, type Grounds, type Name } from "./college-world.ts";
import { freshDatabase, type FreshDatabase } from "./database.ts";
import { HEIR_LOCK_MS, openFastStore, type WorkerOptions } from "./fast-store.ts";
import { startRedis, type RedisOptions, type TestRedis } from "./redis.ts";
import type { QueueBackend } from "./redis.ts";
import { startScript, type TestProcess } from "./process.ts";
import { until } from "./until.ts";

export interface InstallationOptions {
  redis?: RedisOptions;
  /** Further environment variables. */
  env?: Readonly<Record<string, string>>;
}

export interface ServiceOptions {
  role?: Role;
  lockMs?: number;
  x?: Partial<XSettings>;
  /** Further environment variables. */
  env?: Readonly<Record<string, string>>;
}

export interface RunningService extends Service {
  store: Store;
  /** What it logged: one line each, as people would read it. */
  log: string[];
  /** Ticks until the night has concluded, and returns its run. Jobs may still be at their last step. */
  finish(date: string, patienceMs?: number): Promise<Run>;
  /** Finishes the night and drains: nothing of it is under way any more. */
  finishAndDrain(date: string): Promise<Run>;
  /** Ticks, as often as the minutes of a night do, until the condition holds. */
  tickUntil<T>(
    what: string,
    look: () => T | Promise<T>,
    patienceMs?: number,
  ): Promise<Exclude<T, false | null | undefined>>;
}

export interface Installation {
  database: FreshDatabase;
  redis: TestRedis | null;
  env: Readonly<Record<string, string>>;
  ids: Readonly<Record<Name, string>>;
  /** A service in this process. Drained by `close` if the test does not. */
  serve(options?: ServiceOptions): Promise<RunningService>;
  /** A service in a process of its own (support/worker.ts), that can be killed. Ended by `close`. */
  spawnWorker(options?: WorkerOptions): Promise<TestProcess>;
  /** A store of the test's own, for nights without a queue. Closed by `close`. */
  store(x?: Partial<XSettings>): Promise<Store>;
  close(): Promise<void>;
}

export async function openInstallation(
  college: Grounds,
  backend: QueueBackend,
  options: InstallationOptions,
): Promise<Installation> {
  const database = await freshDatabase();
  const redis = backend === "redis" ? await startRedis(options.redis) : null;
  if (backend === "redis" && redis === null) throw new Error("there is no redis-server on the PATH");
  const env = {
    ACCOUNT_AUDIT_KEY: college.keyText,
    DATABASE_URL: database.url,
    X_BEARER_TOKEN: "made-up-bearer-token",
    X_API_URL: college.sandbox.url,
    ...(redis === null ? {} : { REDIS_URL: redis.url }),
    ...options.env,
  };
  const ids = await register(college, database);
  const services: RunningService[] = [];
  const workers: TestProcess[] = [];
  const stores: Store[] = [];
  return {
    database,
    redis,
    env,
    ids,
    async serve(serving = {}) {
      const service = await serve(college, { ...env, ...serving.env }, serving);
      services.push(service);
      return service;
    },
    async spawnWorker(spawning = {}) {
      const worker = await spawnWorker(college, env, spawning);
      workers.push(worker);
      return worker;
    },
    async store(x) {
      const store = await openFastStore(env, college.settings, college.clock, x);
      stores.push(store);
      return store;
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.kill()));
      for (const service of services) await service.drain();
      for (const store of stores) await store.close();
      await redis?.stop();
      await database.close();
    },
  };
}

/** The same ids in every installation: what two of them found can be compared. */
async function register(college: Grounds, { db }: FreshDatabase): Promise<Record<Name, string>> {
  const ids = seededIds(23);
  const now = registeredAt();
  const entries = NAMES.map((handle, index) => ({
    line: index + 2,
    platform: "x" as const,
    handle,
    handleKey: handle,
    id: null,
    fields: {
      ...FIELD_DEFAULTS,
      organisations: [handle === "capitalccg" ? "cccg" : "conel"],
      kind: index < 2 ? ("official" as const) : ("departmental" as const),
      department: handle,
      keepers: ["keeper@college.example", "other@college.example"],
    },
  }));
  const report = await importAccounts(db, entries, { now, ids, dryRun: false, partial: false, problems: [] });
  const key = loadKey({ keyText: college.keyText, keyFile: null });
  const [byHandle, byId] = college.learners;
  const rows = [
    { platform: "x" as const, id: null, handleKey: handleOf(byHandle), lastDay: null },
    { platform: "x" as const, id: byId, handleKey: null, lastDay: null },
  ];
  const snapshot = {
    name: "conel",
    asOf: localDateOf(now, ZONE),
    enrolled: 2,
    learners: rows.map((row) => hashed(key, row)),
    keyVersion: FIRST_KEY_VERSION,
  };
  const today = localDateOf(now, ZONE);
  await importLearnerList(db, snapshot, { now, today, ids, dryRun: false, confirmShrink: true });
  return Object.fromEntries(report.added.map(({ handle, id }) => [handle, id ?? ""])) as Record<Name, string>;
}

async function serve(
  college: Grounds,
  env: Readonly<Record<string, string>>,
  { role = "all", lockMs = HEIR_LOCK_MS, x = {} }: ServiceOptions,
): Promise<RunningService> {
  const log: string[] = [];
  const store = await openFastStore(env, college.settings, college.clock, x);
  const service = await startService(store, { role, lockMs, log: logInto(log) }).catch(
    async (error: unknown) => {
      await store.close();
      throw error;
    },
  );
  const tickUntil: RunningService["tickUntil"] = async (what, look, patienceMs) => {
    let ticked = 0;
    const lookAgain = async () => {
      if (Date.now() - ticked > 150) {
        await service.tick();
        ticked = Date.now();
      }
      return look();
    };
    return until(what, lookAgain, patienceMs);
  };
  let drained: Promise<void> | null = null;
  const drain = async () => {
    await service.drain();
    await store.close();
  };
  const drainOnce = () => (drained ??= drain());
  const finish: RunningService["finish"] = (date, patienceMs) => {
    const concluded = async () => {
      const run = await runOfNight(store.db, date);
      return run?.concludedAt ? run : null;
    };
    return tickUntil(`the night of ${date} concludes`, concluded, patienceMs);
  };
  return {
    ...service,
    store,
    log,
    tickUntil,
    finish,
    async finishAndDrain(date) {
      const run = await finish(date);
      await drainOnce();
      return run;
    },
    drain: drainOnce,
  };
}

function logInto(lines: string[]): Log {
  const say =
    (level: string): Log["info"] =>
    (what, fields = {}) =>
      void lines.push(`${level} ${what} ${JSON.stringify(fields)}`);
  return { info: say("info"), warn: say("warn"), error: say("error") };
}

async function spawnWorker(
  college: Grounds,
  env: Readonly<Record<string, string>>,
  options: WorkerOptions,
): Promise<TestProcess> {
  const told = { ...options, now: college.clock.now().toISOString(), cwd: college.settings };
  // Loading the product is most of a worker's short life: what one has compiled the next need not.
  const compiled = join(college.settings, "compiled");
  return startScript("worker.ts", told, {
    ...env,
    ACCOUNT_AUDIT_CONCURRENCY: "1",
    NODE_COMPILE_CACHE: compiled,
  });
}
