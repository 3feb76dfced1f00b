import { causeSentence, isMissed } from "../../core/causes.ts";
import type { Finding } from "../../core/finding.ts";
import { SEVERITIES, type Severity } from "../../core/policy.ts";
import type { Run } from "../../store/runs.ts";
import type { CommandIo, Screen } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { writeJson } from "../json.ts";
import type { CommandStore } from "../with-store.ts";
import { readResult, type ScanResult } from "./read.ts";
import { resultInWords } from "./result-in-words.ts";

/** What a concluded scan found, for people or machines, and the exit code that says the same. */
export async function sayResult(
  io: Screen & Pick<CommandIo, "stdout">,
  store: Pick<CommandStore, "db" | "config">,
  run: Run,
  options: { failOn?: Severity; json?: boolean },
): Promise<ExitCode> {
  const result = await readResult(store, run);
  if (options.json === true) writeJson(io, inJson(result));
  else io.stdout(resultInWords(io, result));
  if (result.findings.some(({ finding }) => reaches(finding, options.failOn))) return EXIT.findings;
  const isWhole = run.status === "done" && !result.unchecked.some(({ cause }) => isMissed(cause));
  return isWhole ? EXIT.ok : EXIT.incomplete;
}

function reaches(finding: Finding, failOn: Severity | undefined): boolean {
  return failOn !== undefined && SEVERITIES.indexOf(finding.severity) <= SEVERITIES.indexOf(failOn);
}

/** The subject of a learner finding is left out: it means something to the database alone. */
function inJson({ run, findings, unchecked, asked, calls }: ScanResult) {
  return {
    run: run.id,
    status: run.status,
    coverage: run.coverage && {
      ...run.coverage,
      rules: Object.fromEntries(Object.entries(run.coverage.rules).filter(([rule]) => asked.includes(rule))),
    },
    dollars: calls.reduce((sum, { microUsd }) => sum + microUsd, 0) / 1_000_000,
    units: calls.reduce((sum, { quotaUnits }) => sum + quotaUnits, 0),
    findings: findings.map(({ finding, account, isSeen }) => ({
      id: finding.id,
      rule: finding.ruleId,
      account,
      severity: finding.severity,
      status: finding.status,
      sentence: finding.sentence,
      evidence: finding.evidence,
      openedAt: finding.openedAt,
      lastSeenAt: finding.lastSeenAt,
      seenByThisScan: isSeen,
    })),
    unchecked: unchecked.map(({ account, rule, cause }) => ({ account, rule, why: causeSentence(cause) })),
  };
}
