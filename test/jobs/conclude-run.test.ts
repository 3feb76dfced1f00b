import { expect, test } from "vitest";
import { createConcludeRunJob } from "../../jobs/conclude-run.ts";
import { clockAt } from "../support/clock.ts";

async function whatHappens(isConcluded: boolean): Promise<string[]> {
  const done: string[] = [];
  const job = createConcludeRunJob({
    clock: clockAt("2026-11-23T06:45:00Z"),
    conclude: async (runId, now) => {
      done.push(`conclude ${runId} at ${now.toISOString()}`);
      return isConcluded;
    },
    heartbeat: async (runId) => void done.push(`heartbeat of ${runId}`),
    tidy: async () => void done.push("tidy"),
  });
  expect((await job.run({ runId: "run1" }, new AbortController().signal)).next).toEqual([]);
  return done;
}

test("24: who concludes the run tells the outside monitor, and tidies after that", async () => {
  const concluded = "conclude run1 at 2026-11-23T06:45:00.000Z";
  expect(await whatHappens(true)).toEqual([concluded, "heartbeat of run1", "tidy"]);
});

test("24: when it is not time, or somebody else did, the monitor hears nothing", async () => {
  expect(await whatHappens(false)).toEqual(["conclude run1 at 2026-11-23T06:45:00.000Z"]);
});
