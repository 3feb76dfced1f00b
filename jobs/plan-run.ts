import type { OpenRunAccount } from "../src/core/run.ts";
import { DONE, type Job, type JobRequest } from "./job.ts";
import { concludeRun, survey } from "./requests.ts";

export interface PlanRunDeps {
  /** Puts the run's accounts on record and returns those that wait for their survey; null if the run is not planned. */
  start(runId: string): Promise<readonly OpenRunAccount[] | null>;
}

/** One run: its accounts, and one survey for each batch of a platform. */
export function createPlanRunJob(deps: PlanRunDeps): Job {
  return {
    name: "plan-run",
    async run(data) {
      const runId = String(data["runId"]);
      const accounts = await deps.start(runId);
      if (accounts === null) return DONE;
      if (accounts.length === 0) return { next: [concludeRun(runId)] };
      return { next: surveysFor(runId, accounts) };
    },
  };
}

function surveysFor(runId: string, accounts: readonly OpenRunAccount[]): JobRequest[] {
  const requests = accounts
    .filter((account) => account.state === "waiting")
    .map((account) => survey(runId, account.platform, account.batch, account.tryNumber));
  return [...new Map(requests.map((request) => [request.id, request])).values()];
}
