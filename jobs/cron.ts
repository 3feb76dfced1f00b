import { schedule } from "node-cron";

/** node-cron would write to the log in words of its own, between lines of JSON. */
const QUIET = { info: nothing, warn: nothing, error: nothing, debug: nothing };
function nothing(): void {
  // what it would say is said by `onMissed`
}

/**
 * Ticks once a minute. It only wakes: Postgres decides what is due, so a tick lost or doubled changes nothing. `onMissed` is
 * told of a minute that was left out, because the process was busy or asleep, or the last tick still at work.
 */
export function everyMinute(tick: () => Promise<void>, onMissed: () => void): { stop(): Promise<void> } {
  const task = schedule("* * * * *", tick, { noOverlap: true, name: "wake", logger: QUIET });
  task.on("execution:missed", onMissed);
  task.on("execution:overlap", onMissed);
  return {
    stop: async () => {
      await task.destroy();
    },
  };
}
