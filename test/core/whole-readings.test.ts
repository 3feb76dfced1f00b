import * as fc from "fast-check";
import { expect, it } from "vitest";
import { DAY_MS, HOUR_MS } from "../../src/core/time.ts";
import {
  daysUntilDue,
  isWholeTooOld,
  mustWait,
  WHOLE_READING_MAX_AGE_DAYS,
  wholeReadDue,
} from "../../src/core/whole-readings.ts";
import { NOW, SEED } from "./made-up.ts";

const accounts = Array.from({ length: 400 }, (_, index) => `account${index}`);

it("a list that was never read is due at once", () => expect(wholeReadDue("a", null, NOW)).toBe(true));

it(`each list is due 30 to 34 nights after its last reading, while that is still valid (seed ${SEED})`, () => {
  const nights = fc.integer({ min: -3 * HOUR_MS, max: 3 * HOUR_MS });
  fc.assert(
    fc.property(fc.constantFrom(...accounts), nights, (id, drift) => {
      const after = (days: number) => wholeReadDue(id, NOW, new Date(NOW.getTime() + days * DAY_MS + drift));
      expect(after(29)).toBe(false);
      expect(after(34)).toBe(true);
      expect(34 * DAY_MS + drift).toBeLessThan(WHOLE_READING_MAX_AGE_DAYS * DAY_MS);
    }),
    { seed: SEED },
  );
});

it("lists that were read in one night are spread over five, and meet others the next time", () => {
  const first = Map.groupBy(accounts, (id) => daysUntilDue(id, NOW));
  expect([...first.keys()].toSorted((a, b) => a - b)).toEqual([30, 31, 32, 33, 34]);
  for (const together of first.values()) {
    expect(together.length).toBeLessThan(accounts.length * 0.3);
    const next = new Set(together.map((id) => daysUntilDue(id, new Date(NOW.getTime() + 32 * DAY_MS))));
    expect(next.size).toBe(5);
  }
});

it("what a clock that ran ahead noted neither vouches for a list nor puts its next reading off", () => {
  const ahead = new Date(NOW.getTime() + 100 * DAY_MS);
  expect([isWholeTooOld(ahead, NOW), mustWait(ahead, NOW)]).toEqual([true, false]);
  const seconds = new Date(NOW.getTime() + 5000); // another process's clock
  expect([isWholeTooOld(seconds, NOW), mustWait(seconds, NOW)]).toEqual([false, true]);
});

it(`an incomplete reading is made again after three nights, not before (seed ${SEED})`, () => {
  const nights = fc.integer({ min: -3 * HOUR_MS, max: 3 * HOUR_MS });
  fc.assert(
    fc.property(nights, (drift) => {
      const after = (days: number) => mustWait(NOW, new Date(NOW.getTime() + days * DAY_MS + drift));
      expect([1, 2, 3, 4].map(after)).toEqual([true, true, false, false]);
    }),
    { seed: SEED },
  );
});

it("a list without an incomplete reading waits for nothing", () => expect(mustWait(null, NOW)).toBe(false));
