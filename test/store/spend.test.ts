import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { PlatformError, type Price } from "../../src/core/connector.ts";
import { createMeter, roomLeft, type MeterOptions } from "../../src/store/spend.ts";
import { clockAt, seededIds } from "../support/clock.ts";
import { freshDatabase, type FreshDatabase } from "../support/database.ts";
import { ledgerOf } from "../support/dump.ts";
import { ledgerOfRun } from "../support/ledger.ts";

const NIGHT = "2026-11-23";
const AT = new Date("2026-11-23T03:30:00Z");
const usd = (dollars: number): Price => ({ microUsd: Math.round(dollars * 1e6), quotaUnits: 0 });
const cap = (night: number, month: number) => ({
  nightMicroUsd: usd(night).microUsd,
  monthMicroUsd: usd(month).microUsd,
});

let database: FreshDatabase;
const ids = seededIds(6);
beforeAll(async () => {
  database = await freshDatabase();
});
beforeEach(async () => {
  await database.db.execute(sql`truncate spend, spend_nights, quota_days`);
});
afterAll(() => database.close());

const meter = (more: Partial<MeterOptions> = {}) =>
  createMeter({
    db: database.db,
    ids,
    clock: clockAt("2026-11-23T03:30:00Z"),
    platform: "x",
    runId: "run1",
    accountId: null,
    night: NIGHT,
    cap: cap(10, 100),
    ...more,
  });

const overBudget = { name: "PlatformError", failure: "over-budget" };

test("what is reserved counts until it is settled, and then what it came to", async () => {
  const reservation = await meter().reserve("users", usd(4));
  expect(await ledgerOfRun(database.db, "run1")).toEqual({ settled: 0, counted: 4e6, inFlight: 1 });
  await reservation.settle(usd(1.5));
  expect(await ledgerOfRun(database.db, "run1")).toEqual({ settled: 1.5e6, counted: 1.5e6, inFlight: 0 });
  expect(await ledgerOf(database.db)).toEqual({ counted: 1.5e6, unsettled: 0 });
});

test("a call that is settled twice counts once", async () => {
  const reservation = await meter().reserve("users", usd(4));
  await reservation.settle(usd(1));
  await reservation.settle(usd(3));
  expect(await ledgerOf(database.db)).toEqual({ counted: 1e6, unsettled: 0 });
});

test("a call that came dearer than its worst price counts as what it cost", async () => {
  await (await meter().reserve("users", usd(1))).settle(usd(2));
  expect(await ledgerOf(database.db)).toEqual({ counted: 2e6, unsettled: 0 });
});

test("the night's cap is never passed, and what a settled call gave back can be had", async () => {
  const first = await meter().reserve("users", usd(8));
  await expect(meter().reserve("users", usd(3))).rejects.toMatchObject(overBudget);
  await first.settle(usd(2));
  await meter().reserve("users", usd(8));
  await expect(meter().reserve("users", usd(0.01))).rejects.toBeInstanceOf(PlatformError);
  expect(await ledgerOf(database.db)).toMatchObject({ counted: 10e6 });
});

test("the month's cap counts the month's other nights, and no other month's", async () => {
  const month = cap(10, 12);
  for (const night of ["2026-10-31", "2026-11-01", "2026-12-01"]) {
    await meter({ night, cap: month }).reserve("users", usd(9));
  }
  await expect(meter({ cap: month }).reserve("users", usd(4))).rejects.toMatchObject(overBudget);
  await meter({ cap: month }).reserve("users", usd(3));
  expect(await roomLeft(database.db, "x", { night: NIGHT, at: AT }, month)).toBe(0);
  expect(await roomLeft(database.db, "x", { night: "2026-12-02", at: AT }, month)).toBe(3e6);
});

test("a free call passes over a used-up budget; without a cap there is no limit", async () => {
  await (await meter().reserve("users", usd(10))).settle(usd(11));
  await meter().reserve("users", usd(0));
  await meter({ cap: null }).reserve("users", usd(1000));
  expect(await roomLeft(database.db, "x", { night: NIGHT, at: AT }, null)).toBeNull();
});

test("another platform has a budget of its own", async () => {
  await meter().reserve("users", usd(10));
  await meter({ platform: "youtube" }).reserve("channels", usd(10));
  expect(await roomLeft(database.db, "youtube", { night: NIGHT, at: AT }, cap(15, 100))).toBe(5e6);
});

test("of many reservations at once, on two nights, as many get through as the month has room for", async () => {
  const month = cap(10, 10);
  const nights = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? NIGHT : "2026-11-24"));
  const all = await Promise.allSettled(
    nights.map((night) => meter({ night, cap: month }).reserve("users", usd(1))),
  );
  expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(10);
  expect(await ledgerOf(database.db)).toEqual({ counted: 10e6, unsettled: 10 });
});

const UNITS: Price = { microUsd: 0, quotaUnits: 1 };
const DAY = { dayUnits: 3, zone: "America/Los_Angeles" };
const tube = (more: Partial<MeterOptions> = {}) => meter({ platform: "youtube", cap: DAY, ...more });
/** The night of 23 November in London is the 22nd's evening in California. */
const MIDNIGHT_THERE = new Date("2026-11-23T08:00:00Z");

test("units of a quota are counted by the day of the platform's own zone", async () => {
  for (let call = 0; call < 3; call++) await tube().reserve("channels", UNITS);
  await expect(tube().reserve("channels", UNITS)).rejects.toMatchObject(overBudget);
  const left = (at: Date) => roomLeft(database.db, "youtube", { night: NIGHT, at }, DAY);
  expect(await left(AT)).toBe(0);
  expect(await left(new Date(MIDNIGHT_THERE.getTime() - 1))).toBe(0);
  expect(await left(MIDNIGHT_THERE)).toBe(3);
  await tube({ clock: clockAt(MIDNIGHT_THERE) }).reserve("channels", UNITS);
  expect(await left(MIDNIGHT_THERE)).toBe(2);
});

test("a free call passes over a used-up quota, of which nothing is left where the settings take some of it back", async () => {
  for (let call = 0; call < 3; call++) await tube().reserve("channels", UNITS);
  const less = { ...DAY, dayUnits: 2 };
  await tube({ cap: less }).reserve("channels", { microUsd: 0, quotaUnits: 0 });
  expect(await roomLeft(database.db, "youtube", { night: NIGHT, at: AT }, less)).toBe(0);
});

test("of many reservations at once, on nights of two months, as many get through as the quota day has room for", async () => {
  const wide = { ...DAY, dayUnits: 10 };
  const nights = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? "2026-11-30" : "2026-12-01"));
  const clock = clockAt("2026-12-01T03:30:00Z");
  const all = await Promise.allSettled(
    nights.map((night) => tube({ night, clock, cap: wide }).reserve("channels", UNITS)),
  );
  expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(10);
});

test("a call that cost nothing gives its unit back, to the day that it was taken from", async () => {
  const clock = clockAt(AT);
  const reservation = await tube({ clock }).reserve("channels", UNITS);
  clock.set(MIDNIGHT_THERE);
  await reservation.settle({ microUsd: 0, quotaUnits: 0 });
  for (const at of [AT, MIDNIGHT_THERE]) {
    expect(await roomLeft(database.db, "youtube", { night: NIGHT, at }, DAY)).toBe(3);
  }
});

test("reservations and settlements of many audits at once never wait for each other in a ring", async () => {
  const wide = { ...DAY, dayUnits: 40 };
  const audits = Array.from({ length: 60 }, async () => {
    try {
      await (await tube({ cap: wide }).reserve("subscriptions", UNITS)).settle(UNITS);
      return true;
    } catch (error) {
      expect(error).toMatchObject(overBudget);
      return false;
    }
  });
  expect((await Promise.all(audits)).filter(Boolean)).toHaveLength(40);
});
