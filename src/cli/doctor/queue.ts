import { sql } from "drizzle-orm";
import { Redis } from "ioredis";
import { UserError } from "../../errors.ts";
import { onDatabase, onSettings, ok, problem, warning, type Found, type Patient } from "./check.ts";
import type { Config } from "../../config.ts";
import type { Database } from "../../store/database.ts";

/** Where jobs wait: in Redis, or in schema `bullmq` of the database. */
export const queue = onSettings("Queue", "needs", (config: Config, patient: Patient) =>
  config.redisUrl === null ? postgresQueue.examine(patient) : redisQueue(config.redisUrl, patient.waitMs),
);

const postgresQueue = onDatabase("Queue", "needs", async (db) => inPostgres(db));

async function inPostgres(db: Database): Promise<Found> {
  const [row] = await db.execute<{ tables: number }>(
    sql`select count(*)::int as tables from information_schema.tables where table_schema = 'bullmq'`,
  );
  return (row?.tables ?? 0) > 0
    ? ok("in the database (schema bullmq)")
    : ok("in the database; its tables are made at the first start of `account-audit serve`");
}

async function redisQueue(url: string, waitMs: number): Promise<Found> {
  const said = await askRedis(url, waitMs);
  const policy = /^maxmemory_policy:(\S+)/mu.exec(said)?.[1];
  const version = /^redis_version:(\S+)/mu.exec(said)?.[1] ?? "?";
  const appends = /^aof_enabled:1/mu.test(said);
  if (policy !== undefined && policy !== "noeviction") {
    return problem(
      `Redis ${version} may throw jobs away: its maxmemory-policy is ${policy}`,
      "run `redis-cli config set maxmemory-policy noeviction` and put it into redis.conf",
    );
  }
  if (!appends) {
    return warning(
      `Redis ${version} keeps no append-only file: a crash of it delays the work at hand by minutes`,
      "set appendonly yes in redis.conf",
    );
  }
  return ok(`Redis ${version}, noeviction, append-only`);
}

async function askRedis(url: string, waitMs: number): Promise<string> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: waitMs,
    commandTimeout: waitMs,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  redis.on("error", () => undefined); // connect() below reports it
  try {
    await redis.connect();
    return await redis.info();
  } catch {
    throw new UserError(
      "unreachable",
      `Redis at ${new URL(url).host} does not answer`,
      "start it, mend REDIS_URL, or unset REDIS_URL to keep the queue in Postgres",
    );
  } finally {
    redis.disconnect();
  }
}
