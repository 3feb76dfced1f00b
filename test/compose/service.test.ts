import { afterAll, beforeAll, expect, test } from "vitest";
import { survey } from "../../jobs/requests.ts";
import { openQueues } from "../../src/compose/queues.ts";
import { SILENT } from "../../src/log.ts";
import { SERVICE_PREFIX } from "../../src/store/nights.ts";
import { openCollege, type College } from "../support/college.ts";
import { failWrites } from "../support/failing-write.ts";
import { until } from "../support/until.ts";

let college: College;
beforeAll(async () => {
  college = await openCollege();
});
afterAll(() => college.close());

test("a wake that fails is told to the caller, and keeps no worker of a platform from starting", async () => {
  const { database, serve, store } = await college.install();
  await failWrites(database.db, { table: "runs", on: "insert" }, 1_000);
  const queues = await openQueues(await store(), { prefix: SERVICE_PREFIX, log: SILENT });
  try {
    await queues.enqueue([survey("no-such-run", "x", 0, 1)]);
    expect(await queues.liveJobs("x")).toBe(1);
    const service = await serve();
    const failed = { cause: { message: expect.stringMatching(/insert into "runs"/u) as string } };
    await expect(service.tick()).rejects.toMatchObject(failed);
    expect(service.lastTick()).toBeNull();
    await until("the job left by the service before is done", async () => (await queues.liveJobs("x")) === 0);
  } finally {
    await queues.close();
  }
});
