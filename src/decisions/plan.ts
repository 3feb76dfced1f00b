import { decide, type Question, type Verdict } from "../core/decide.ts";
import type { Wish } from "../core/finding.ts";
import type { Problem } from "../csv/read.ts";
import type { DecisionColumn } from "./columns.ts";
import type { DecisionRow } from "./parse.ts";

/** A finding that a row speaks of, with its account's name for people. */
export interface Asked {
  question: Question;
  account: string;
}

/** A row that says something about a finding that is there. */
export interface PlannedRow extends Asked {
  line: number;
  wish: Wish | null;
  verdict: Exclude<Verdict, { verdict: "refused" }>;
}

export interface DecisionPlan {
  /** Rows that change a finding. */
  changes: readonly PlannedRow[];
  /** Rows that change nothing, and why. */
  others: readonly PlannedRow[];
  problems: readonly Problem[];
}

/** What `find` gives for the beginning of an id. */
export type Found = readonly Asked[];

/** Holds filled-in rows against the findings as they are. Pure. */
export function planDecisions(rows: readonly DecisionRow[], find: (idStart: string) => Found): DecisionPlan {
  const lines = new Map<string, number>();
  const planned: PlannedRow[] = [];
  const problems: Problem[] = [];
  for (const row of rows) {
    const outcome = planRow(row, find(row.finding), lines);
    if ("reason" in outcome) problems.push(outcome);
    else planned.push(outcome);
  }
  const isChange = ({ verdict }: PlannedRow) => verdict.verdict === "applies";
  return {
    changes: planned.filter(isChange),
    others: planned.filter((row) => !isChange(row)),
    problems,
  };
}

function planRow(
  { line, wish }: DecisionRow,
  found: Found,
  lines: Map<string, number>,
): PlannedRow | Problem {
  const wrong = (column: string, reason: string): Problem => ({ line, column, reason });
  const [asked, another] = found;
  if (asked === undefined) return wrong("finding", "no finding has this id");
  if (another !== undefined)
    return wrong("finding", "the ids of several findings begin so; give all 12 letters");
  const { id } = asked.question.finding;
  const earlier = lines.get(id);
  if (earlier !== undefined) return wrong("finding", `line ${earlier} decides about the same finding`);
  lines.set(id, line);
  if (wish === null) return { ...asked, line, wish, verdict: mended(asked.question) };
  if (asked.question.guardians !== null) {
    return wrong(
      "decision",
      "the safeguarding lead decides about this one, with `account-audit findings`; leave it empty",
    );
  }
  const verdict = decide(wish, asked.question);
  if (verdict.verdict !== "refused") return { ...asked, line, wish, verdict };
  return wrong(COLUMNS[verdict.about], `${verdict.says}: ${verdict.next}`);
}

/** Nobody decides that something is mended: the audit sees it, or it is not so. */
function mended({ finding }: Question): PlannedRow["verdict"] {
  if (finding.status === "resolved") return { verdict: "settled", says: "it is settled" };
  return {
    verdict: "unchanged",
    says: "nobody need say that it is fixed: the next night sees it, or it stays open",
  };
}

/** Where a refusal points to in the row. */
const COLUMNS: Readonly<Record<keyof Wish, DecisionColumn>> = {
  kind: "decision",
  assignee: "decision",
  by: "by",
  reason: "reason",
  evidence: "reason",
  until: "until",
};
