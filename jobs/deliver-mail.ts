import type { DueDelivery, SendOutcome } from "../src/core/mail.ts";
import type { Clock } from "../src/core/time.ts";
import { DONE, type Job } from "./job.ts";

export interface DeliverMailDeps {
  clock: Clock;
  /** Settles what a dead sender left in the middle. */
  recoverInterrupted(now: Date): Promise<number>;
  due(now: Date): Promise<readonly DueDelivery[]>;
  /** Takes a delivery for this process alone; committed before a byte leaves. */
  start(delivery: DueDelivery, now: Date): Promise<boolean>;
  /** One SMTP transaction. Never throws. */
  transmit(delivery: DueDelivery): Promise<SendOutcome>;
  settle(delivery: DueDelivery, outcome: SendOutcome, now: Date): Promise<void>;
  /** Told of each end, for the log: kind and outcome, no address. */
  onEnd(delivery: DueDelivery, outcome: SendOutcome): void;
}

/** Sends what the outbox holds and is due, one recipient after the other. Stops between two when told to. */
export function createDeliverMailJob(deps: DeliverMailDeps): Job {
  return {
    name: "deliver-mail",
    async run(_data, signal) {
      await deps.recoverInterrupted(deps.clock.now());
      for (const delivery of await deps.due(deps.clock.now())) {
        if (signal.aborted) break;
        if (!(await deps.start(delivery, deps.clock.now()))) continue;
        const outcome = await deps.transmit(delivery);
        await deps.settle(delivery, outcome, deps.clock.now());
        deps.onEnd(delivery, outcome);
      }
      return DONE;
    },
  };
}
