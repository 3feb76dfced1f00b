import { expect, test } from "vitest";
import type { JobRequest } from "../../jobs/job.ts";
import { wake, type WakeDeps } from "../../jobs/wake.ts";
import type { OpenRun, OpenRunAccount } from "../../src/core/run.ts";
import { clockAt } from "../support/clock.ts";

const NOW = new Date("2026-11-23T03:31:00Z");
const DEADLINE = new Date("2026-11-23T06:45:00Z");

function open(accountId: string, more: Partial<OpenRunAccount> = {}): OpenRunAccount {
  return { accountId, platform: "x", batch: 0, state: "pending", tryNumber: 1, ...more };
}

function run(more: Partial<OpenRun> = {}): OpenRun {
  return { id: "run1", status: "running", deadline: DEADLINE, planTry: 1, open: [], ...more };
}

/** What a wake does, in order: queued ids, counted tries, accounts given up. */
async function steps(runs: readonly OpenRun[], more: Partial<WakeDeps> = {}): Promise<string[]> {
  const done: string[] = [];
  const names = (accounts: readonly (string | OpenRunAccount)[]) =>
    accounts.map((one) => (typeof one === "string" ? one : one.accountId)).join(" ");
  await wake({
    clock: clockAt(NOW),
    alone: (work) => work(),
    recordNights: async () => void done.push("nights"),
    lapseWaivers: async () => undefined,
    openRuns: async () => runs,
    liveJobs: async () => 0,
    enqueue: async (requests) => void done.push(...requests.map(({ id }) => `queue ${id}`)),
    countPlanTry: async (runId) => void done.push(`count plan of ${runId}`),
    countTry: async (_runId, ids) => void (ids.length > 0 && done.push(`count ${names(ids)}`)),
    giveUp: async (_runId, accounts) => void (accounts.length > 0 && done.push(`give up ${names(accounts)}`)),
    mailDue: async () => [],
    ...more,
  });
  return done;
}

test("a planned run without a live job is planned again under a new try number", async () => {
  const planned = run({ status: "planned", planTry: 2 });
  expect(await steps([planned])).toEqual(["nights", "queue plan-run.run1.3", "count plan of run1"]);
  expect(await steps([planned], { liveJobs: async () => 1 })).toEqual(["nights"]);
});

test("lost work is queued again: a survey a batch, an audit an account, each under a new try number", async () => {
  const lost = [
    open("a", { state: "waiting", batch: 0 }),
    open("b", { state: "waiting", batch: 0, tryNumber: 2 }),
    open("c", { state: "waiting", batch: 1 }),
    open("d", { tryNumber: 2 }),
  ];
  expect(await steps([run({ open: lost })])).toEqual([
    "nights",
    "queue survey.run1.x.0.3",
    "queue survey.run1.x.1.2",
    "queue audit-account.run1.d.3",
    "count a b c d",
  ]);
});

test("a platform's queue with a live job is left alone, and another platform's is not", async () => {
  const both = [open("a"), open("b", { platform: "youtube" })];
  const done = await steps([run({ open: both })], { liveJobs: async (queue) => (queue === "x" ? 1 : 0) });
  expect(done).toEqual(["nights", "queue audit-account.run1.b.2", "count b"]);
});

test("6: what was lost three times is given up, and the rest goes on", async () => {
  const done = await steps([run({ open: [open("a", { tryNumber: 3 }), open("b", { tryNumber: 2 })] })]);
  expect(done).toEqual(["nights", "give up a", "queue audit-account.run1.b.3", "count b"]);
});

test.each([
  ["nothing is open", run()],
  ["its deadline is past", run({ open: [open("a")], deadline: new Date(NOW.getTime() - 1) })],
])("a run is concluded when %s", async (_when, given) => {
  expect(await steps([given])).toEqual(["nights", "queue conclude-run.run1.1"]);
});

test.each([
  ["an audit", run({ open: [open("a")] })],
  ["a plan", run({ status: "planned" })],
])("8: a queue that does not take %s uses up no try", async (_what, given) => {
  const counted: string[] = [];
  const full = steps([given], {
    enqueue: () => Promise.reject(new Error("full")),
    countTry: async () => void counted.push("try"),
    countPlanTry: async () => void counted.push("plan"),
  });
  await expect(full).rejects.toThrow("2 of 4 failed");
  expect(counted).toEqual([]);
});

test("a run that cannot be swept keeps neither another run nor the mail waiting, and the wake has failed", async () => {
  const mail: JobRequest = { name: "deliver-mail", queue: "control", id: "mail.1", data: {} };
  const done: string[] = [];
  const failing = steps([run({ id: "poisoned", open: [open("a")] }), run({ id: "other" })], {
    recordNights: () => Promise.reject(new Error("no nights")),
    lapseWaivers: () => Promise.reject(new Error("no waivers")),
    enqueue: async (requests) => {
      if (requests.some(({ id }) => id.includes("poisoned"))) throw new Error("not this one");
      done.push(...requests.map(({ id }) => id));
    },
    mailDue: async () => [mail],
  });
  await expect(failing).rejects.toThrow("3 of 4 failed");
  expect(done).toEqual(["conclude-run.other.1", "mail.1"]);
});

test("10: while another wake is at it, this one does nothing", async () => {
  expect(await steps([run({ open: [open("a")] })], { alone: () => Promise.resolve(null) })).toEqual([]);
});

test("mail that is due is queued after the runs", async () => {
  const mail: JobRequest = { name: "deliver-mail", queue: "control", id: "mail.1", data: {} };
  expect(await steps([run()], { mailDue: async () => [mail] })).toEqual([
    "nights",
    "queue conclude-run.run1.1",
    "queue mail.1",
  ]);
});

test("each wake ends the waivers whose day is over, once the nights are on record", async () => {
  const ended: Date[] = [];
  const done: string[] = [];
  await steps([], {
    recordNights: async () => void done.push("nights"),
    lapseWaivers: async (now) => void (ended.push(now), done.push("waivers")),
  });
  expect(ended).toEqual([NOW]);
  expect(done).toEqual(["nights", "waivers"]);
});
