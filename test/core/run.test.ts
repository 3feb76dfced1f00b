import { describe, expect, it } from "vitest";
import { MAX_TRIES, sweep, type OpenRun } from "../../src/core/run.ts";
import { NOW } from "./made-up.ts";

const account = (state: "waiting" | "pending", tryNumber = 1) => ({
  accountId: `a${tryNumber}`,
  platform: "x" as const,
  batch: 0,
  state,
  tryNumber,
});
const running = (changes: Partial<OpenRun> = {}): OpenRun => ({
  id: "r",
  status: "running",
  deadline: new Date(NOW.getTime() + 1),
  planTry: 1,
  open: [account("pending")],
  ...changes,
});
const live = (counts: Partial<Record<string, number>>) => (queue: string) => counts[queue] ?? 0;
const NOTHING = { plan: false, requeue: [], giveUp: [], conclude: false };

describe("what a run needs", () => {
  it("work that no queue holds is queued again", () => {
    const run = running();
    expect(sweep(run, live({}), NOW)).toEqual({ ...NOTHING, requeue: run.open });
  });

  it("a queue with live jobs is left alone", () => {
    expect(sweep(running(), live({ x: 1 }), NOW)).toEqual(NOTHING);
  });

  it("surveys that are just being queued are not taken for lost", () => {
    expect(sweep(running({ open: [account("waiting")] }), live({ control: 1 }), NOW)).toEqual(NOTHING);
  });

  it("work that was lost too often is given up", () => {
    const open = [account("pending", MAX_TRIES - 1), account("pending", MAX_TRIES)];
    expect(sweep(running({ open }), live({}), NOW)).toEqual({
      ...NOTHING,
      requeue: open.slice(0, 1),
      giveUp: open.slice(1),
    });
  });

  it("a planned run whose job is gone is planned again", () => {
    expect(sweep(running({ status: "planned" }), live({ x: 3 }), NOW)).toEqual({ ...NOTHING, plan: true });
    expect(sweep(running({ status: "planned" }), live({ control: 1 }), NOW)).toEqual(NOTHING);
  });

  it.each([
    ["nothing is open", running({ open: [] })],
    ["the deadline is past", running({ deadline: NOW })],
  ])("is that it is concluded, when %s", (_, run) => {
    expect(sweep(run, live({ control: 2, x: 2 }), NOW)).toEqual({ ...NOTHING, conclude: true });
  });
});
