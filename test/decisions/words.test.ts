import { expect, test } from "vitest";
import { spoken } from "../../src/decisions/words.ts";

test.each([
  ["acknowledge", "acknowledged"],
  ["Acknowledged", "acknowledged"],
  ["in hand", "acknowledged"],
  ["On it!", "acknowledged"],
  ["WAIVE", "waived"],
  ["waived.", "waived"],
  ["accept", "waived"],
  ["keep", "waived"],
  ["wrong", "wrong"],
  ["Not a breach", "wrong"],
  ["false-positive", "wrong"],
  ["withdraw", "withdrawn"],
])("%j is the decision %s", (cell, kind) => {
  expect(spoken(cell)).toEqual({ says: "decision", kind });
});

test.each([
  ["assign to art@college.example", "art@college.example"],
  ["Assigned to: art@college.example", "art@college.example"],
  ["assign art@college.example", "art@college.example"],
  ["assign to nobody", null],
])("%j gives it to %s", (cell, assignee) => {
  expect(spoken(cell)).toEqual({ says: "assign", assignee });
});

test("an assignment to nobody in particular asks to whom", () => {
  expect(spoken("assign")).toMatchObject({ says: "unknown", reason: expect.stringContaining("to whom?") });
});

test.each(["", "  ", "-", "n/a", "none"])("%j is no decision", (cell) => {
  expect(spoken(cell)).toEqual({ says: "nothing" });
});

test.each(["fixed", "Done", "resolved"])("%j is what the next night sees by itself", (cell) => {
  expect(spoken(cell)).toEqual({ says: "done" });
});

test.each([
  ["wiave", "did you mean waive?"],
  ["aknowledge", "did you mean acknowledge?"],
  ["worng", "did you mean wrong?"],
  ["fixd", "did you mean fixed?"],
])("%j is named with the nearest word", (cell, meant) => {
  expect(spoken(cell)).toMatchObject({ says: "unknown", reason: expect.stringContaining(meant) });
});

test("what is no word of ours is told the choices, and not repeated", () => {
  const said = spoken("ask @somebody about this");
  expect(said).toMatchObject({
    says: "unknown",
    reason: expect.stringContaining("write acknowledge, waive"),
  });
  expect(JSON.stringify(said)).not.toContain("somebody");
});

test("closing an account is not closing a finding: the register does it", () => {
  expect(spoken("close")).toMatchObject({ says: "unknown", reason: expect.stringContaining("register") });
});
