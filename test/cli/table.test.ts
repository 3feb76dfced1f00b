import { expect, test } from "vitest";
import { renderPairs, renderTable, widthOf } from "../../src/cli/table.ts";

const pipe = { isTty: false, columns: 20, color: false };
const terminal = { isTty: true, columns: 20, color: false };

test("columns are as wide as their widest cell, wide characters counted twice", () => {
  expect(
    renderTable(
      pipe,
      ["A", "B"],
      [
        ["日本", "x"],
        ["abc", "y"],
      ],
    ),
  ).toBe("A     B\n日本  x\nabc   y\n");
  expect(widthOf("e\u0301é日👩‍👩‍👧")).toBe(6);
});

test("in a terminal no line is wider than it and no word is lost", () => {
  const text = "one two three fourfivesixseveneightnine";
  const lines = renderTable(terminal, ["Name", "Text"], [["somebody", text]])
    .trimEnd()
    .split("\n");
  for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(20);
  const seen = lines.slice(1).map((line) => line.slice(8).trim());
  expect(seen.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
});

test("outside a terminal a row is one line, however long", () => {
  expect(renderTable(pipe, ["A"], [["x".repeat(100)]]).split("\n")).toHaveLength(3);
});

test("nothing in a cell can drive the terminal", () => {
  const rendered = renderTable(terminal, ["A"], [["\u001b[2Jgone\r\nrow\u202e"]]);
  for (const mark of ["\u001b", "\r", "\u202e"]) expect(rendered).not.toContain(mark);
});

test("colour comes only where it is asked for", () => {
  expect(renderTable({ ...terminal, color: true }, ["A"], [["x"]])).toContain("\u001b[1m");
  expect(renderTable(terminal, ["A"], [["x"]])).not.toContain("\u001b");
});

test("pairs stand beneath each other", () => {
  expect(
    renderPairs(pipe, [
      ["Id", "1"],
      ["Platform", "X"],
    ]),
  ).toBe("Id        1\nPlatform  X\n");
});
