import { eachAlone } from "../src/core/each-alone.ts";
import { sweep, type OpenRun, type OpenRunAccount } from "../src/core/run.ts";
import type { Clock } from "../src/core/time.ts";
import type { JobRequest, QueueName } from "./job.ts";
import { again, concludeRun, planRun } from "./requests.ts";

export interface WakeDeps {
  clock: Clock;
  /** Runs the work, unless another wake is at it. */
  alone(work: () => Promise<void>): Promise<void | null>;
  /** Records the nights that are due and those that were missed. */
  recordNights(now: Date): Promise<void>;
  /** Opens findings whose waiver has ended, whether or not a night can read their accounts. */
  lapseWaivers(now: Date): Promise<void>;
  openRuns(): Promise<readonly OpenRun[]>;
  liveJobs(queue: QueueName): Promise<number>;
  enqueue(requests: readonly JobRequest[]): Promise<void>;
  countPlanTry(runId: string): Promise<void>;
  countTry(runId: string, accountIds: readonly string[]): Promise<void>;
  giveUp(runId: string, accounts: readonly OpenRunAccount[], now: Date): Promise<void>;
  /** Mail that is due: the week's digest, deliveries. */
  mailDue(now: Date): Promise<readonly JobRequest[]>;
}

/**
 * What the minute asks for: what is due, pending without a live job, finished or past its deadline. It reads Postgres and
 * counts jobs, so that a tick lost or doubled changes nothing. Each part, and each run, fails alone: a run that cannot be
 * swept keeps neither another one nor the mail waiting. The wake has failed all the same.
 */
export async function wake(deps: WakeDeps): Promise<void> {
  await deps.alone(async () => {
    const now = deps.clock.now();
    await eachAlone(
      [
        () => deps.recordNights(now),
        () => deps.lapseWaivers(now),
        async () => eachAlone(await deps.openRuns(), (run) => sweepRun(deps, run, now)),
        async () => deps.enqueue(await deps.mailDue(now)),
      ],
      (part) => part(),
    );
  });
}

/** A try is counted once its job is queued: a queue that takes nothing uses up no try (RELIABILITY.md, 8). */
async function sweepRun(deps: WakeDeps, run: OpenRun, now: Date): Promise<void> {
  const queues = new Set<QueueName>(["control", ...run.open.map((account) => account.platform)]);
  const live = new Map<QueueName, number>();
  for (const queue of queues) live.set(queue, await deps.liveJobs(queue));
  const decision = sweep(run, (queue) => live.get(queue) ?? 0, now);
  if (decision.conclude) return deps.enqueue([concludeRun(run.id)]);
  if (decision.plan) {
    await deps.enqueue([planRun(run.id, run.planTry + 1)]);
    return deps.countPlanTry(run.id);
  }
  await deps.giveUp(run.id, decision.giveUp, now);
  await deps.enqueue(again(run.id, decision.requeue));
  await deps.countTry(
    run.id,
    decision.requeue.map((account) => account.accountId),
  );
}
