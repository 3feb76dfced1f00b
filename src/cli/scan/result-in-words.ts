import { SEVERITIES } from "../../core/policy.ts";
import type { SpendOfCall } from "../../store/run-views.ts";
import type { Screen } from "../command.ts";
import { LEARNERS_ELSEWHERE } from "../learner-rules.ts";
import { counted } from "../problems.ts";
import { renderRows } from "../rows.ts";
import { flowed } from "../table.ts";
import { noAnswers } from "../unchecked.ts";
import { dollars, momentIn, units } from "../when.ts";
import type { ScannedFinding, ScanResult } from "./read.ts";

export function resultInWords(io: Screen, result: ScanResult): string {
  const { run, findings, unchecked, learnersShown } = result;
  const { accounts = 0, audited = 0 } = run.coverage ?? {};
  const [seen, earlier] = [findings.filter(({ isSeen }) => isSeen), findings.filter(({ isSeen }) => !isSeen)];
  const parts = [
    `${audited} of ${counted(accounts, "account")} audited${costInWords(result.calls)}.\n`,
    learnersShown ? "" : `${LEARNERS_ELSEWHERE}\n`,
    seen.length === 0 ? nothingFound(result) : findingsTable(io, seen),
    uncheckedTable(io, result),
    earlierTable(io, earlier, result.zone),
    [
      unchecked.length === 0 ? "" : `→ account-audit runs show ${run.id} says what came in between\n`,
      findings.length === 0 ? "" : "→ account-audit findings show FINDING tells the whole story of one\n",
    ].join(""),
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function costInWords(calls: readonly SpendOfCall[]): string {
  const microUsd = calls.reduce((sum, call) => sum + call.microUsd, 0);
  const quota = calls.reduce((sum, call) => sum + call.quotaUnits, 0);
  const spent = [...(microUsd > 0 ? [dollars(microUsd)] : []), ...(quota > 0 ? [units(quota)] : [])];
  return spent.length === 0 ? ", nothing was spent" : `, for ${spent.join(" and ")}`;
}

/** Nothing found says something only where something was seen. */
function nothingFound({ run, findings, unchecked }: ScanResult): string {
  if ((run.coverage?.audited ?? 0) === 0) return "Nothing could be read, so nothing is known.\n";
  if (findings.length > 0) return "Nothing was found in what could be checked.\n";
  return unchecked.length === 0 ? "No open findings.\n" : "No open findings in what could be checked.\n";
}

function findingsTable(io: Screen, findings: readonly ScannedFinding[]): string {
  const rows = worstFirst(findings).map(({ finding, account }) => [
    finding.id,
    finding.severity,
    account,
    finding.sentence,
  ]);
  return renderRows(io, ["Finding", "Severity", "Account", "What is wrong"], rows);
}

/** What the scan could not check stands, and is not its result. */
function earlierTable(io: Screen, findings: readonly ScannedFinding[], zone: string): string {
  if (findings.length === 0) return "";
  const rows = worstFirst(findings).map(({ finding, account }) => [
    finding.id,
    finding.severity,
    account,
    momentIn(zone, finding.lastSeenAt),
    finding.sentence,
  ]);
  const says = "Not checked by this scan; these findings stand as they were last seen:";
  return `${flowed(io, says, 0)}\n${renderRows(io, ["Finding", "Severity", "Account", "As of", "What was wrong"], rows)}`;
}

function worstFirst(findings: readonly ScannedFinding[]): readonly ScannedFinding[] {
  const rank = ({ finding }: ScannedFinding) => SEVERITIES.indexOf(finding.severity);
  return findings.toSorted((a, b) => rank(a) - rank(b));
}

function uncheckedTable(io: Screen, { unchecked, asked }: ScanResult): string {
  if (unchecked.length === 0) return "";
  const all = noAnswers(unchecked, { asked, named: false });
  const rows = all.map(({ who, why, rules }) => [who, rules, why]);
  return `Could not check:\n${renderRows(io, ["Account", "Rules", "Why"], rows)}`;
}
