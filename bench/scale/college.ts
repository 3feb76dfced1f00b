/** A made-up college over the stand-ins, registered in a database of its own, with a learner index of a real size. */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { openStore, type Store } from "../../src/compose.ts";
import { instantOf } from "../../src/core/calendar.ts";
import { madeUpClock, type MadeUpClock } from "../../src/demo/nights.ts";
import { FIELD_DEFAULTS } from "../../src/register/entry.ts";
import { loadKey, newKeyText } from "../../src/secrets.ts";
import { importAccounts } from "../../src/store/account-import.ts";
import { assertKeyMatches } from "../../src/store/key-check.ts";
import { learnerLists, learners } from "../../src/store/schema/index.ts";
import { startRedis } from "../../test/support/redis.ts";
import { startChild, type Child } from "./child.ts";
import type { SandboxStarted } from "./sandbox-process.ts";
import type { CollegeSize } from "./stand-in.ts";

export const FIRST_NIGHT = "2026-09-01";
export const ZONE = "Europe/London";

/** A cap so high that even a first night reads everything; the learner rules on, since without them no follow list is read. */
const SETTINGS = `budgets:
  x: { night_usd: 100000, month_usd: 1000000 }
privacy: { dpia_reference: made up, lawful_basis: made up, contact: dpo@college.example }
`;

export interface College {
  store: Store & { clock: MadeUpClock };
  sandbox: Child;
  /** What a process of the service needs to work for it. */
  env: Readonly<Record<string, string>>;
  home: string;
  close(): Promise<void>;
}

export interface CollegeOptions extends CollegeSize {
  /** Entries of the learner index, none of whom is followed. */
  learners: number;
  redis: boolean;
}

export async function openCollege(options: CollegeOptions): Promise<College> {
  const at = instantOf(FIRST_NIGHT, "00:30", ZONE);
  const clock = madeUpClock(at);
  const sandbox = startChild("./sandbox-process.ts");
  const size = { accounts: options.accounts, follows: options.follows };
  const started = await sandbox.ask<SandboxStarted>("start", { size, at });
  const redis = options.redis ? await startRedis() : null;
  if (options.redis && redis === null) throw new Error("redis-server is not on the PATH");
  const home = await mkdtemp(join(tmpdir(), "account-audit-bench-"));
  await writeFile(join(home, "account-audit.yaml"), SETTINGS);
  const env = {
    ACCOUNT_AUDIT_HOME: home,
    ACCOUNT_AUDIT_KEY: newKeyText(),
    ...(redis === null ? {} : { REDIS_URL: redis.url }),
    ...started.env,
  };
  const store = { ...(await openStore({ env, cwd: home }, { clock })), clock };
  await register(store, started.registered);
  await knowLearners(store, env.ACCOUNT_AUDIT_KEY, options.learners);
  return {
    store,
    sandbox,
    env,
    home,
    async close() {
      await store.close();
      await sandbox.end();
      await redis?.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function register(store: Store, registered: SandboxStarted["registered"]): Promise<void> {
  const entries = registered.map(({ platform, handle }, index) => ({
    line: index + 2,
    id: null,
    platform,
    handle,
    handleKey: handle.toLowerCase(),
    fields: { ...FIELD_DEFAULTS, organisations: ["conel"], department: `Department ${index}` },
  }));
  const how = { now: store.clock.now(), ids: store.ids, dryRun: false, partial: false, problems: [] };
  await importAccounts(store.db, entries, how);
}

async function knowLearners(store: Store, keyText: string, count: number): Promise<void> {
  const { db, clock, ids } = store;
  const keyVersion = await assertKeyMatches(db, loadKey({ keyFile: null, keyText }), clock.now());
  const list = { name: "bench", asOf: FIRST_NIGHT, enrolled: count, importedAt: clock.now() };
  await db.insert(learnerLists).values(list);
  const rows = Array.from({ length: count }, () => ({
    id: ids.next(),
    list: "bench",
    platform: "x" as const,
    handleHash: randomBytes(32),
    keyVersion,
  }));
  for (let at = 0; at < rows.length; at += 1000) await db.insert(learners).values(rows.slice(at, at + 1000));
  await db.execute(sql`analyze ${learners}`); // as the import does
}
