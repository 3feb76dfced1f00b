import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, daysBetween, localDateOf } from "../../src/core/calendar.ts";
import {
  deadlineOf,
  digestDue,
  dueNights,
  firstNightFrom,
  nightOf,
  type Timetable,
} from "../../src/core/schedule.ts";
import { HOUR_MS, MINUTE_MS } from "../../src/core/time.ts";
import { SEED } from "./made-up.ts";

const LONDON: Timetable = {
  zone: "Europe/London",
  nightlyAt: "03:30",
  nightlyDeadline: "06:45",
  digestWeekday: 1,
  digestAt: "07:30",
  digestSkippedAfterWeekday: 5,
  digestSkippedAfter: "17:00",
  catchUpHours: 20,
};

function due(now: string, known: string[], firstNight = "2026-11-20", timetable = LONDON) {
  return dueNights({ now: new Date(now), firstNight, known: new Set(known), timetable });
}

describe("which nights are due", () => {
  const known = ["2026-11-20", "2026-11-21", "2026-11-22"];
  it.each([
    ["nothing a minute before", "2026-11-23T03:29:59Z", known, null, []],
    ["the night at its minute", "2026-11-23T03:30:00Z", known, "2026-11-23", []],
    ["never twice for one date", "2026-11-23T03:31:00Z", [...known, "2026-11-23"], null, []],
    ["late, while it is fresh", "2026-11-23T23:29:00Z", known, "2026-11-23", []],
    ["missed, once it is 20 hours old", "2026-11-23T23:30:00Z", known, null, ["2026-11-23"]],
    [
      "of three, only the newest is made up",
      "2026-11-23T09:00:00Z",
      known.slice(0, 1),
      "2026-11-23",
      known.slice(1),
    ],
    [
      "none is made up if the newest is too old",
      "2026-11-23T02:00:00Z",
      known.slice(0, 1),
      null,
      known.slice(1),
    ],
    ["nothing before the first night", "2026-11-19T09:00:00Z", [], null, []],
    [
      "an older gap is recorded though the newest is done",
      "2026-11-22T09:00:00Z",
      ["2026-11-20", "2026-11-22"],
      null,
      ["2026-11-21"],
    ],
    ["nothing when the clock goes back over known nights", "2026-11-21T09:00:00Z", known, null, []],
  ])("%s", (_, now, already, plan, missed) => {
    expect(due(now, already)).toEqual({ plan, missed });
  });

  it("a missed night older than an existing newer one is never made up, whatever the window", () => {
    const wide = { ...LONDON, catchUpHours: 72 };
    expect(due("2026-11-22T09:00:00Z", ["2026-11-20", "2026-11-22"], "2026-11-20", wide)).toEqual({
      plan: null,
      missed: ["2026-11-21"],
    });
  });

  it("where nothing is made up, each night still runs at its time", () => {
    const strict = { ...LONDON, catchUpHours: 0 };
    const at = (time: string) => due(`2026-11-23T${time}Z`, known, "2026-11-20", strict);
    expect(at("03:30:00")).toEqual({ plan: "2026-11-23", missed: [] });
    // The service looks each minute, and may be a little late.
    expect(at("03:30:59")).toEqual({ plan: "2026-11-23", missed: [] });
    expect(at("03:46:00")).toEqual({ plan: null, missed: ["2026-11-23"] });
  });

  it("a date that the zone skipped has no night", () => {
    const apia = { ...LONDON, zone: "Pacific/Apia" };
    expect(due("2011-12-30T13:31:00Z", ["2011-12-29"], "2011-12-29", apia).plan).toBe("2011-12-31");
    expect(due("2011-12-30T13:31:00Z", ["2011-12-29"], "2011-12-29", apia).missed).toEqual([]);
  });

  it("the first night is the first that starts after the installation", () => {
    expect(firstNightFrom(new Date("2026-11-23T03:00:00Z"), LONDON)).toBe("2026-11-23");
    expect(firstNightFrom(new Date("2026-11-23T03:30:00Z"), LONDON)).toBe("2026-11-23");
    expect(firstNightFrom(new Date("2026-11-23T03:31:00Z"), LONDON)).toBe("2026-11-24");
  });
});

const deadlineFrom = (time: string) =>
  deadlineOf("2026-11-23", new Date(`2026-11-23T${time}Z`), LONDON).toISOString();

describe("the deadline", () => {
  it("is the wall clock's, also in summer", () => {
    expect(nightOf("2026-07-01", LONDON).deadline.toISOString()).toBe("2026-07-01T05:45:00.000Z");
  });
  it("stays for a start some minutes late, and moves with one that is made up", () => {
    expect(deadlineFrom("03:45:00")).toBe("2026-11-23T06:45:00.000Z");
    expect(deadlineFrom("14:00:00")).toBe("2026-11-23T17:15:00.000Z");
  });
  it("is never later than the next night's start", () => {
    const eve = deadlineOf("2026-03-28", new Date("2026-03-28T23:29:00Z"), LONDON);
    expect(eve.toISOString()).toBe("2026-03-29T02:30:00.000Z");
  });
  it("may lie behind midnight", () => {
    const late = { ...LONDON, nightlyAt: "23:30", nightlyDeadline: "02:00" };
    expect(nightOf("2026-11-23", late).deadline.toISOString()).toBe("2026-11-24T02:00:00.000Z");
  });
});

describe("the digest", () => {
  const live = new Date("2026-11-18T10:00:00Z");
  it.each([
    ["is not due before Monday 07:30", "2026-11-23T07:29:00Z", null, null, []],
    ["is due from Monday 07:30", "2026-11-23T07:30:00Z", null, "2026-W48", []],
    ["is due until Friday 17:00", "2026-11-27T16:59:00Z", null, "2026-W48", []],
    ["is skipped after Friday 17:00", "2026-11-27T17:00:00Z", null, null, ["2026-W48"]],
    ["is due once", "2026-11-24T07:30:00Z", "2026-W48", null, []],
    ["says which weeks were skipped", "2026-12-07T08:00:00Z", null, "2026-W50", ["2026-W48", "2026-W49"]],
    ["owes nothing up to the newest known", "2027-01-11T08:00:00Z", "2026-W53", "2027-W02", ["2027-W01"]],
    ["is not due again when the clock goes back", "2026-11-24T07:30:00Z", "2026-W49", null, []],
  ])("%s", (_, now, newestKnown, send, skipped) => {
    const answer = digestDue({
      now: new Date(now),
      liveSince: live,
      newestKnown,
      timetable: LONDON,
    });
    expect(answer).toEqual({ send, skipped });
  });
  it("is not owed before go-live", () => {
    const question = { now: new Date("2026-11-23T08:00:00Z"), newestKnown: null, timetable: LONDON };
    expect(digestDue({ ...question, liveSince: null }).send).toBeNull();
    expect(digestDue({ ...question, liveSince: new Date("2026-11-23T07:45:00Z") }).send).toBeNull();
    expect(digestDue({ ...question, liveSince: new Date("2026-11-23T07:30:00Z") }).send).toBe("2026-W48");
  });
});

const ZONES = [
  "Europe/London",
  "Europe/Dublin",
  "America/New_York",
  "America/St_Johns",
  "America/Santiago",
  "America/Havana",
  "Africa/Cairo",
  "Africa/Casablanca",
  "Asia/Beirut",
  "Asia/Gaza",
  "Asia/Kolkata",
  "Asia/Tehran",
  "Atlantic/Azores",
  "Australia/Lord_Howe",
  "Pacific/Apia",
  "Pacific/Chatham",
  "Pacific/Kiritimati",
  "Antarctica/Troll",
  "UTC",
];

const minuteOfDay = fc
  .integer({ min: 0, max: 1439 })
  .map(
    (minute) => `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`,
  );
const timetables = fc
  .record({ zone: fc.constantFrom(...ZONES), nightlyAt: minuteOfDay })
  .map((drawn): Timetable => ({ ...LONDON, ...drawn, nightlyDeadline: "23:59" }));
/** Any minute of 2006 to 2030: daylight saving, abolished and introduced, and a skipped date. */
const starts = fc.date({
  min: new Date("2006-01-01T00:00:00Z"),
  max: new Date("2030-01-01T00:00:00Z"),
  noInvalidDate: true,
});
/** Days in a year near which clocks change somewhere, so that the fuzz meets changes often. */
const nearChanges = fc
  .record({
    year: fc.integer({ min: 2006, max: 2029 }),
    eve: fc.constantFrom("03-07", "03-27", "04-02", "04-26", "09-04", "10-02", "10-23", "10-30", "12-27"),
    hours: fc.integer({ min: 0, max: 120 }),
  })
  .map(({ year, eve, hours }) => new Date(Date.parse(`${year}-${eve}T00:00:00Z`) + hours * HOUR_MS));

/** Wakes the schedule at each instant, writing down what it says as the service does. */
function simulate(timetable: Timetable, wakes: readonly Date[], firstNight: string) {
  const known = new Map<string, "planned" | "missed">();
  const record = (date: string, as: "planned" | "missed") => {
    expect(known.has(date), `${date} twice`).toBe(false);
    known.set(date, as);
  };
  for (const now of wakes) {
    const { plan, missed } = dueNights({ now, firstNight, known: new Set(known.keys()), timetable });
    missed.forEach((date) => record(date, "missed"));
    if (plan === null) continue;
    record(plan, "planned");
    const age = now.getTime() - nightOf(plan, timetable).scheduledFor.getTime();
    expect(age).toBeGreaterThanOrEqual(0);
    expect(age).toBeLessThan(timetable.catchUpHours * HOUR_MS);
  }
  return known;
}

/** Dates on the zone's calendar from the first night to the last that has started at `end`. */
function expectedDates(timetable: Timetable, firstNight: string, end: Date): string[] {
  const last = localDateOf(end, timetable.zone);
  const dates = Array.from({ length: Math.max(0, daysBetween(firstNight, last) + 2) }, (_, day) =>
    addDays(firstNight, day),
  );
  return dates.filter((date) => {
    const noon = nightOf(date, { ...timetable, nightlyAt: "12:00" }).scheduledFor;
    return localDateOf(noon, timetable.zone) === date && nightOf(date, timetable).scheduledFor <= end;
  });
}

/** Wakes drawn as gaps in minutes from a drawn start; a negative gap is a clock that was set back. */
function lives(gaps: fc.Arbitrary<number[]>) {
  return fc.tuple(timetables, fc.oneof(starts, nearChanges), gaps).map(([timetable, start, minutes]) => {
    let at = start.getTime();
    const wakes = minutes.map((step) => new Date((at += step * MINUTE_MS)));
    const newest = new Date(Math.max(start.getTime(), ...wakes.map((wake) => wake.getTime())));
    return { timetable, wakes, newest, firstNight: firstNightFrom(start, timetable) };
  });
}

describe(`no night is lost or doubled, in any zone, over any change of the clocks (seed ${SEED})`, () => {
  const settings = { seed: SEED, numRuns: 400 };

  it("whatever minutes it is woken at, clocks set back included", () => {
    fc.assert(
      fc.property(
        lives(fc.array(fc.integer({ min: -600, max: 1500 }), { maxLength: 40 })),
        ({ timetable, wakes, newest, firstNight }) => {
          const known = simulate(timetable, wakes, firstNight);
          expect([...known.keys()].toSorted()).toEqual(expectedDates(timetable, firstNight, newest));
        },
      ),
      settings,
    );
  });

  it("and none is missed while it is woken at least every hour", () => {
    fc.assert(
      fc.property(
        lives(fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 48, maxLength: 120 })),
        ({ timetable, wakes, newest, firstNight }) => {
          const known = simulate(timetable, wakes, firstNight);
          expect([...known.keys()].toSorted()).toEqual(expectedDates(timetable, firstNight, newest));
          expect([...known.values()]).not.toContain("missed");
        },
      ),
      settings,
    );
  });
});
