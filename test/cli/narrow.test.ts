import { expect, test } from "vitest";
import { paintFirst } from "../../src/cli/paint.ts";
import { renderRows } from "../../src/cli/rows.ts";
import { flowed, renderPairs, widthOf } from "../../src/cli/table.ts";

const terminal = (columns: number) => ({ isTty: true, columns, color: false });
const TITLES = ["Finding", "Severity", "Account", "Since", "What is wrong"];
const ROW = [
  "ec0f4949",
  "safeguarding",
  "x:@north_art",
  "2026-11-18",
  "It has been quiet for longer than it may be.",
];

test.each([100, 80, 60, 40])(
  "in %i columns no line is wider, no id or date is broken, and nothing is lost",
  (columns) => {
    const shown = renderRows(terminal(columns), TITLES, [ROW, ROW]);
    for (const line of shown.split("\n")) expect(widthOf(line)).toBeLessThanOrEqual(columns);
    for (const cell of ROW.slice(0, 4)) expect(shown.split(cell)).toHaveLength(3);
    expect(shown.replaceAll(/\s+/gu, " ").split(ROW[4] ?? "")).toHaveLength(3);
  },
);

test("where a table does not fit, a row is a record: what fits on top, the rest by its titles below", () => {
  expect(renderRows(terminal(40), TITLES, [ROW])).toBe(
    [
      "Finding   Severity      Account",
      "ec0f4949  safeguarding  x:@north_art",
      "  since 2026-11-18",
      "  It has been quiet for longer than it",
      "  may be.",
      "",
    ].join("\n"),
  );
});

test("outside a terminal a row stays one line, for grep and cut", () => {
  const shown = renderRows({ isTty: false, columns: 20, color: false }, TITLES, [ROW]);
  expect(shown.trimEnd().split("\n")).toHaveLength(2);
});

test("a value that has no room beside its name stands under it", () => {
  const pairs = [["Follow lists of accounts", "none is read: no learner is known"]] as const;
  expect(renderPairs(terminal(40), pairs)).toBe(
    "Follow lists of accounts\n  none is read: no learner is known\n",
  );
  expect(renderPairs(terminal(80), pairs)).toBe(`${pairs[0].join("  ")}\n`);
});

test("a sentence flows between words in a terminal and stays one line elsewhere", () => {
  expect(flowed(terminal(20), "one two three four five six", 2)).toBe("one two three four\n  five six");
  expect(flowed({ isTty: false, columns: 20 }, "one two three four five six", 2)).not.toContain("\n");
});

test("colour paints the word that begins a row, and none of the same inside a text", () => {
  const text = "PROBLEM  Key\nok       PROBLEM\n";
  expect(paintFirst({ color: true }, text, { PROBLEM: "red" })).toBe(
    "\u001b[31mPROBLEM\u001b[39m  Key\nok       PROBLEM\n",
  );
  expect(paintFirst({ color: false }, text, { PROBLEM: "red" })).toBe(text);
});
