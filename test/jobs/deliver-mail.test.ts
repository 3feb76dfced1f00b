import { expect, test } from "vitest";
import { createDeliverMailJob, type DeliverMailDeps } from "../../jobs/deliver-mail.ts";
import type { DueDelivery, SendOutcome } from "../../src/core/mail.ts";
import { clockAt } from "../support/clock.ts";

const delivery = (recipient: string): DueDelivery => ({
  mailId: "m",
  kind: "digest",
  recipient,
  bytes: Buffer.from("x"),
  attempts: 0,
});

function depsWith(more: Partial<DeliverMailDeps> = {}) {
  const told: string[] = [];
  const deps: DeliverMailDeps = {
    clock: clockAt("2026-11-23T07:31:00Z"),
    recoverInterrupted: async () => told.push("recover"),
    due: async () => [delivery("a"), delivery("b")],
    start: async ({ recipient }) => told.push(`start ${recipient}`) > 0,
    transmit: async ({ recipient }): Promise<SendOutcome> => {
      told.push(`transmit ${recipient}`);
      return { outcome: "accepted" };
    },
    settle: async ({ recipient }, { outcome }) => told.push(`settle ${recipient} ${outcome}`) > 0,
    onEnd: () => undefined,
    ...more,
  };
  return { told, run: (signal = new AbortController().signal) => createDeliverMailJob(deps).run({}, signal) };
}

test("what a dead sender left is settled first, then each recipient has a transaction of its own", async () => {
  const { told, run } = depsWith();
  await run();
  expect(told).toEqual([
    "recover",
    "start a",
    "transmit a",
    "settle a accepted",
    "start b",
    "transmit b",
    "settle b accepted",
  ]);
});

test("what another process has taken is left to it", async () => {
  const { told, run } = depsWith({ start: async ({ recipient }) => recipient === "b" });
  await run();
  expect(told).toEqual(["recover", "transmit b", "settle b accepted"]);
});

test("told to stop, it ends the transaction that is open and begins no other", async () => {
  const stop = new AbortController();
  const { told, run } = depsWith({
    transmit: async () => {
      stop.abort();
      return { outcome: "accepted" };
    },
  });
  await run(stop.signal);
  expect(told).toEqual(["recover", "start a", "settle a accepted"]);
});

test("a round ends after a minute of slow transactions, so that nights are planned and concluded; the rest waits", async () => {
  const clock = clockAt("2026-11-23T07:31:00Z");
  const transmit = async (): Promise<SendOutcome> => {
    clock.advance(40_000);
    return { outcome: "failed-before-data", reason: "at the connection" };
  };
  const due = async () => ["a", "b", "c", "d"].map(delivery);
  const slow = depsWith({ clock, due, transmit });
  await slow.run();
  expect(slow.told.filter((one) => one.startsWith("start"))).toEqual(["start a", "start b"]);
});

test("a sender that was frozen after it took a delivery lets nothing leave, and settles by what it took", async () => {
  const clock = clockAt("2026-11-23T07:31:00Z");
  const takenAt = clock.now();
  const settled: unknown[] = [];
  const inTime: boolean[] = [];
  const { run } = depsWith({
    clock,
    due: async () => [delivery("a")],
    transmit: async (_delivery, isInTime) => {
      inTime.push(isInTime());
      clock.advance(5 * 60_000 - 1);
      inTime.push(isInTime());
      clock.advance(1);
      inTime.push(isInTime());
      return { outcome: "failed-before-data", reason: "too late" };
    },
    settle: async (taken) => settled.push(taken.takenAt) > 0,
  });
  await run();
  expect(inTime).toEqual([true, true, false]);
  expect(settled).toEqual([takenAt]);
});
