import type { DecisionKind, FindingEventKind } from "../core/finding.ts";
import type { Severity } from "../core/policy.ts";
import type { ReportFinding } from "../core/report-input.ts";

/** What a step does to whether a finding asks for something. */
type Effect = "opens" | "closes" | "sets-aside" | "takes-back" | "none";

const OF_EVENT: Readonly<Record<FindingEventKind, Effect>> = {
  opened: "opens",
  reopened: "opens",
  worsened: "none",
  eased: "none",
  fixed: "closes",
  "no-longer-applies": "closes",
  "waiver-lapsed": "opens",
  "waiver-void": "opens",
};

interface Change {
  at: Date;
  effect: Effect;
  severity: Severity | null;
}

/** Events and decisions in one line, oldest first. A step that nobody knows changes nothing. */
function changesOf({ events, decisions }: ReportFinding): readonly Change[] {
  const happened = events.map(({ kind, at, to }) => ({ at, effect: OF_EVENT[kind] ?? "none", severity: to }));
  const decided = decisions.map(({ kind, at }) => ({
    at,
    effect: OF_DECISION[kind] ?? "none",
    severity: null,
  }));
  return [...happened, ...decided].toSorted((a, b) => a.at.getTime() - b.at.getTime());
}

/** A withdrawal takes back a waiver or a dismissal; of an acknowledgement there was nothing to open. */
const OF_DECISION: Readonly<Record<DecisionKind, Effect>> = {
  acknowledged: "none",
  assigned: "none",
  waived: "sets-aside",
  wrong: "sets-aside",
  settled: "sets-aside",
  withdrawn: "takes-back",
};

/** How severe a finding was while it asked for something at this instant; null: it did not. */
export function openSeverityAt(finding: ReportFinding, instant: Date): Severity | null {
  let standing: Effect = "none";
  let { severity } = finding;
  for (const change of changesOf(finding)) {
    if (change.at > instant) break;
    if (change.severity !== null) severity = change.severity;
    if (change.effect === "none") continue;
    if (change.effect !== "takes-back") standing = change.effect;
    else if (standing === "sets-aside") standing = "opens";
  }
  return standing === "opens" ? severity : null;
}

/** Whether it asks for something today: what the database says, which knows more than the steps. */
export function openSeverityNow({ status, severity }: ReportFinding): Severity | null {
  return status === "open" || status === "acknowledged" ? severity : null;
}
