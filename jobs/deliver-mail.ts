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

/** A transaction that has ended, as this process knows, and nobody has written down. */
interface Ended {
  delivery: TakenDelivery;
  outcome: SendOutcome;
}

/** The database was asked to take a delivery and did not answer: whether it is taken or not, nothing has left. */
const NOT_BEGUN: SendOutcome = {
  outcome: "failed-before-data",
  reason: "before the mail was handed over: the database did not answer",
};

/**
 * Sends what the outbox holds and is due, one recipient after the other. Stops between two when told to, or when the round
 * has taken its time: the next minute goes on. An end that the database did not take is written down by this process's
 * next round, before that one calls it interrupted: what the process knows is not unclear, unless another was quicker.
 */
export function createDeliverMailJob(deps: DeliverMailDeps, { roundMs = ROUND_MS } = {}): Job {
  let owed: Ended | null = null;
  const settle = async (ended: Ended) => {
    owed = ended;
    const { delivery, outcome } = ended;
    const isSettled = await deps.settle(delivery, outcome, deps.clock.now());
    owed = null;
    if (isSettled || outcome !== NOT_BEGUN) deps.onEnd(delivery, outcome, isSettled);
  };
  const start = async (delivery: TakenDelivery) => {
    try {
      return await deps.start(delivery, delivery.takenAt);
    } catch (error) {
      owed = { delivery, outcome: NOT_BEGUN };
      throw error;
    }
  };
  return {
    name: "deliver-mail",
    async run(_data, signal) {
      const began = deps.clock.now().getTime();
      if (owed !== null) await settle(owed);
      await deps.recoverInterrupted(deps.clock.now());
      for (const due of await deps.due(deps.clock.now())) {
        if (signal.aborted || deps.clock.now().getTime() - began >= roundMs) break;
        const delivery = { ...due, takenAt: deps.clock.now() };
        if (!(await start(delivery))) continue;
        const isInTime = () => mayLeave(delivery.takenAt, deps.clock.now());
        await settle({ delivery, outcome: await deps.transmit(delivery, isInTime) });
      }
      return DONE;
    },
  };
}
