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

test("24: a monitor that cannot be told keeps nothing from being tidied away, and the job has failed", async () => {
  let isTidy = false;
  const job = createConcludeRunJob({
    clock: clockAt("2026-11-23T06:45:00Z"),
    conclude: async () => true,
    heartbeat: () => Promise.reject(new Error("the database is away")),
    tidy: async () => void (isTidy = true),
  });
  await expect(job.run({ runId: "run1" }, new AbortController().signal)).rejects.toThrow("1 of 2 failed");
  expect(isTidy).toBe(true);
});
