import { mayLeave, type DueDelivery, type SendOutcome, type TakenDelivery } from "../src/core/mail.ts";
import { MINUTE_MS, type Clock } from "../src/core/time.ts";
import { DONE, type Job } from "./job.ts";

export interface DeliverMailDeps {
  clock: Clock;
  /** Settles what a dead sender left in the middle. */
  recoverInterrupted(now: Date): Promise<number>;
  due(now: Date): Promise<readonly DueDelivery[]>;
  /** Takes a delivery for this process alone; committed before a byte leaves. */
  start(delivery: DueDelivery, now: Date): Promise<boolean>;
  /** One SMTP transaction, in which nothing leaves any more once `isInTime` says no. Never throws. */
  transmit(delivery: DueDelivery, isInTime: () => boolean): Promise<SendOutcome>;
  /** False when the delivery is no longer this sender's: nothing was changed. */
  settle(delivery: TakenDelivery, outcome: SendOutcome, now: Date): Promise<boolean>;
  /** Told of each end, for the log: kind and outcome, no address. */
  onEnd(delivery: DueDelivery, outcome: SendOutcome, isSettled: boolean): void;
}

/** A round begins no transaction after so long: nights are planned and concluded on the same queue, one job at a time. */
const ROUND_MS = MINUTE_MS;

/**
 * Sends what the outbox holds and is due, one recipient after the other. Stops between two when told to, or when the round
 * has taken its time: the next minute goes on.
 */
export function createDeliverMailJob(deps: DeliverMailDeps, { roundMs = ROUND_MS } = {}): Job {
  return {
    name: "deliver-mail",
    async run(_data, signal) {
      const began = deps.clock.now().getTime();
      await deps.recoverInterrupted(deps.clock.now());
      for (const delivery of await deps.due(deps.clock.now())) {
        if (signal.aborted || deps.clock.now().getTime() - began >= roundMs) break;
        const takenAt = deps.clock.now();
        if (!(await deps.start(delivery, takenAt))) continue;
        const outcome = await deps.transmit(delivery, () => mayLeave(takenAt, deps.clock.now()));
        const isSettled = await deps.settle({ ...delivery, takenAt }, outcome, deps.clock.now());
        deps.onEnd(delivery, outcome, isSettled);
      }
      return DONE;
    },
  };
}
