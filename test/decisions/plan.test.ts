import { expect, test } from "vitest";
import type { Question } from "../../src/core/decide.ts";
import type { Finding, Wish } from "../../src/core/finding.ts";
import type { DecisionRow } from "../../src/decisions/parse.ts";
import { planDecisions } from "../../src/decisions/plan.ts";
import { findingWith } from "../core/made-up-findings.ts";
import { NOW } from "../core/made-up.ts";

function asked(changes: Partial<Finding> = {}, more: Partial<Question> = {}) {
  const question: Question = {
    finding: findingWith(changes),
    earlier: [],
    keepers: ["art@college.example"],
    guardians: null,
    today: "2026-11-25",
    zone: "Europe/London",
    longestWaiverDays: 365,
    ...more,
  };
  return { question, account: "x:@art" };
}

const FINDINGS = [
  asked({ id: "abcd00000001" }),
  asked({ id: "abcd00000002" }),
  asked({ id: "ef0000000001", status: "resolved", closing: "fixed", closedAt: NOW }),
  asked({ id: "bb0000000001", severity: "safeguarding" }, { guardians: [] }),
];

function row(line: number, finding: string, wish: Partial<Wish> | null = {}): DecisionRow {
  const acknowledged: Wish = {
    kind: "acknowledged",
    by: "Jo",
    reason: null,
    evidence: null,
    until: null,
    assignee: null,
  };
  return { line, finding, wish: wish === null ? null : { ...acknowledged, ...wish } };
}

const plan = (...rows: DecisionRow[]) =>
  planDecisions(rows, (start) => FINDINGS.filter(({ question }) => question.finding.id.startsWith(start)));

test("each row changes its finding, or says why it does not", () => {
  const { changes, others, problems } = plan(
    row(2, "abcd00000001"),
    row(3, "abcd00000002", null),
    row(4, "ef0000000001"),
  );
  expect(changes.map(({ line }) => line)).toEqual([2]);
  expect(others.map(({ line, verdict }) => [line, verdict.verdict])).toEqual([
    [3, "unchanged"],
    [4, "settled"],
  ]);
  expect(problems).toEqual([]);
});

test.each<[string, DecisionRow[], string]>([
  ["of a finding that nobody knows", [row(2, "0000")], "finding"],
  ["of a beginning that several have", [row(2, "abcd")], "finding"],
  ["of a finding that another row has decided about", [row(2, "ef00"), row(3, "ef0000000001")], "finding"],
  ["of a waiver without an end", [row(2, "abcd00000001", { kind: "waived", reason: "why" })], "until"],
  [
    "of a waiver without a reason",
    [row(2, "abcd00000001", { kind: "waived", until: "2027-01-01" })],
    "reason",
  ],
  ["that names nobody who decides", [row(2, "abcd00000001", { by: "" })], "by"],
  [
    "for somebody who keeps another account",
    [row(2, "abcd00000001", { kind: "assigned", assignee: "x@y.z" })],
    "decision",
  ],
  ["of a learner finding: the lead decides", [row(2, "bb0000000001")], "decision"],
])("a bad row %s is named by its column", (_, rows, column) => {
  const { problems } = plan(...rows);
  expect(problems).toMatchObject([{ line: rows.at(-1)?.line, column }]);
});
