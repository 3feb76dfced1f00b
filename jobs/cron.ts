import { schedule } from "node-cron";

/** Ticks once a minute. It only wakes: Postgres decides what is due, so a tick lost or doubled changes nothing. */
export function everyMinute(tick: () => Promise<void>): { stop(): Promise<void> } {
  const task = schedule("* * * * *", tick, { noOverlap: true, name: "wake" });
  return {
    stop: async () => {
      await task.destroy();
    },
  };
}
