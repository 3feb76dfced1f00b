import { describe, expect, it } from "vitest";
import { forecastMonth, lastDayOf, type ForecastQuestion } from "../../src/core/forecast.ts";

const DOLLAR = 1_000_000;
const nightsFrom = (first: number, last: number, microUsd: number) =>
  Array.from({ length: last - first + 1 }, (_, day) => ({
    night: `2026-11-${String(first + day).padStart(2, "0")}`,
    microUsd,
  }));
const question = (changes: Partial<ForecastQuestion> = {}): ForecastQuestion => ({
  nights: nightsFrom(1, 20, DOLLAR),
  month: "2026-11",
  nextNight: "2026-11-21",
  cap: null,
  ...changes,
});

describe("the forecast of a month", () => {
  it("is what was spent and a usual night for each that is left", () => {
    expect(forecastMonth(question())).toMatchObject({
      spentMicroUsd: 20 * DOLLAR,
      nightsLeft: 10,
      byMonthEndMicroUsd: 30 * DOLLAR,
      capReachedOn: null,
    });
  });

  it("takes the newest seven nights for usual: a dear first night is history", () => {
    const nights = [{ night: "2026-11-01", microUsd: 160 * DOLLAR }, ...nightsFrom(2, 20, DOLLAR)];
    expect(forecastMonth(question({ nights })).usualNightMicroUsd).toBe(DOLLAR);
  });

  it("goes by the month before on the first days", () => {
    const nights = [{ night: "2026-10-31", microUsd: 2 * DOLLAR }];
    const first = forecastMonth(question({ nights, nextNight: "2026-11-01" }));
    expect(first).toMatchObject({ spentMicroUsd: 0, nightsLeft: 30, byMonthEndMicroUsd: 60 * DOLLAR });
  });

  it("never passes the month's cap, and names the night that it will not carry", () => {
    const cap = { nightMicroUsd: 5 * DOLLAR, monthMicroUsd: 25 * DOLLAR };
    expect(forecastMonth(question({ cap }))).toMatchObject({
      byMonthEndMicroUsd: 25 * DOLLAR,
      capReachedOn: "2026-11-26",
    });
  });

  it("counts a night at most at the night's cap", () => {
    const cap = { nightMicroUsd: DOLLAR / 2, monthMicroUsd: 100 * DOLLAR };
    expect(forecastMonth(question({ cap })).byMonthEndMicroUsd).toBe(25 * DOLLAR);
  });

  it("of a month that is over is what was spent", () => {
    const over = forecastMonth(question({ nextNight: "2026-12-03" }));
    expect(over).toMatchObject({ nightsLeft: 0, byMonthEndMicroUsd: 20 * DOLLAR });
  });

  it("is unknown where no night is on record", () => {
    expect(forecastMonth(question({ nights: [] })).byMonthEndMicroUsd).toBeNull();
  });
});

it.each([
  ["2026-02", "2026-02-28"],
  ["2028-02", "2028-02-29"],
  ["2026-12", "2026-12-31"],
])("the last day of %s is %s", (month, day) => expect(lastDayOf(month)).toBe(day));
