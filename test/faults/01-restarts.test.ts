import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { FIRST_NIGHT, nightAt, openCollege, type College } from "../support/college.ts";
import { dumpOf } from "../support/dump.ts";
import { gateAt, type GateAt } from "../support/gate.ts";
import type { RunningService } from "../support/installation.ts";
import { queueBackends } from "../support/redis.ts";
import { until } from "../support/until.ts";

let college: College;
beforeAll(async () => {
  college = await openCollege();
});
afterAll(() => college.close());

const SECOND_NIGHT = "2026-11-24";
/** Within seconds, says RELIABILITY.md. */
const SECONDS_MS = 10_000;

/** Ends connections of ours, and waits for it: what a restart of Postgres looks like from here. */
async function endConnections(url: string): Promise<number> {
  const client = postgres(url, { max: 1, onnotice: () => undefined });
  const ended = await client`
    select pg_terminate_backend(pid, 5000) from pg_stat_activity
    where datname = current_database() and application_name <> 'the test' and pid <> pg_backend_pid()`;
  await client.end({ timeout: 5 });
  return ended.length;
}

/** As the minutes go by: a wake that fails is said, and tried again at the next minute. */
async function finishInSpiteOfIt(service: RunningService, date: string): Promise<void> {
  const began = Date.now();
  await until(`a tick that works, for ${date}`, () =>
    service.tick().then(
      () => true,
      () => false,
    ),
  );
  expect(Date.now() - began).toBeLessThan(SECONDS_MS);
  expect(await service.finish(date)).toMatchObject({ status: "done" });
}

test.each(queueBackends())(
  "1, 2: connections to Postgres that end while the worker is idle are opened again; the next night runs (queue on %s)",
  async (backend) => {
    college.clock.set(nightAt(FIRST_NIGHT));
    const { database, serve } = await college.install(backend);
    const service = await serve();
    expect(await service.finish(FIRST_NIGHT)).toMatchObject({ status: "done" });
    expect(await endConnections(database.url)).toBeGreaterThan(0);
    college.clock.set(nightAt(SECOND_NIGHT));
    await finishInSpiteOfIt(service, SECOND_NIGHT);
  },
);

test.runIf(queueBackends().includes("redis"))(
  "1, 2: a Redis that restarts while the worker is idle is found again; the next night runs",
  async () => {
    college.clock.set(nightAt(FIRST_NIGHT));
    const { redis, serve } = await college.install("redis", { redis: { appendOnly: true } });
    const service = await serve();
    expect(await service.finish(FIRST_NIGHT)).toMatchObject({ status: "done" });
    await redis?.kill();
    await redis?.restart();
    college.clock.set(nightAt(SECOND_NIGHT));
    await finishInSpiteOfIt(service, SECOND_NIGHT);
  },
);

const IN_THE_MIDDLE: readonly (GateAt & { of: string })[] = [
  { of: "a write", table: "evaluations", on: "insert" },
  { of: "a wake", table: "runs", on: "insert" },
];

// The driver of Postgres may take the worker with it (porsager/postgres, issues 1208 and 1133): then it is started again,
// as systemd and compose do.
test.each(IN_THE_MIDDLE)(
  "1: connections to Postgres that end in the middle of $of cost no finding and no row",
  async ({ of: _of, ...at }) => {
    college.clock.set(nightAt(FIRST_NIGHT));
    const undisturbed = await college.install();
    await (await undisturbed.serve()).finishAndDrain(FIRST_NIGHT);
    const { database, spawnWorker, serve } = await college.install();
    const stop = await gateAt(database.url, at);
    const worker = await spawnWorker();
    await stop.reached();
    await endConnections(database.url);
    await stop.open();
    worker.signal("SIGTERM");
    await worker.ended();
    expect(await (await serve()).finishAndDrain(FIRST_NIGHT)).toMatchObject({ status: "done" });
    expect(await dumpOf(database.db)).toEqual(await dumpOf(undisturbed.database.db));
  },
);
