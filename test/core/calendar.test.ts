import { describe, expect, it } from "vitest";
import {
  addDays,
  addOpenDays,
  commonClosures,
  daysBetween,
  instantOf,
  isoWeekOf,
  localDateOf,
  localTimeOf,
  mondayOf,
  mondayOfWeek,
  nextOpenDay,
  nextOpenMorning,
  openDayFrom,
  openDays,
  weekdayOf,
} from "../../src/core/calendar.ts";

const LONDON = "Europe/London";
const CHRISTMAS = { from: "2026-12-21", to: "2027-01-03", name: "Christmas" };

describe("dates and instants", () => {
  it.each([
    ["in winter", "2026-11-23", "03:30", LONDON, "2026-11-23T03:30:00.000Z"],
    ["in summer", "2026-07-01", "03:30", LONDON, "2026-07-01T02:30:00.000Z"],
    ["the first of a doubled hour", "2026-10-25", "01:30", LONDON, "2026-10-25T00:30:00.000Z"],
    ["the next valid moment of a missing hour", "2026-03-29", "01:30", LONDON, "2026-03-29T01:00:00.000Z"],
    [
      "the very moment at which the hour goes missing",
      "2026-03-29",
      "01:00",
      LONDON,
      "2026-03-29T01:00:00.000Z",
    ],
    ["half an hour missing", "2026-10-04", "02:15", "Australia/Lord_Howe", "2026-10-03T15:30:00.000Z"],
    ["a midnight that is missing", "2026-09-06", "00:00", "America/Santiago", "2026-09-06T04:00:00.000Z"],
  ])("%s", (_, date, time, zone, instant) => {
    expect(instantOf(date, time, zone).toISOString()).toBe(instant);
  });

  it("the local date and time of an instant are the zone's", () => {
    const instant = new Date("2026-06-30T23:30:00Z");
    expect(localDateOf(instant, LONDON)).toBe("2026-07-01");
    expect(localTimeOf(instant, LONDON)).toBe("00:30");
  });

  it("dates move over months, leap days and years", () => {
    expect(addDays("2028-02-28", 1)).toBe("2028-02-29");
    expect(addDays("2027-01-01", -1)).toBe("2026-12-31");
    expect(daysBetween("2026-12-31", "2027-01-02")).toBe(2);
    expect(mondayOf("2026-11-29")).toBe("2026-11-23");
    expect(weekdayOf("2026-11-29")).toBe(7);
    expect(weekdayOf("1969-12-29")).toBe(1);
  });

  it.each([
    ["2026-11-23", "2026-W48"],
    ["2027-01-03", "2026-W53"],
    ["2024-12-30", "2025-W01"],
    ["2028-01-01", "2027-W52"],
  ])("%s lies in ISO week %s", (date, week) => {
    expect(isoWeekOf(date)).toBe(week);
    expect(mondayOfWeek(week)).toBe(mondayOf(date));
  });
});

describe("open days measure quiet: every weekday outside closures", () => {
  it.each([
    ["the same day is 0", "2026-11-23", "2026-11-23", 0],
    ["yesterday is 1", "2026-11-22", "2026-11-23", 1],
    ["weekends count", "2026-11-20", "2026-11-23", 3],
    ["a closure in between is left out", "2026-12-20", "2027-01-04", 1],
    ["a closure that began before is left out from then on", "2026-12-25", "2027-01-04", 1],
    ["a closure that goes on is left out until then", "2026-12-20", "2026-12-24", 0],
    ["a later date is 0, not negative", "2026-11-24", "2026-11-23", 0],
  ])("%s", (_, from, to, days) => expect(openDays(from, to, [CHRISTMAS])).toBe(days));

  it("closures that overlap, or are listed in any order, are counted once", () => {
    const easter = { from: "2026-04-03", to: "2026-04-12", name: "Easter" };
    const inside = { from: "2026-04-05", to: "2026-04-06", name: "Bank holiday" };
    const across = { from: "2026-04-10", to: "2026-04-14", name: "Training" };
    expect(openDays("2026-04-01", "2026-04-20", [across, inside, easter])).toBe(19 - 12);
  });

  it("an account of two organisations is quiet only where both are closed", () => {
    const other = { from: "2026-12-24", to: "2026-12-27", name: "Winter" };
    const common = commonClosures([[CHRISTMAS], [other]]);
    expect(common).toEqual([{ from: "2026-12-24", to: "2026-12-27", name: "Christmas" }]);
    expect(commonClosures([[CHRISTMAS], []])).toEqual([]);
    expect(commonClosures([])).toEqual([]);
  });
});

describe("working days are for people: Monday to Friday outside closures", () => {
  it("the next one after a Friday is Monday, and after a closure its first working day", () => {
    expect(nextOpenDay("2026-11-20", [])).toBe("2026-11-23");
    expect(nextOpenDay("2026-12-18", [CHRISTMAS])).toBe("2027-01-04");
    expect(openDayFrom("2026-11-23", [])).toBe("2026-11-23");
    expect(addOpenDays("2026-12-17", 2, [CHRISTMAS])).toBe("2027-01-04");
    expect(addOpenDays("2026-11-23", 0, [])).toBe("2026-11-23");
  });

  it("a calendar that is closed for years does not stop the search for ever", () => {
    expect(nextOpenDay("2026-01-01", [{ from: "2026-01-01", to: "2030-01-01", name: "" }])).toBe(
      "2026-01-02",
    );
  });

  it.each([
    ["before eight in the morning: today", "2026-11-23T03:40:00Z", "2026-11-23T08:00:00.000Z"],
    ["after eight: tomorrow", "2026-11-23T08:00:01Z", "2026-11-24T08:00:00.000Z"],
    ["at the weekend: Monday", "2026-11-21T03:40:00Z", "2026-11-23T08:00:00.000Z"],
    ["in a closure: when it ends", "2026-12-24T03:40:00Z", "2027-01-04T08:00:00.000Z"],
  ])("the next open morning, %s", (_, now, morning) => {
    expect(nextOpenMorning(new Date(now), "08:00", LONDON, [CHRISTMAS]).toISOString()).toBe(morning);
  });
});
