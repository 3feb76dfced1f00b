import postgres from "postgres";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import type { Job } from "../../jobs/job.ts";
import { createQueues, type Queues } from "../../jobs/queue.ts";
import { freshDatabase, type FreshDatabase } from "../support/database.ts";
import { silentProxy } from "../support/silent-proxy.ts";
import { until } from "../support/until.ts";

let database: FreshDatabase;
let queues: Queues;
beforeEach(async () => {
  database = await freshDatabase();
  queues = queuesAt(database.url);
});
afterEach(async () => {
  await queues.close();
  await database.close();
});

function queuesAt(url: string, warn: (said: string) => void = () => undefined): Queues {
  const backend = { kind: "postgres" as const, url };
  return createQueues({ backend, prefix: "test", lockMs: 300, log: { warn } });
}

/** The database takes no connection, as while its server restarts, or takes them again. */
async function letIn(isOpen: boolean): Promise<void> {
  const client = postgres(inject("postgresUrl"), { max: 1 });
  const name = new URL(database.url).pathname.slice(1);
  await client.unsafe(`alter database ${name} allow_connections ${isOpen}`);
  await client.end();
}

/** BullMQ's own wait is 15 s. */
const WITHIN_SECONDS_MS = 12_000;

const NOTE = { name: "note", queue: "x" as const, id: "note.1", data: {} };

test("1: a queue that is first opened while Postgres restarts works as soon as that is back", async () => {
  await letIn(false);
  await expect(queues.liveJobs("x")).rejects.toThrow(/not currently accepting connections/u);
  await letIn(true);
  expect(await queues.liveJobs("x")).toBe(0);
  await queues.enqueue([NOTE]);
  expect(await queues.liveJobs("x")).toBe(1);
});

test("1: a worker that could not start because Postgres restarts is started when that is back, once", async () => {
  const seen: unknown[] = [];
  const job: Job = { name: "note", run: async (data) => (seen.push(data), { next: [] }) };
  await letIn(false);
  await expect(queues.work("x", [job], 1)).rejects.toThrow(/not currently accepting connections/u);
  await letIn(true);
  await queues.work("x", [job], 1);
  await queues.enqueue([NOTE]);
  await until("the job is done", async () => seen.length > 0 && (await queues.liveJobs("x")) === 0);
  expect(seen).toHaveLength(1);
});

test("1: a worker that lost Postgres amid a job works again within seconds of its coming back", async () => {
  const address = new URL(database.url);
  const server = { host: address.hostname, port: Number(address.port) };
  let proxy = await silentProxy(server);
  address.port = String(proxy.port);
  const warned: string[] = [];
  const over = queuesAt(address.href, (said) => void warned.push(said));
  const ended = Promise.withResolvers<void>();
  const seen: string[] = [];
  const job: Job = {
    name: "note",
    async run(data) {
      seen.push(String(data["id"]));
      await ended.promise;
      return { next: [] };
    },
  };
  await over.work("x", [job], 1);
  await over.enqueue([{ ...NOTE, data: { id: "first" } }]);
  await until("the worker works", () => seen.length > 0);
  await proxy.stop();
  ended.resolve();
  await until("what it did could not be written down", () => warned.length > 0);
  proxy = await silentProxy(server, undefined, proxy.port);
  const second = { ...NOTE, id: "note.2", data: { id: "second" } };
  // As a minute does: one that meets a connection of before is followed by another.
  const isQueued = () =>
    over.enqueue([second]).then(
      () => true,
      () => false,
    );
  await until("more work is queued", isQueued);
  const again = await until("the worker works again", () => seen.includes("second"), WITHIN_SECONDS_MS).catch(
    () => false,
  );
  await over.close();
  await proxy.stop();
  expect(again).toBe(true);
});
