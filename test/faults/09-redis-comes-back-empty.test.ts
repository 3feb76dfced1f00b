import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FIRST_NIGHT, openCollege, type College } from "../support/college.ts";
import { dumpOf } from "../support/dump.ts";
import { gateAt, type GateAt } from "../support/gate.ts";
import { queueBackends } from "../support/redis.ts";

let college: College;
beforeAll(async () => {
  college = await openCollege();
});
afterAll(() => college.close());

const STEPS: readonly { at: string; gate: GateAt }[] = [
  {
    at: "before the survey is on record",
    gate: { table: "run_accounts", on: "update", when: "new.state = 'pending'" },
  },
  { at: "in the middle of an audit", gate: { table: "staged_pages", on: "insert", when: "new.page = 1" } },
];

describe.runIf(queueBackends().includes("redis"))("Redis", () => {
  test.each(STEPS)(
    "9: a Redis that comes back empty $at is filled again from Postgres, with the same findings",
    async ({ gate }) => {
      const undisturbed = await college.install();
      await (await undisturbed.serve()).finishAndDrain(FIRST_NIGHT);

      const { database, redis, serve } = await college.install("redis");
      const admin = new Redis(redis?.url ?? "");
      const stop = await gateAt(database.url, gate);
      const service = await serve();
      await service.tickUntil("the audit is in the middle", () => stop.isReached());
      await admin.flushall();
      await stop.open();
      expect(await service.finishAndDrain(FIRST_NIGHT)).toMatchObject({ status: "done" });
      expect(await dumpOf(database.db)).toEqual(await dumpOf(undisturbed.database.db));
      admin.disconnect();
    },
  );
});
