import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { auditAccount } from "../../jobs/requests.ts";
import { openRunAccounts, runOfNight } from "../../src/store/runs.ts";
import { FIRST_NIGHT, openCollege, type College } from "../support/college.ts";
import { dumpOf, type Dump } from "../support/dump.ts";
import { gateAt } from "../support/gate.ts";
import { queueBackends } from "../support/redis.ts";
import { until } from "../support/until.ts";

let college: College;
let undisturbed: Dump;
beforeAll(async () => {
  college = await openCollege();
  const { database, serve } = await college.install();
  await (await serve()).finishAndDrain(FIRST_NIGHT);
  undisturbed = await dumpOf(database.db);
});
afterEach(() => {
  college.world.faults.length = 0;
});
afterAll(() => college.close());

describe.each(queueBackends())("on %s", (backend) => {
  test("5: a worker that stood still, lost its lock and comes back writes nothing over what another found", async () => {
    const { art } = college.users;
    const { database, spawnWorker, serve } = await college.install(backend);
    college.world.faults.push({ kind: "hang", endpoint: "users/following", userId: art.id, times: 1 });
    const sleeper = await spawnWorker({ timeoutMs: 1500 });
    await until("the worker waits for X", () => college.world.faults[0]?.times === 0);
    sleeper.signal("SIGSTOP");

    const service = await serve();
    expect(await service.finishAndDrain(FIRST_NIGHT)).toMatchObject({ status: "done" });
    expect(await dumpOf(database.db)).toEqual(undisturbed);

    // It wakes up, is told that X did not answer, and finds its lease gone; it drains, so that its end is its last word.
    sleeper.signal("SIGCONT");
    sleeper.signal("SIGTERM");
    expect(await sleeper.ended()).toBe(0);
    expect(await dumpOf(database.db)).toEqual(undisturbed);
  });

  test("5: each audit given out twice at once has one result", async () => {
    const { database, serve } = await college.install(backend);
    const { db } = database;
    const stop = await gateAt(database.url, { table: "staged_pages", on: "insert" });
    const one = await serve();
    await one.tickUntil("an audit stages a page", () => stop.isReached());
    const run = await runOfNight(db, FIRST_NIGHT);
    const twins = await openRunAccounts(db, run?.id ?? "");
    const two = await serve();
    await two.tick();
    await two.queues.enqueue(twins.map((twin) => auditAccount(run?.id ?? "", { ...twin, tryNumber: 9 })));
    await stop.open();
    expect(await two.finish(FIRST_NIGHT)).toMatchObject({ status: "done" });
    await one.drain();
    await two.drain();
    expect(await dumpOf(db)).toEqual(undisturbed);
  });
});
