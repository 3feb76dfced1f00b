import type { Store } from "../compose.ts";
import { startService, type Service } from "../compose/service.ts";
import { instantOf } from "../core/calendar.ts";
import type { LocalDate } from "../core/time.ts";
import type { Log } from "../log.ts";
import { progressOfRun } from "../store/run-views.ts";
import { runOfNight, type Run } from "../store/runs.ts";

/** A clock that is set by hand. */
export interface MadeUpClock {
  now(): Date;
  set(at: Date): void;
}

export function madeUpClock(at: Date): MadeUpClock {
  let now = at;
  return {
    now: () => new Date(now),
    set: (next) => {
      now = next;
    },
  };
}

const LOOK_MS = 50;
const TICK_MS = 500;
/** A night that takes longer is stuck: it is said rather than waited for. */
const PATIENCE_MS = 300_000;

/** Wakes the service as the minute does, at a demonstration's pace, until `look` has something to give. */
export async function wakeUntil<T>(
  service: Pick<Service, "tick">,
  what: string,
  look: () => Promise<T | null>,
): Promise<T> {
  const patience = Date.now() + PATIENCE_MS;
  let ticked = 0;
  for (;;) {
    if (Date.now() - ticked > TICK_MS) {
      await service.tick();
      ticked = Date.now();
    }
    const found = await look();
    if (found !== null) return found;
    if (Date.now() > patience) throw new Error(`${what} did not end`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** Sets the clock to the hour of a date's night and lets the service run it. */
export async function runNight(
  store: Store & { clock: MadeUpClock },
  service: Service,
  date: LocalDate,
  onProgress: (finished: number, accounts: number) => void = () => undefined,
): Promise<Run> {
  const { config, clock, db } = store;
  clock.set(instantOf(date, config.schedule.nightlyAt, config.policy.timezone));
  return wakeUntil(service, `the night of ${date}`, async () => {
    const run = await runOfNight(db, date);
    if (run === null) return null;
    const { finished, accounts } = await progressOfRun(db, run.id);
    onProgress(finished, accounts);
    return run.concludedAt === null ? null : run;
  });
}

/** A service over a made-up clock, for as long as `work` takes. */
export async function withService<T>(
  store: Store,
  log: Log,
  work: (service: Service) => Promise<T>,
  lockMs?: number,
): Promise<T> {
  const options = { role: "all" as const, log, ...(lockMs === undefined ? {} : { lockMs }) };
  const service = await startService(store, options);
  try {
    return await work(service);
  } finally {
    await service.drain();
  }
}
