import type { AccountId } from "./account.ts";
import type { Platform } from "./platform.ts";

/** An account of a run that is not finished: `waiting` for its survey or `pending` for its audit. */
export interface OpenRunAccount {
  accountId: AccountId;
  platform: Platform;
  batch: number;
  state: "waiting" | "pending";
  tryNumber: number;
}

/** A run that is planned or running, as the minute's wake sees it. */
export interface OpenRun {
  id: string;
  status: "planned" | "running";
  deadline: Date;
  planTry: number;
  open: readonly OpenRunAccount[];
}

/** After so many lost jobs an account is reported as not audited (RELIABILITY.md, 6). */
export const MAX_TRIES = 3;

export interface SweepDecision {
  /** The job that plans the run is missing from the queue. */
  plan: boolean;
  /** Work that the queue has lost, to be enqueued with one more try. */
  requeue: readonly OpenRunAccount[];
  /** Work that was lost too often. */
  giveUp: readonly OpenRunAccount[];
  conclude: boolean;
}

/**
 * What a run needs, from Postgres and the number of live jobs by queue. A queue with any live job is left alone until it
 * has drained: an empty queue beside pending work is the one sure sign of a loss, and asks for one count a queue. Nothing
 * is called lost while the control queue is at work, which may be about to fill the others: a planned run's surveys are
 * enqueued a moment after its accounts are on record. The control queue must be counted first.
 */
export function sweep(
  run: OpenRun,
  liveJobs: (queue: "control" | Platform) => number,
  now: Date,
): SweepDecision {
  if (run.status === "planned") {
    // Past its deadline it is no longer to be started: the schedule renews or misses it (store/nights.ts).
    const plan = run.deadline > now && liveJobs("control") === 0;
    return { plan, requeue: [], giveUp: [], conclude: false };
  }
  if (run.deadline <= now || run.open.length === 0) {
    return { plan: false, requeue: [], giveUp: [], conclude: true };
  }
  const lost = liveJobs("control") > 0 ? [] : run.open.filter(({ platform }) => liveJobs(platform) === 0);
  return {
    plan: false,
    requeue: lost.filter((account) => account.tryNumber < MAX_TRIES),
    giveUp: lost.filter((account) => account.tryNumber >= MAX_TRIES),
    conclude: false,
  };
}
