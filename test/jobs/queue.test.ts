import { setTimeout as pause } from "node:timers/promises";
import postgres from "postgres";
import { afterEach, describe, expect, test } from "vitest";
import { WaitForPlatform, type Job, type JobRequest } from "../../jobs/job.ts";
import { createQueues, prepareQueueBackend, type QueueBackend, type Queues } from "../../jobs/queue.ts";
import { freshDatabase } from "../support/database.ts";
import { queueBackends, startRedis, type TestRedis } from "../support/redis.ts";
import { silentProxy } from "../support/silent-proxy.ts";
import { until } from "../support/until.ts";

const LOCK_MS = 300;
const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.toReversed()) await cleanup();
  cleanups.length = 0;
});

async function backendOf(kind: "postgres" | "redis"): Promise<QueueBackend> {
  if (kind === "postgres") {
    const { url, close } = await freshDatabase();
    cleanups.push(close);
    return { kind, url };
  }
  const { url, stop } = await theRedis();
  cleanups.push(stop);
  return { kind, url };
}

async function theRedis(): Promise<TestRedis> {
  const redis = await startRedis();
  if (redis === null) throw new Error("queueBackends promised a Redis");
  return redis;
}

function queuesOn(
  backend: QueueBackend,
  options: { prefix?: string; silentMs?: number; lockMs?: number } = {},
): Queues & { log: string[] } {
  const log: string[] = [];
  const warn = (what: string, fields: object) => void log.push(`${what} ${JSON.stringify(fields)}`);
  const queues = createQueues({ backend, prefix: "test", lockMs: LOCK_MS, log: { warn }, ...options });
  cleanups.push(() => queues.close());
  return { ...queues, log };
}

const request = (id: string, more: Partial<JobRequest> = {}): JobRequest => ({
  name: "note",
  queue: "x",
  id: `note.${id}`,
  data: { id },
  ...more,
});

/** A job that writes down whom it saw. */
function noting(seen: string[], then: (id: string) => Promise<readonly JobRequest[]> = async () => []): Job {
  return {
    name: "note",
    async run(data) {
      seen.push(String(data["id"]));
      return { next: await then(String(data["id"])) };
    },
  };
}

describe.each(queueBackends())("queues on %s", (kind) => {
  test("what a job returns is queued before the job counts as done", async () => {
    const queues = queuesOn(await backendOf(kind));
    const seen: string[] = [];
    const then = async (id: string) => (id === "first" ? [request("last")] : []);
    await queues.work("control", [noting(seen, then)], 1);
    await queues.work("x", [noting(seen, then)], 1);
    await queues.enqueue([request("first", { queue: "control" })]);
    await until("both ran", () => seen.length === 2);
    expect(seen).toEqual(["first", "last"]);
    for (const queue of ["control", "x"] as const) {
      await until(`${queue} is empty`, async () => (await queues.liveJobs(queue)) === 0);
    }
  });

  test("a job whose next job the queue does not take has not done its work: it has failed, and that is said", async () => {
    const queues = queuesOn(await backendOf(kind));
    const refused = { ...request("b"), id: "an:id:with:colons" };
    await queues.work("control", [noting([], async () => [refused])], 1);
    await queues.enqueue([request("a", { queue: "control" })]);
    await until("it failed", () => queues.log.length > 0);
    expect(queues.log).toEqual([expect.stringMatching(/^job failed .*"job":"note\.a"/u)]);
  });

  test("an id that waits is not queued twice; one that is done, or failed, can be queued again", async () => {
    const queues = queuesOn(await backendOf(kind));
    const seen: string[] = [];
    await queues.enqueue([request("a"), request("a")]);
    await queues.enqueue([request("a")]);
    expect(await queues.liveJobs("x")).toBe(1);
    const failing = async (id: string): Promise<readonly JobRequest[]> => {
      if (seen.filter((one) => one === id).length < 2) throw new Error("the word @somebody");
      return [];
    };
    await queues.work("x", [noting(seen, failing)], 1);
    await until("it failed", () => queues.log.length > 0);
    await until("it is gone", async () => (await queues.liveJobs("x")) === 0);
    await queues.enqueue([request("a")]);
    await until("it ran again", () => seen.length === 2);
    expect(queues.log.join()).toContain("note.a");
    expect(queues.log.join(), "an error's own words stay out of the log").not.toContain("somebody");
  });

  test("27: a platform's wait holds the whole queue for as long and costs the job nothing", async () => {
    // A lock that a busy machine cannot lose: a job taken for stalled would be told in the log.
    const queues = queuesOn(await backendOf(kind), { lockMs: 30_000 });
    const seen: { id: string; at: number }[] = [];
    const job: Job = {
      name: "note",
      async run(data) {
        seen.push({ id: String(data["id"]), at: Date.now() });
        if (seen.length < 4) throw new WaitForPlatform(250);
        return { next: [] };
      },
    };
    await queues.work("x", [job], 1);
    await queues.enqueue([request("a"), request("b")]);
    await until("both are done", async () => seen.length >= 5 && (await queues.liveJobs("x")) === 0);
    expect(seen).toHaveLength(5);
    const waits = seen.slice(1, 4).map(({ at }, index) => at - (seen[index]?.at ?? 0));
    for (const wait of waits) expect(wait).toBeGreaterThanOrEqual(240);
    expect(queues.log).toEqual([]);
  });

  test("a job may wait its time; another kind of queue, or another prefix, does not see it", async () => {
    const backend = await backendOf(kind);
    const [queues, others] = [queuesOn(backend), queuesOn(backend, { prefix: "other" })];
    const seen: string[] = [];
    await others.work("x", [noting(seen)], 1);
    await queues.work("control", [noting(seen)], 1);
    const began = Date.now();
    await queues.enqueue([request("later", { delayMs: 300 })]);
    expect(await queues.liveJobs("x")).toBe(1);
    expect(await others.liveJobs("x")).toBe(0);
    const mine: string[] = [];
    await queues.work("x", [noting(mine)], 1);
    await until("it ran", () => mine.length === 1);
    expect(Date.now() - began).toBeGreaterThanOrEqual(290);
    expect(seen).toEqual([]);
  });

  test("closing waits for the job at work, and takes no other", async () => {
    const queues = queuesOn(await backendOf(kind));
    const seen: string[] = [];
    const done: string[] = [];
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const holding = async (id: string) => {
      await held;
      done.push(id);
      return [];
    };
    await queues.work("x", [noting(seen, holding)], 1);
    await queues.enqueue([request("a"), request("b")]);
    await until("the first is at work", () => seen.length === 1);
    const closing = queues.close();
    const afterAWhile = pause(200, "still at work");
    expect(await Promise.race([closing, afterAWhile])).toBe("still at work");
    letGo();
    await closing;
    expect(seen).toEqual(["a"]);
    expect(done).toEqual(["a"]);
  });

  test("dropped queues hold nothing", async () => {
    const queues = queuesOn(await backendOf(kind));
    await queues.enqueue([request("a"), request("b"), request("c", { delayMs: 60_000 })]);
    expect(await queues.liveJobs("x")).toBe(3);
    await queues.drop();
    expect(await queues.liveJobs("x")).toBe(0);
  });
});

test("a backend that is prepared twice is as it was", async () => {
  const backend = await backendOf("postgres");
  await prepareQueueBackend(backend);
  await prepareQueueBackend(backend);
  expect(await queuesOn(backend).liveJobs("control")).toBe(0);
});

async function isListening(url: string): Promise<boolean> {
  const client = postgres(url, { max: 1 });
  const listening = await client`
    select from pg_stat_activity where datname = current_database() and query ~ 'LISTEN bullmq_jobs' and state = 'idle'`;
  await client.end();
  return listening.length > 0;
}

test.each(queueBackends())(
  "16: connections to the queue on %s that go half open are dropped and opened again: what is queued then is done",
  { timeout: 90_000 },
  async (kind) => {
    const real = await backendOf(kind);
    await prepareQueueBackend(real);
    const address = new URL(real.url);
    const proxy = await silentProxy({ host: address.hostname, port: Number(address.port) });
    cleanups.push(proxy.stop);
    address.hostname = "127.0.0.1";
    address.port = String(proxy.port);
    const backend = { kind, url: address.href };
    const queues = queuesOn(backend, { silentMs: 6000 });
    const seen: string[] = [];
    await queues.work("x", [noting(seen)], 1);
    await queues.enqueue([request("before")]);
    await until("the worker works", () => seen.length === 1);
    // BullMQ notices no connection that goes half open before it has ever listened there; TCP's own probes do, in minutes.
    await until("the worker listens", () => kind === "redis" || isListening(real.url));
    proxy.silence();
    // As a minute does: one that fails is followed by another.
    const enqueued = () =>
      queues.enqueue([request("after")]).then(
        () => true,
        () => false,
      );
    await until("a minute's work is queued", enqueued);
    await until("the worker works again", () => seen.length === 2);
    expect(seen).toEqual(["before", "after"]);
  },
);
