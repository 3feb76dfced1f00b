import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { freshDatabase } from "./database.ts";
import { clockAt, seededIds } from "./clock.ts";
import { queueBackends, startRedis } from "./redis.ts";

test("a fresh database has our tables and BullMQ's, in UTF8, and what one test writes another does not see", async () => {
  const one = await freshDatabase();
  const two = await freshDatabase();
  await one.db.execute(sql`insert into installation (name, value, set_at) values ('a', 'b', now())`);
  expect([...(await one.db.execute(sql`select name from installation`))]).toHaveLength(1);
  expect([...(await two.db.execute(sql`select name from installation`))]).toHaveLength(0);
  const [row] = await two.db.execute(
    sql`select current_setting('server_encoding') as encoding, count(*)::int as tables from pg_tables where schemaname = 'bullmq'`,
  );
  expect(row).toMatchObject({ encoding: "UTF8" });
  expect(row?.["tables"]).toBeGreaterThan(3);
  await Promise.all([one.close(), two.close()]);
});

test("the same seed gives the same identifiers, and the clock moves only when told", () => {
  const [first, second] = [seededIds(7), seededIds(7)];
  const ids = Array.from({ length: 50 }, () => first.next());
  expect(ids).toEqual(Array.from({ length: 50 }, () => second.next()));
  expect(new Set(ids).size).toBe(50);
  expect(ids.every((id) => /^[0-9a-z]{12}$/.test(id))).toBe(true);
  const clock = clockAt("2026-11-23T03:30:00Z");
  clock.advance(60_000);
  expect(clock.now().toISOString()).toBe("2026-11-23T03:31:00.000Z");
});

test.runIf(queueBackends().includes("redis"))(
  "a test's Redis never evicts, and an append-only one outlives a SIGKILL",
  async () => {
    const redis = await startRedis({ appendOnly: true });
    if (redis === null) throw new Error("queueBackends promised a Redis");
    const { Redis } = await import("ioredis");
    const client = new Redis(redis.url, { lazyConnect: false });
    expect(await client.config("GET", "maxmemory-policy")).toContain("noeviction");
    await client.set("key", "value");
    await client.config("SET", "appendfsync", "always");
    await client.set("key", "kept");
    client.disconnect();
    await redis.kill();
    await redis.restart();
    const again = new Redis(redis.url);
    expect(await again.get("key")).toBe("kept");
    again.disconnect();
    await redis.stop();
  },
);
