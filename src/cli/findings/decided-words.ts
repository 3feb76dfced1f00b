import type { DecisionKind, Wish } from "../../core/finding.ts";
import { counted } from "../problems.ts";
import type { DecisionMade } from "./decide.ts";

/** What became of each finding, and what comes next. */
export function inWords(made: readonly DecisionMade[], wish: Wish): string {
  const lines = made.map(({ question, account, verdict }) => {
    const what = verdict.verdict === "applies" ? outcomeOf(wish) : `not changed: ${verdict.says}`;
    return `${question.finding.id}  ${account}  ${what}\n`;
  });
  const changed = made.filter(({ verdict }) => verdict.verdict === "applies").length;
  const sum =
    made.length > 1 ? `${counted(changed, "finding")} changed, ${made.length - changed} not.\n` : "";
  return `${lines.join("")}${sum}${changed === 0 ? "" : `→ ${NEXT[wish.kind]}\n`}`;
}

/** What a decision makes of a finding. */
export function outcomeOf({ kind, until, assignee }: Pick<Wish, "kind" | "until" | "assignee">): string {
  if (kind === "waived" && until !== null) return `waived until ${until}`;
  if (kind === "assigned") return `assigned to ${assignee ?? "nobody"}`;
  return OUTCOMES[kind];
}

const OUTCOMES: Readonly<Record<DecisionKind, string>> = {
  acknowledged: "acknowledged",
  waived: "waived",
  wrong: "dismissed: no breach",
  settled: "dismissed: true, and dealt with",
  assigned: "assigned",
  withdrawn: "open again: the decision is taken back",
};

const NEXT: Readonly<Record<DecisionKind, string>> = {
  acknowledged: "the first night after it is mended sees so; nobody need say it",
  waived: "it opens again after that day, and at once if it grows worse; the e-mail warns before",
  wrong: "`account-audit findings list --status dismissed` shows how often each rule was wrong",
  settled: "it stays closed until the account answers that learner again",
  assigned: "`account-audit findings list` shows who has what",
  withdrawn: "`account-audit findings show FINDING` shows when it is due",
};

export function madeAsJson({ question, account, verdict, decision }: DecisionMade) {
  const { finding } = question;
  const changed = verdict.verdict === "applies";
  return {
    finding: finding.id,
    account,
    changed,
    status: changed ? verdict.after.status : finding.status,
    ...(changed ? { decision } : { says: verdict.says }),
  };
}
