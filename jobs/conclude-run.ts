import type { Clock } from "../src/core/time.ts";
import { DONE, type Job } from "./job.ts";

export interface ConcludeRunDeps {
  clock: Clock;
  /**
   * Concludes the run if nothing is open or its deadline is past, in one transaction; what is still open is reported as
   * not audited. False when it is not time, or somebody else did.
   */
  conclude(runId: string, now: Date): Promise<boolean>;
  /** After a night was concluded: the outside monitor hears of it. */
  heartbeat(runId: string): Promise<void>;
}

/** Closes a run, once. */
export function createConcludeRunJob(deps: ConcludeRunDeps): Job {
  return {
    name: "conclude-run",
    async run(data) {
      const runId = String(data["runId"]);
      if (await deps.conclude(runId, deps.clock.now())) await deps.heartbeat(runId);
      return DONE;
    },
  };
}
