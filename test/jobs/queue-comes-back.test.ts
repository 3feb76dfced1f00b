import postgres from "postgres";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import type { Job } from "../../jobs/job.ts";
import { createQueues, type Queues } from "../../jobs/queue.ts";
import { freshDatabase, type FreshDatabase } from "../support/database.ts";
import { until } from "../support/until.ts";

let database: FreshDatabase;
let queues: Queues;
beforeEach(async () => {
  database = await freshDatabase();
  const backend = { kind: "postgres" as const, url: database.url };
  queues = createQueues({ backend, prefix: "test", lockMs: 300, log: { warn: () => undefined } });
});
afterEach(async () => {
  await queues.close();
  await database.close();
});

/** The database takes no connection, as while its server restarts, or takes them again. */
async function letIn(isOpen: boolean): Promise<void> {
  const client = postgres(inject("postgresUrl"), { max: 1 });
  const name = new URL(database.url).pathname.slice(1);
  await client.unsafe(`alter database ${name} allow_connections ${isOpen}`);
  await client.end();
}

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
