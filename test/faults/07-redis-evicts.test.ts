import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { prepareQueueBackend } from "../../jobs/queue.ts";
import { UserError } from "../../src/errors.ts";
import { openCollege, type College } from "../support/college.ts";
import { queueBackends, startRedis } from "../support/redis.ts";

let college: College;
beforeAll(async () => {
  college = await openCollege();
});
afterAll(() => college.close());

describe.runIf(queueBackends().includes("redis"))("Redis", () => {
  test.each(["allkeys-lru", "volatile-ttl"])(
    "7: a Redis that may evict (%s) is refused at start-up, with what to do",
    async (policy) => {
      const { serve } = await college.install("redis", {
        redis: { args: ["--maxmemory", "100mb", "--maxmemory-policy", policy] },
      });
      const error = await serve().catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(UserError);
      expect(error).toMatchObject({ kind: "configuration", next: expect.stringContaining("noeviction") });
      expect(String(error)).toContain(policy);
    },
  );

  test("7: a Redis that does not evict is taken; one that does not answer is named, without its password", async () => {
    const redis = await startRedis();
    if (redis === null) throw new Error("queueBackends promised a Redis");
    await expect(prepareQueueBackend({ kind: "redis", url: redis.url })).resolves.toBeUndefined();
    await redis.stop();
    const url = `redis://:hidden@127.0.0.1:${redis.port}`;
    const error = await prepareQueueBackend({ kind: "redis", url }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ kind: "unreachable" });
    expect(String(error)).toContain(`127.0.0.1:${redis.port}`);
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain("hidden");
  });
});
