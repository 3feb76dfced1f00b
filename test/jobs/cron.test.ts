import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { everyMinute } from "../../jobs/cron.ts";

const seen = { ticks: [] as string[], missed: 0, written: "" };
let cron: { stop(): Promise<void> } | null = null;

beforeEach(() => {
  vi.useFakeTimers({ now: new Date("2026-11-23T03:28:30Z") });
  Object.assign(seen, { ticks: [], missed: 0, written: "" });
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, "write").mockImplementation((text) => {
      seen.written += String(text);
      return true;
    });
  }
});
afterEach(async () => {
  await cron?.stop();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const start = (tick: () => Promise<void> = () => Promise.resolve()) => {
  cron = everyMinute(
    () => {
      seen.ticks.push(new Date().toISOString().slice(11, 16));
      return tick();
    },
    () => (seen.missed += 1),
  );
};

test("it ticks at each full minute", async () => {
  start();
  await vi.advanceTimersByTimeAsync(2 * 60_000);
  expect(seen).toMatchObject({ ticks: ["03:29", "03:30"], missed: 0 });
});

test("11: minutes that pass while the process is asleep are counted, and it ticks again at the next one", async () => {
  start();
  await vi.advanceTimersByTimeAsync(60_000);
  vi.setSystemTime(new Date("2026-11-23T03:34:20Z"));
  await vi.advanceTimersByTimeAsync(2 * 60_000);
  expect(seen.ticks[0]).toBe("03:29");
  expect(seen.ticks.at(-1)).toBe("03:36");
  expect(seen.missed).toBeGreaterThan(0);
  expect(seen.written).toBe("");
});

test("11: a tick that is still at work is not begun again; the minute is counted, and nothing is written beside the log", async () => {
  let end = (): void => undefined;
  start(() => new Promise((resolve) => (end = resolve)));
  await vi.advanceTimersByTimeAsync(2 * 60_000);
  expect(seen).toMatchObject({ ticks: ["03:29"], missed: 1, written: "" });
  end();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(seen.ticks).toEqual(["03:29", "03:31"]);
  end();
});
