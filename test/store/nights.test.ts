import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDatabase } from "../../src/store/database.ts";
import { alone, recordNights, recordScan } from "../../src/store/nights.ts";
import { findRun, listRuns, runOfNight, startRun } from "../../src/store/runs.ts";
import { seededIds } from "../support/clock.ts";
import { freshDatabase, type FreshDatabase } from "../support/database.ts";
import { gateAt } from "../support/gate.ts";
import { until } from "../support/until.ts";

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());

// What nights are owed and missed is asked in test/faults/10-one-run-a-date.test.ts, but for what scans have to do with it.
const ZONE = "Europe/London";
const TIMETABLE = {
  zone: ZONE,
  nightlyAt: "03:30",
  nightlyDeadline: "06:45",
  digestWeekday: 1,
  digestAt: "07:30",
  digestSkippedAfterWeekday: 5,
  digestSkippedAfter: "17:00",
  catchUpHours: 20,
};

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
  const scan = { id: "scan1", accountIds: ["a"], queuePrefix: "scan-1", now, zone: ZONE };
  await recordScan(db, scan);
  const run = await findRun(db, "scan1");
  expect(run).toMatchObject({ localDate: "2026-07-02", kind: "scan", status: "planned", requested: ["a"] });
  expect(run?.deadline.getTime()).toBeGreaterThan(now.getTime());
});

test("13: a scan is no night: that of its day is made up all the same; and a scan that nobody began in its time is missed", async () => {
  const { db, close } = await freshDatabase();
  const at = (time: string) => new Date(`2026-11-23T${time}:00Z`);
  const ids = seededIds();
  const statesAt = async (time: string) => {
    await recordNights(db, { now: at(time), ids, timetable: TIMETABLE });
    return (await listRuns(db, 9)).map(({ kind, status }) => `${kind} ${status}`).toSorted();
  };
  expect(await statesAt("03:00")).toEqual([]);
  await recordScan(db, { id: "s", accountIds: ["a"], queuePrefix: "service", now: at("10:00"), zone: ZONE });
  expect(await statesAt("11:00")).toEqual(["nightly planned", "scan planned"]);
  expect(await statesAt("16:00")).toEqual(["nightly planned", "scan missed"]);
  await close();
});

test("13: a night that nobody began before its deadline has another one while it is fresh", async () => {
  const { db, close } = await freshDatabase();
  const at = (time: string) => new Date(`2026-11-23T${time}:00Z`);
  const owed = { ids: seededIds(), timetable: TIMETABLE };
  await recordNights(db, { ...owed, now: at("03:30") });
  await recordNights(db, { ...owed, now: at("06:44") });
  expect(await runOfNight(db, "2026-11-23")).toMatchObject({ status: "planned", deadline: at("06:45") });
  await recordNights(db, { ...owed, now: at("10:00") });
  expect(await runOfNight(db, "2026-11-23")).toMatchObject({ status: "planned", deadline: at("13:15") });
  await close();
});

test("12: a night that is done stands, whenever a wrong clock says that it was", async () => {
  const { db, close } = await freshDatabase();
  const at = (time: string) => new Date(`2026-11-23T${time}:00Z`);
  const owed = { ids: seededIds(), timetable: TIMETABLE };
  await recordNights(db, { ...owed, now: at("03:30") });
  await db.execute(sql`update runs set status = 'done', concluded_at = '2029-01-01'`);
  await recordNights(db, { ...owed, now: at("05:00") });
  expect(await listRuns(db, 9)).toMatchObject([{ localDate: "2026-11-23", status: "done" }]);
  await close();
});

test("13: a night that begins at the moment at which it would be called missed is not", async () => {
  const { db, url, close } = await freshDatabase();
  const owed = { ids: seededIds(), timetable: TIMETABLE };
  await recordNights(db, { ...owed, now: new Date("2026-11-23T03:30:00Z") });
  const run = await runOfNight(db, "2026-11-23");
  if (run === null) throw new Error("the night is not on record");
  const later = new Date("2026-11-24T01:00:00Z");
  const gate = await gateAt(url, { table: "runs", on: "update" });
  const started = startRun(db, run, () => 100, later);
  await gate.reached();
  const recorded = recordNights(db, { ...owed, now: later });
  await until("both are at the night's row", async () => {
    const waiting = await db.execute(sql`
      select 1 from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and query like 'update "runs"%'`);
    return waiting.length === 2;
  });
  await gate.open();
  await Promise.all([started, recorded]);
  expect(await runOfNight(db, "2026-11-23")).toMatchObject({ status: "running", concludedAt: null });
  await close();
});
