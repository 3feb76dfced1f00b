import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runOfNight } from "../../src/store/runs.ts";
import { FIRST_NIGHT, openCollege, type College } from "../support/college.ts";
import { dumpOf } from "../support/dump.ts";
import { gateAt } from "../support/gate.ts";
import type { Installation } from "../support/installation.ts";
import { queueBackends } from "../support/redis.ts";

let college: College;
let undisturbed: Installation;
beforeAll(async () => {
  college = await openCollege();
  undisturbed = await college.install();
  await (await undisturbed.serve()).finishAndDrain(FIRST_NIGHT);
});
afterAll(() => college.close());

/** More minutes than an account has tries. */
const FULL_MINUTES = 6;

/** How often it has answered that it is full. */
async function refusalsOf(admin: Redis): Promise<number> {
  return Number(/errorstat_OOM:count=(\d+)/u.exec(await admin.info("errorstats"))?.[1] ?? 0);
}

describe.runIf(queueBackends().includes("redis"))("Redis", () => {
  test("8: a full Redis is said clearly, uses up no try, and when there is room the night runs as ever", async () => {
    const { database, redis, serve } = await college.install("redis");
    const admin = new Redis(redis?.url ?? "");
    const service = await serve();
    await admin.config("SET", "maxmemory", "1");
    for (let minute = 0; minute < FULL_MINUTES; minute++) {
      await expect(service.tick()).rejects.toThrow(/Redis is full/);
    }
    expect(service.log.filter((line) => line.includes("Redis is full"))).toHaveLength(FULL_MINUTES);
    expect(await runOfNight(database.db, FIRST_NIGHT)).toMatchObject({ status: "planned", planTry: 1 });

    await admin.config("SET", "maxmemory", "0");
    expect(await service.finishAndDrain(FIRST_NIGHT)).toMatchObject({ status: "done" });
    expect(await dumpOf(database.db)).toEqual(await dumpOf(undisturbed.database.db));
    admin.disconnect();
  });

  test("8: a Redis that fills up in the middle of an audit loses nothing", async () => {
    const { database, redis, serve } = await college.install("redis");
    const admin = new Redis(redis?.url ?? "");
    const stop = await gateAt(database.url, { table: "staged_pages", on: "insert" });
    const service = await serve();
    await service.tickUntil("an audit stages a page", () => stop.isReached());
    await admin.config("SET", "maxmemory", "1");
    await stop.open();
    for (let minute = 0; minute < FULL_MINUTES; minute++) {
      await service.tick().catch((error: unknown) => expect(String(error)).toMatch(/Redis is full/));
    }
    expect(await refusalsOf(admin)).toBeGreaterThan(0);
    await admin.config("SET", "maxmemory", "0");
    expect(await service.finishAndDrain(FIRST_NIGHT)).toMatchObject({ status: "done" });
    expect(await dumpOf(database.db)).toEqual(await dumpOf(undisturbed.database.db));
    admin.disconnect();
  });
});
