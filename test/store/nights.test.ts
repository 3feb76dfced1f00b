import { afterAll, beforeAll, expect, test } from "vitest";
import { openDatabase } from "../../src/store/database.ts";
import { alone, recordScan } from "../../src/store/nights.ts";
import { findRun } from "../../src/store/runs.ts";
import { freshDatabase, type FreshDatabase } from "../support/database.ts";

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());

// What nights are owed and missed is asked in test/faults/10-one-run-a-date.test.ts.

test("10: while one process is at it, others pass by; another piece of work is not held up", async () => {
  const { db } = database;
  const other = openDatabase(database.url);
  let letGo = (): void => undefined;
  let isIn = (): void => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  const entered = new Promise<void>((resolve) => (isIn = resolve));
  const first = alone(db, "wake", async () => {
    isIn();
    await held;
    return "first";
  });
  await entered;
  expect(await alone(other.db, "wake", async () => "second")).toBeNull();
  expect(await alone(other.db, "another wake", async () => "third")).toBe("third");
  letGo();
  expect(await first).toBe("first");
  expect(await alone(other.db, "wake", async () => "fourth")).toBe("fourth");
  await other.close();
});

test("work that fails leaves the way free", async () => {
  const { db } = database;
  await expect(alone(db, "fails", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await alone(db, "fails", async () => "again")).toBe("again");
});

test("a scan is charged to the local date, and has its own time", async () => {
  const { db } = database;
  const now = new Date("2026-07-01T23:30:00Z");
  const scan = { id: "scan1", accountIds: ["a"], queuePrefix: "scan-1", now, zone: "Europe/London" };
  await recordScan(db, scan);
  const run = await findRun(db, "scan1");
  expect(run).toMatchObject({ localDate: "2026-07-02", kind: "scan", status: "planned", requested: ["a"] });
  expect(run?.deadline.getTime()).toBeGreaterThan(now.getTime());
});
