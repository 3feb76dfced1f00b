import { expect, test } from "vitest";
import { createPlanRunJob } from "../../jobs/plan-run.ts";
import type { OpenRunAccount } from "../../src/core/run.ts";

const signal = new AbortController().signal;

async function nextAfter(accounts: readonly OpenRunAccount[] | null): Promise<string[]> {
  const job = createPlanRunJob({ start: async () => accounts });
  return (await job.run({ runId: "run1" }, signal)).next.map(({ id, queue }) => `${queue} ${id}`);
}

const account = (index: number, more: Partial<OpenRunAccount> = {}): OpenRunAccount => ({
  accountId: `a${index}`,
  platform: "x",
  batch: Math.floor(index / 100),
  state: "waiting",
  tryNumber: 1,
  ...more,
});

test("250 accounts of a platform are three surveys, on the platform's own queue", async () => {
  const accounts = Array.from({ length: 250 }, (_, index) => account(index));
  expect(await nextAfter(accounts)).toEqual([0, 1, 2].map((batch) => `x survey.run1.x.${batch}.1`));
});

test("two platforms are surveyed apart", async () => {
  const accounts = [account(1), account(2, { platform: "youtube" })];
  expect(await nextAfter(accounts)).toEqual(["x survey.run1.x.0.1", "youtube survey.run1.youtube.0.1"]);
});

test("planned again, only what still waits for its survey is surveyed", async () => {
  expect(await nextAfter([account(1, { state: "pending" }), account(101)])).toEqual(["x survey.run1.x.1.1"]);
});

test("a register without accounts makes a run that is concluded at once", async () => {
  expect(await nextAfter([])).toEqual(["control conclude-run.run1.1"]);
});

test("a run that is over, or unknown, is not planned", async () => {
  expect(await nextAfter(null)).toEqual([]);
});
