import type { ColumnNames } from "../csv/columns.ts";

/** The columns of findings.csv as the e-mail attaches it; the last four are Marketing's to fill in. */
export const DECISION_COLUMNS = {
  finding: ["finding_id", "id"],
  platform: [],
  handle: [],
  url: [],
  organisations: [],
  department: [],
  rule: [],
  section: [],
  severity: [],
  state: [],
  since: [],
  due: [],
  what: [],
  what_to_do: [],
  evidence: [],
  keepers: [],
  decision: ["decided", "answer"],
  reason: ["why", "reasons"],
  until: ["waived_until", "end", "ends"],
  by: ["decided_by", "who", "name"],
} as const satisfies ColumnNames<string>;

export type DecisionColumn = keyof typeof DECISION_COLUMNS;
