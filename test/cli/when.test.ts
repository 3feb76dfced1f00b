import { expect, test } from "vitest";
import { about, dollars } from "../../src/cli/when.ts";

test("no sum that is charged reads as zero", () => {
  expect(dollars(0)).toBe("$0.00");
  expect([1, 499, 4_999].map(dollars)).toEqual(["under $0.01", "under $0.01", "under $0.01"]);
  expect([5_000, 15_000, 1_500_000].map(dollars)).toEqual(["$0.005", "$0.015", "$1.50"]);
  expect([4_999, 15_000].map((microUsd) => about(dollars(microUsd)))).toEqual([
    "under $0.01",
    "about $0.015",
  ]);
});
