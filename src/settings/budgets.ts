import * as field from "./fields.ts";
import { section } from "./sections.ts";

/** What the platforms may cost, each in what it counts: dollars, or units of a quota. */
export const budgets = section({
  x: section({
    night_usd: field.dollars(100_000).default(10).describe("A night, in US dollars."),
    month_usd: field.dollars(1_000_000).default(250).describe("A calendar month, in US dollars."),
  })
    .refine((cap) => cap.night_usd <= cap.month_usd, { error: "a month's budget of at least a night's" })
    .prefault({})
    .describe("X is paid by what is read. What is over the budget is left for other nights, and said."),
  youtube: section({
    day_units: field
      .whole("units", 0, 10_000_000)
      .default(9_000)
      .describe(
        "A day, midnight to midnight in California, where Google gives 10,000 units: leave some for scans.",
      ),
  })
    .prefault({})
    .describe(
      "YouTube takes no money, but units of a daily quota. What is over the budget is left for other nights, and said.",
    ),
});
