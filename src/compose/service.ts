import type { QueueName } from "../../jobs/job.ts";
import type { Queues } from "../../jobs/queue.ts";
import { wake } from "../../jobs/wake.ts";
import type { Store } from "../compose.ts";
import { eachAlone } from "../core/each-alone.ts";
import type { MailPart } from "../core/mail.ts";
import type { Log } from "../log.ts";
import { platformsInUse } from "../store/accounts.ts";
import { recordNights, SERVICE_PREFIX } from "../store/nights.ts";
import { sayAlive, sayGone, type Role } from "../store/services.ts";
import { prepareAuditing, type Auditing } from "./auditing.ts";
import { runJobs, sweepDeps } from "./jobs.ts";
import { mailDue, mailJobs } from "./mail.ts";
import { createMailParts, type MailParts } from "./mail-parts.ts";
import { openQueues } from "./queues.ts";

export interface Service {
  auditing: Auditing;
  queues: Queues;
  /** The minute's wake, and workers for platforms that have gained their first account. */
  tick(): Promise<void>;
  /** When the last tick ended well; null: none has. */
  lastTick(): Date | null;
  /** Parts of the mail that failed when last tried in this process. */
  failingMailParts(): readonly MailPart[];
  /** Takes no more work, waits for what is at work, closes the queues. The store stays open. */
  drain(): Promise<void>;
}

/** The parts of `serve` that do the work, without clock ticks, signals or ports. */
export async function startService(
  store: Store,
  options: { role: Role; log: Log; lockMs?: number; prefix?: string },
): Promise<Service> {
  const { role, log, prefix = SERVICE_PREFIX } = options;
  const auditing = await prepareAuditing(store, log);
  const queues = await openQueues(store, { ...options, prefix });
  const id = store.ids.next();
  const jobs = runJobs(auditing);
  const parts = createMailParts(store.clock);
  const working = new Set<QueueName>();
  let lastTick: Date | null = null;

  const workOn = async (queue: QueueName) => {
    if (working.has(queue)) return;
    if (queue === "control") await queues.work(queue, [...jobs.control, ...mailJobs(auditing, parts)], 1);
    else await queues.work(queue, jobs.platform, store.config.concurrency);
    working.add(queue);
  };
  const tick = async () => {
    await sayAlive(store.db, { id, role });
    try {
      if (role !== "worker") {
        await workOn("control");
        await wake(wakeDeps(auditing, queues, { prefix, parts }));
      }
    } finally {
      // A wake that fails keeps nobody from the work that is queued.
      if (role !== "scheduler") await eachAlone(await platformsInUse(store.db), workOn);
    }
    lastTick = store.clock.now();
  };
  return {
    auditing,
    queues,
    tick,
    lastTick: () => lastTick,
    failingMailParts: () => parts.failing(),
    async drain() {
      await queues.close();
      await sayGone(store.db, id);
    },
  };
}

function wakeDeps(
  auditing: Auditing,
  queues: Queues,
  { prefix, parts }: { prefix: string; parts: MailParts },
) {
  const { db, ids, config } = auditing;
  const timetable = { zone: config.policy.timezone, ...config.schedule };
  return {
    ...sweepDeps(auditing, queues, prefix),
    recordNights: (now: Date) => recordNights(db, { now, ids, timetable, queuePrefix: prefix }),
    mailDue: (now: Date) => mailDue(auditing, now, parts),
  };
}
