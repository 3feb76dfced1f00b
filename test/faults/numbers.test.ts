import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../support/source-tree.ts";

const FAULTS = 30;
/** Numbers in front of the titles of tests: one, or several with commas between them. */
function numbersIn(text: string): number[] {
  return [...text.matchAll(/(?:\b(?:test|it|describe)|\))\(\s*["`](\d{1,2}(?:, \d{1,2})*): /gu)].flatMap(
    ([, numbers = ""]) => numbers.split(", ").map(Number),
  );
}

test("each fault that an unattended auditor must survive has a test that carries its number", () => {
  const folder = join(ROOT, "test");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const tests = files.filter((file) => file.endsWith(".test.ts"));
  const carried = new Set(tests.flatMap((file) => numbersIn(readFileSync(join(folder, file), "utf8"))));
  const faults = Array.from({ length: FAULTS }, (_, index) => index + 1);
  expect(faults.filter((number) => !carried.has(number))).toEqual([]);
});
