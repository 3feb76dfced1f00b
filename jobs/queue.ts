import { Queue, Worker, createPostgresBackend, runMigrations } from "bullmq";
import type { Job as BullJob } from "bullmq";
import { Redis } from "ioredis";
import { Client } from "pg";
import { UserError } from "../src/errors.ts";
import { nameOf } from "../src/log.ts";
import { WaitForPlatform } from "./job.ts";
import type { Job, JobRequest, QueueName } from "./job.ts";

/** Where the queues live: in the product's own Postgres, or in Redis for many workers (DESIGN.md, decision 5). */
export type QueueBackend = { kind: "postgres"; url: string } | { kind: "redis"; url: string };

export interface QueueLog {
  /** `what` is ours; an error's own text may quote a payload and is left out but for its name. */
  warn(what: string, fields: Readonly<Record<string, string | number>>): void;
}

export interface QueueOptions {
  backend: QueueBackend;
  /** Names the set of queues: `service`, or one of its own for a scan that works by itself. */
  prefix: string;
  /** How long a worker may be silent before its job is given to another, in milliseconds. */
  lockMs: number;
  /** How long an answer may be owed before the connection is dropped, in milliseconds; tests shorten it. */
  silentMs?: number;
  log: QueueLog;
}

export interface Queues {
  enqueue(requests: readonly JobRequest[]): Promise<void>;
  /** Jobs that are waiting, delayed or at work. 0 with work pending in Postgres means that the queue lost it. */
  liveJobs(queue: QueueName): Promise<number>;
  /** Starts a worker; none where it cannot connect. Handlers' next jobs are enqueued before their own job counts as done. */
  work(queue: QueueName, jobs: readonly Job[], concurrency: number): Promise<void>;
  /** Stops taking jobs, tells those on `control` to come to an end, waits for all at work, closes the connections. */
  close(): Promise<void>;
  /** Removes the queues of this prefix with all that is in them. */
  drop(): Promise<void>;
}

/**
 * What the queue may know of a failure. BullMQ writes an error's message and stack into its events, where they outlive
 * the job; both may quote the data that the job was at work on.
 */
class JobFailed extends Error {
  override readonly name = "JobFailed";
  constructor(error: unknown) {
    super(nameOf(error));
    this.stack = `${this.name}: ${this.message}`;
  }
}

/**
 * Who owes an answer for so long is gone, whatever the connection says (RELIABILITY.md, 16): that is dropped and opened
 * again. For Redis longer than the 10 s for which BullMQ lets a worker wait for a job; a busy Postgres may take its time.
 */
const SILENT_MS: Readonly<Record<QueueBackend["kind"], number>> = { redis: 15_000, postgres: 60_000 };
const KEPT_JOBS = { removeOnComplete: true, removeOnFail: true } as const;
const SCHEMA = "bullmq";

/** Creates BullMQ's own tables in schema `bullmq`; a no-op on Redis, whose settings are checked instead. */
export async function prepareQueueBackend(backend: QueueBackend): Promise<void> {
  if (backend.kind === "redis") return refuseEvictingRedis(backend.url);
  const client = new Client({ connectionString: backend.url });
  await client.connect();
  try {
    await runMigrations(client, SCHEMA);
  } finally {
    await client.end();
  }
}

/** A Redis that may evict keys loses jobs without a word (RELIABILITY.md, 7). */
async function refuseEvictingRedis(url: string): Promise<void> {
  const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 1, retryStrategy: () => null });
  redis.on("error", () => undefined); // connect() below reports it
  try {
    await redis.connect();
    const policy = /maxmemory_policy:(\S+)/u.exec(await redis.info("memory"))?.[1];
    if (policy !== undefined && policy !== "noeviction") {
      throw new UserError(
        "configuration",
        `Redis may evict jobs: its maxmemory-policy is ${policy}, noeviction is needed`,
        "run `redis-cli config set maxmemory-policy noeviction` and put it into redis.conf",
      );
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      "unreachable",
      `Redis at ${new URL(url).host} does not answer`,
      "start it, mend REDIS_URL, or unset REDIS_URL to keep the queue in Postgres",
    );
  } finally {
    redis.disconnect();
  }
}

/** The set of queues of one prefix: the only place that knows BullMQ. */
export function createQueues(options: QueueOptions): Queues {
  const { backend, prefix, lockMs, log } = options;
  const silentMs = options.silentMs ?? SILENT_MS[backend.kind];
  const queues = new Map<QueueName, Queue>();
  const workers: Worker[] = [];
  const stopping = new AbortController();
  const fullName = (queue: QueueName) => `${prefix}-${queue}`;

  const queueOf = (queue: QueueName): Queue => {
    const known = queues.get(queue);
    if (known !== undefined) return known;
    const opened = openQueue(backend, fullName(queue), silentMs);
    opened.on("error", (error) => log.warn("queue connection", { queue, error: error.name }));
    queues.set(queue, opened);
    // BullMQ on Postgres remembers a first connection that failed, and would refuse all work for good.
    opened
      .waitUntilReady()
      .catch(() => {
        queues.delete(queue);
        return opened.close();
      })
      .catch((error: unknown) => log.warn("queue connection", { queue, error: nameOf(error) }));
    return opened;
  };

  const enqueue = async (requests: readonly JobRequest[]): Promise<void> => {
    for (const [queue, mine] of groupByQueue(requests)) {
      const jobs = mine.map((job) => ({
        name: job.name,
        data: job.data,
        opts: { jobId: job.id, delay: job.delayMs ?? 0, attempts: 1, ...KEPT_JOBS },
      }));
      await queueOf(queue)
        .addBulk(jobs)
        .catch((error: unknown) => {
          if (!isRedisFull(error)) throw error;
          log.warn(`${REDIS_FULL}; ${MAKE_ROOM}`, { queue });
          throw new UserError("unreachable", REDIS_FULL, MAKE_ROOM);
        });
    }
  };

  return {
    enqueue,
    async liveJobs(queue) {
      const counts = await queueOf(queue).getJobCounts("waiting", "active", "delayed", "prioritized");
      return Object.values(counts).reduce((sum, count) => sum + count, 0);
    },
    async work(queue, jobs, concurrency) {
      const worker = openWorker(
        backend,
        fullName(queue),
        { concurrency, lockMs, silentMs },
        async (bullJob) => {
          const job = jobs.find((candidate) => candidate.name === bullJob.name);
          if (job === undefined) throw new Error(`no job is called ${bullJob.name}`);
          try {
            const outcome = await job.run(bullJob.data, queue === "control" ? stopping.signal : NEVER);
            await enqueue(outcome.next);
          } catch (error) {
            if (!(error instanceof WaitForPlatform)) throw new JobFailed(error);
            await queueOf(queue).rateLimit(Math.max(1, error.waitMs));
            throw Worker.RateLimitError();
          }
        },
      );
      worker.on("error", (error) => log.warn("worker connection", { queue, error: error.name }));
      worker.on("failed", (job, error) =>
        log.warn("job failed", {
          queue,
          job: job?.id ?? "?",
          error: error instanceof JobFailed ? error.message : nameOf(error),
        }),
      );
      try {
        await worker.waitUntilReady();
      } catch (error) {
        await worker.close();
        throw error;
      }
      workers.push(worker);
      worker.run().catch((error: unknown) => log.warn("worker stopped", { queue, error: nameOf(error) }));
    },
    async close() {
      stopping.abort();
      await Promise.all(workers.map((worker) => worker.close()));
      await Promise.all([...queues.values()].map((queue) => queue.close()));
    },
    async drop() {
      for (const queue of queues.values()) await queue.obliterate({ force: true });
    },
  };
}

/** An audit at hand is finished: stopped half-way it would be recorded as not audited, or paid for again. */
const NEVER = new AbortController().signal;

const REDIS_FULL = "Redis is full and takes no job";
const MAKE_ROOM =
  "give it more maxmemory, or room on its machine; nothing is lost, the next minute tries again";

function isRedisFull(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("OOM command not allowed");
}

function groupByQueue(requests: readonly JobRequest[]): Map<QueueName, JobRequest[]> {
  return Map.groupBy(requests, (request) => request.queue);
}

function poolOn(url: string, silentMs: number) {
  const waits = { query_timeout: silentMs, connectionTimeoutMillis: silentMs, keepAlive: true };
  return { connectionString: url, schema: SCHEMA, max: 2, ...waits };
}

function openQueue(backend: QueueBackend, name: string, silentMs: number): Queue {
  if (backend.kind === "redis") {
    return new Queue(name, {
      connection: { url: backend.url, socketTimeout: silentMs },
      prefix: "account-audit",
    });
  }
  return new Queue(
    name,
    { connection: poolOn(backend.url, silentMs) },
    createPostgresBackend,
  ) as unknown as Queue;
}

function openWorker(
  backend: QueueBackend,
  name: string,
  { concurrency, lockMs, silentMs }: { concurrency: number; lockMs: number; silentMs: number },
  run: (job: BullJob) => Promise<void>,
): Worker {
  const waits = { lockDuration: lockMs, stalledInterval: lockMs, maxStalledCount: 1 };
  // It runs once it is connected: before, one that Postgres turns away goes round without ever letting anybody else run.
  const options = { concurrency, ...waits, runRetryDelay: 3_000, autorun: false }; // BullMQ's own 15 s are no seconds (fault 1)
  if (backend.kind === "redis") {
    return new Worker(name, run, {
      ...options,
      connection: { url: backend.url, socketTimeout: silentMs, maxRetriesPerRequest: null },
      prefix: "account-audit",
    });
  }
  return new Worker(
    name,
    run,
    { ...options, connection: poolOn(backend.url, silentMs) },
    createPostgresBackend,
  ) as unknown as Worker;
}
