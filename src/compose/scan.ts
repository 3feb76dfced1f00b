import { wake } from "../../jobs/wake.ts";
import { planRun } from "../../jobs/requests.ts";
import type { Queues } from "../../jobs/queue.ts";
import type { Account } from "../core/account.ts";
import type { Store } from "../compose.ts";
import { UserError } from "../errors.ts";
import { nameOf, type Log } from "../log.ts";
import { recordScan, SERVICE_PREFIX } from "../store/nights.ts";
import { progressOfRun } from "../store/run-views.ts";
import { findRun, type Run } from "../store/runs.ts";
import { prepareAuditing, type Auditing } from "./auditing.ts";
import { runJobs, sweepDeps } from "./jobs.ts";
import { dropQueues, openQueues } from "./queues.ts";

export interface ScanProgress {
  finished: number;
  accounts: number;
}

/** How often a scan looks after its work and says how far it is, in milliseconds. */
const LOOK_MS = 250;

/** Hands a scan to the service that runs; its workers do it. */
export async function enqueueScan(store: Store, accounts: readonly Account[], log: Log): Promise<string> {
  const queues = await openQueues(store, { prefix: SERVICE_PREFIX, log });
  try {
    const id = await record(store, accounts, SERVICE_PREFIX);
    await queues.enqueue([planRun(id, 1)]);
    return id;
  } finally {
    await queues.close();
  }
}

/** Past its deadline a run is concluded by the next wake; this much later nobody wakes any more, in milliseconds. */
const OVERDUE_MS = 180_000;

/**
 * Waits until a run is concluded. Throws {@link UserError} when nobody is left to conclude it, and when `signal` says that the
 * person who waits has gone.
 */
export async function waitForRun(
  store: Store,
  runId: string,
  { onProgress, signal }: { onProgress: (progress: ScanProgress) => void; signal?: AbortSignal },
): Promise<Run> {
  for (;;) {
    const run = await findRun(store.db, runId);
    if (run === null) throw new Error("the run is gone from the database");
    onProgress(await progressOfRun(store.db, runId));
    if (run.concludedAt !== null) return run;
    if (signal?.aborted === true) throw interrupted(runId);
    if (store.clock.now().getTime() > run.deadline.getTime() + OVERDUE_MS) throw abandoned(runId);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

function interrupted(runId: string): UserError {
  return new UserError(
    "unfinished",
    `stopped while run ${runId} was at work; what is written stays`,
    "scan again: it reads only what is not known yet",
  );
}

function abandoned(runId: string): UserError {
  return new UserError(
    "unfinished",
    `nobody concludes run ${runId}: its deadline is past`,
    "start `account-audit serve`, which concludes it; `account-audit doctor` says what else is wrong",
  );
}

/**
 * Scans without a service: on queues of its own, which it removes after, so that it takes no other job and sends no mail.
 * Leases and budgets hold as ever.
 */
export async function scanAlone(
  store: Store,
  accounts: readonly Account[],
  options: {
    log: Log;
    lockMs?: number;
    onProgress: (progress: ScanProgress) => void;
    signal?: AbortSignal;
  },
): Promise<Run> {
  const auditing = await prepareAuditing(store, options.log);
  const prefix = `scan-${store.ids.next()}`;
  const queues = await openQueues(store, { prefix, ...options });
  const platforms = new Set(accounts.map((account) => account.platform));
  const stopLooking = new AbortController();
  try {
    const jobs = runJobs(auditing);
    await queues.work("control", jobs.control, 1);
    for (const platform of platforms) await queues.work(platform, jobs.platform, store.config.concurrency);
    const id = await record(store, accounts, prefix);
    await queues.enqueue([planRun(id, 1)]);
    const looking = keepLooking(auditing, queues, prefix, stopLooking.signal);
    const run = await waitForRun(store, id, options);
    stopLooking.abort();
    await looking;
    return run;
  } finally {
    stopLooking.abort();
    await queues.close();
    await dropQueues(store, prefix, platforms, options.log);
  }
}

async function record(store: Store, accounts: readonly Account[], queuePrefix: string): Promise<string> {
  const id = store.ids.next();
  await recordScan(store.db, {
    id,
    accountIds: accounts.map((account) => account.id),
    queuePrefix,
    now: store.clock.now(),
    zone: store.config.policy.timezone,
  });
  return id;
}

/** The wake of one set of queues, often: a lost job must not keep a person waiting for a minute. */
async function keepLooking(auditing: Auditing, queues: Queues, prefix: string, signal: AbortSignal) {
  const deps = {
    ...sweepDeps(auditing, queues, prefix),
    recordNights: () => Promise.resolve(),
    mailDue: () => Promise.resolve([]),
  };
  while (!signal.aborted) {
    await wake(deps).catch((error: unknown) => {
      auditing.log.warn("a look after the scan failed; it is taken again", { error: nameOf(error) });
    });
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
