import { eachAlone } from "../src/core/each-alone.ts";
import type { Clock } from "../src/core/time.ts";
import { DONE, type Job } from "./job.ts";

export interface ConcludeRunDeps {
  clock: Clock;
  /**
   * Concludes the run if nothing is open or its deadline is past, in one transaction; what is still open is reported as
   * not audited. False when it is not time, or somebody else did.
   */
  conclude(runId: string, now: Date): Promise<boolean>;
  /** What is no longer needed goes. */
  tidy(now: Date): Promise<void>;
  /** After a night was concluded: the outside monitor hears of it. */
  heartbeat(runId: string): Promise<void>;
}

/** Closes a run, once. */
export function createConcludeRunJob(deps: ConcludeRunDeps): Job {
  return {
    name: "conclude-run",
    async run(data) {
      const runId = String(data["runId"]);
      const now = deps.clock.now();
      if (!(await deps.conclude(runId, now))) return DONE;
      await eachAlone([() => deps.heartbeat(runId), () => deps.tidy(now)], (step) => step());
      return DONE;
    },
  };
}
