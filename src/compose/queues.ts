import { createQueues, prepareQueueBackend, type QueueBackend, type Queues } from "../../jobs/queue.ts";
import type { Store } from "../compose.ts";
import type { Platform } from "../core/platform.ts";
import type { Log } from "../log.ts";

/** A worker that is silent for so long is taken for dead, in milliseconds (ACCOUNT_AUDIT_LOCK_MS shortens it for tests). */
const LOCK_MS = 30_000;

/** Redis where it is set, else the product's own Postgres (DESIGN.md, decision 5). */
function queueBackend(store: Pick<Store, "config" | "databaseUrl">): QueueBackend {
  const { redisUrl } = store.config;
  return redisUrl === null ? { kind: "postgres", url: store.databaseUrl } : { kind: "redis", url: redisUrl };
}

/** Opens a set of queues on the backend that is configured, whose own tables or settings are made sure of first. */
export async function openQueues(
  store: Store,
  options: { prefix: string; log: Log; lockMs?: number },
): Promise<Queues> {
  const backend = queueBackend(store);
  await prepareQueueBackend(backend);
  return createQueues({
    backend,
    prefix: options.prefix,
    lockMs: options.lockMs ?? LOCK_MS,
    log: { warn: (what, fields) => options.log.warn(what, fields) },
  });
}

/** Removes a set of queues that nobody works on any more, with all that is in it. */
export async function dropQueues(
  store: Store,
  prefix: string,
  platforms: Iterable<Platform>,
  log: Log,
): Promise<void> {
  const queues = await openQueues(store, { prefix, log });
  try {
    for (const queue of ["control", ...platforms] as const) await queues.liveJobs(queue);
    await queues.drop();
  } finally {
    await queues.close();
  }
}
