import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sql } from "drizzle-orm";
import { addDays, instantOf } from "../../src/core/calendar.ts";
import { firstNightFrom, nightOf, type Timetable } from "../../src/core/schedule.ts";
import { HOUR_MS } from "../../src/core/time.ts";
import type { Database } from "../../src/store/database.ts";
import { recordNights, SERVICE_PREFIX } from "../../src/store/nights.ts";
import { listRuns, openRuns } from "../../src/store/runs.ts";
import { seededIds } from "../support/clock.ts";
import { FIRST_NIGHT, nightAt, openCollege, type College } from "../support/college.ts";
import { freshDatabase } from "../support/database.ts";
import { dumpOf } from "../support/dump.ts";
import { queueBackends } from "../support/redis.ts";

let college: College;
beforeAll(async () => {
  college = await openCollege();
});
afterAll(() => college.close());

const later = (hours: number) => new Date(nightAt(FIRST_NIGHT).getTime() + hours * HOUR_MS);
const datesOf = async (db: Database) =>
  (await listRuns(db, 100)).map(({ localDate, status }) => `${localDate} ${status}`).toSorted();

describe.each(queueBackends())("on %s", (backend) => {
  test("10: two schedulers that tick at once, again and again, make one run and one of each finding", async () => {
    const one = await college.install(backend);
    await (await one.serve()).finishAndDrain(FIRST_NIGHT);
    const two = await college.install(backend);
    const patient = { lockMs: 10_000 };
    const [first, second] = [await two.serve(patient), await two.serve(patient)];
    await first.tickUntil("the night concludes", async () => {
      await Promise.all([first.tick(), second.tick(), second.tick()]);
      const [run] = await listRuns(two.database.db, 1);
      return run?.concludedAt ?? null;
    });
    await Promise.all([first.drain(), second.drain()]);
    expect(await datesOf(two.database.db)).toEqual([`${FIRST_NIGHT} done`]);
    expect(await dumpOf(two.database.db)).toEqual(await dumpOf(one.database.db));
  });
});

test("2, 4, 11: a night that starts late runs late under its own date, says when it started, and gets its time", async () => {
  const { database, serve } = await college.install();
  college.clock.set(later(-1));
  const service = await serve();
  await service.tick();
  expect(await datesOf(database.db)).toEqual([]);
  college.clock.set(later(15));
  const run = await service.finish(FIRST_NIGHT);
  expect(run).toMatchObject({ status: "done", localDate: FIRST_NIGHT, scheduledFor: nightAt(FIRST_NIGHT) });
  expect(run.startedAt).toEqual(later(15));
  expect(run.deadline.getTime()).toBeGreaterThan(later(15).getTime());
  college.clock.set(nightAt(addDays(FIRST_NIGHT, 1)));
  await service.tick();
  const [next] = await listRuns(database.db, 1);
  expect(next).toMatchObject({ scheduledFor: nightAt(addDays(FIRST_NIGHT, 1)) });
  college.clock.set(nightAt(FIRST_NIGHT));
});

const TIMETABLE = {
  nightlyAt: "03:30",
  nightlyDeadline: "06:45",
  digestWeekday: 1,
  digestAt: "07:30",
  digestSkippedAfterWeekday: 5,
  digestSkippedAfter: "17:00",
  catchUpHours: 20,
};
/** Dates from a first night to the last that has begun at `end`. */
function datesOwed(first: string, end: Date, timetable: Timetable): string[] {
  const dates = [];
  for (let date = first; nightOf(date, timetable).scheduledFor <= end; date = addDays(date, 1))
    dates.push(date);
  return dates;
}

const LONDON = { ...TIMETABLE, zone: "Europe/London" };

describe("with a database alone", () => {
  test("13: down for three nights: two are missed, the newest is made up, once", async () => {
    const { db, close } = await freshDatabase();
    const ids = seededIds(13);
    await recordNights(db, { now: nightAt(FIRST_NIGHT), ids, timetable: LONDON });
    await db.execute(sql`update runs set status = 'done', concluded_at = scheduled_for`);
    const back = new Date(nightAt(addDays(FIRST_NIGHT, 3)).getTime() + 5 * HOUR_MS);
    for (const now of [back, back, new Date(back.getTime() + HOUR_MS)]) {
      await recordNights(db, { now, ids, timetable: LONDON });
    }
    expect(await datesOf(db)).toEqual([
      "2026-11-23 done",
      "2026-11-24 missed",
      "2026-11-25 missed",
      "2026-11-26 planned",
    ]);
    await close();
  });

  test("13: a night that was planned, and that nobody started before its deadline, is missed", async () => {
    const { db, close } = await freshDatabase();
    const ids = seededIds(13);
    await recordNights(db, { now: nightAt(FIRST_NIGHT), ids, timetable: LONDON });
    await recordNights(db, { now: later(30), ids, timetable: LONDON });
    expect(await datesOf(db)).toEqual(["2026-11-23 missed", "2026-11-24 planned"]);
    await close();
  });

  test("13: a night missed by more than the catch-up hours is recorded as missed, and not made up", async () => {
    const { db, close } = await freshDatabase();
    const ids = seededIds(13);
    await recordNights(db, { now: later(-1), ids, timetable: LONDON });
    await recordNights(db, { now: later(20.5), ids, timetable: LONDON });
    expect(await datesOf(db)).toEqual(["2026-11-23 missed"]);
    await close();
  });

  test("12: nights that a clock years ahead called missed for a minute run when they come", async () => {
    const { db, close } = await freshDatabase();
    const ids = seededIds(13);
    await recordNights(db, { now: nightAt(FIRST_NIGHT), ids, timetable: LONDON });
    await db.execute(sql`update runs set status = 'done', concluded_at = scheduled_for`);
    await recordNights(db, { now: later(24 * 3 + 1), ids, timetable: LONDON });
    const last = addDays(FIRST_NIGHT, 3);
    expect(await openRuns(db, SERVICE_PREFIX, later(1))).toEqual([]);
    for (const days of [1, 2]) {
      const now = nightAt(addDays(FIRST_NIGHT, days));
      await recordNights(db, { now, ids, timetable: LONDON });
      await recordNights(db, { now: new Date(now.getTime() + HOUR_MS), ids, timetable: LONDON });
      expect((await openRuns(db, SERVICE_PREFIX, now)).map(({ localDate }) => localDate)).toEqual([
        addDays(FIRST_NIGHT, days),
      ]);
      await db.execute(
        sql`update runs set status = 'done', concluded_at = scheduled_for where scheduled_for <= ${now.toISOString()}`,
      );
    }
    expect(await datesOf(db)).toEqual([
      "2026-11-23 done",
      "2026-11-24 done",
      "2026-11-25 done",
      `${last} planned`,
    ]);
    await close();
  });

  test("an installation owes no night before its first", async () => {
    const { db, close } = await freshDatabase();
    await recordNights(db, { now: later(2), ids: seededIds(1), timetable: LONDON });
    expect(await datesOf(db)).toEqual([]);
    await close();
  });

  const SEED = 12;
  test(`12: whatever minutes it is asked at, over changes of the clocks, each date has one run (seed ${SEED})`, async () => {
    const { db, close } = await freshDatabase();
    const zone = fc.constantFrom(
      "Europe/London",
      "America/New_York",
      "Australia/Lord_Howe",
      "America/Santiago",
    );
    const start = fc.constantFrom(
      "2026-03-27",
      "2026-10-23",
      "2026-03-07",
      "2026-10-31",
      "2026-04-03",
      "2026-09-04",
    );
    const steps = fc.array(fc.integer({ min: 0, max: 40 * 60 }), { minLength: 5, maxLength: 12 });
    let most = 0;
    const hour = fc.constantFrom("01:30", "02:30", "00:15", "03:30");
    await fc.assert(
      fc.asyncProperty(zone, start, hour, steps, async (zone, date, nightlyAt, minutes) => {
        await db.execute(sql`truncate runs, installation cascade`);
        const timetable = { ...TIMETABLE, zone, nightlyAt, nightlyDeadline: "06:45" };
        const ids = seededIds(SEED);
        const midnight = instantOf(date, "00:00", zone).getTime();
        let now = new Date(midnight);
        for (const step of minutes) {
          now = new Date(now.getTime() + step * 60_000);
          await Promise.all([
            recordNights(db, { now, ids, timetable }),
            recordNights(db, { now, ids, timetable }),
          ]);
        }
        const installedAt = new Date(midnight + (minutes[0] ?? 0) * 60_000);
        const owed = datesOwed(firstNightFrom(installedAt, timetable), now, timetable);
        const runs = await listRuns(db, 1000);
        expect(runs.map(({ localDate }) => localDate).toSorted()).toEqual(owed);
        most = Math.max(most, owed.length);
      }),
      { seed: SEED, numRuns: 25 },
    );
    expect(most).toBeGreaterThan(1);
    await close();
  });
});
