import { causeSentence, isMissed } from "../../core/causes.ts";
import type { Finding } from "../../core/finding.ts";
import { SEVERITIES, type Severity } from "../../core/policy.ts";
import { RULES } from "../../rules/index.ts";
import { listFindings } from "../../store/findings.ts";
import { spendByCall, type SpendOfCall } from "../../store/run-views.ts";
import { evaluationsOfRun, runAccountsOf, type Run } from "../../store/runs.ts";
import type { CommandIo, Screen } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { accountNames } from "../findings/choose.ts";
import { writeJson } from "../json.ts";
import { isShownHere } from "../learner-rules.ts";
import type { NoAnswer } from "../unchecked.ts";
import type { CommandStore } from "../with-store.ts";
import { resultInWords } from "./result-in-words.ts";

/** A finding of an account that was scanned. */
export interface ScannedFinding {
  finding: Finding;
  account: string;
  /** Whether the scan has seen it; one that it could not check stands as it was when it was last seen. */
  isSeen: boolean;
}

/** What a concluded scan has to say. */
export interface ScanResult {
  run: Run;
  findings: readonly ScannedFinding[];
  unchecked: readonly NoAnswer[];
  /** The rules that are shown here. */
  asked: readonly string[];
  calls: readonly SpendOfCall[];
  learnersShown: boolean;
  zone: string;
}

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

async function readResult(
  { db, config }: Pick<CommandStore, "db" | "config">,
  run: Run,
): Promise<ScanResult> {
  const scanned = await runAccountsOf(db, run.id);
  const accountIds = scanned.map(({ accountId }) => accountId);
  const names = await accountNames(db, accountIds);
  const platforms = new Map(scanned.map(({ accountId, platform }) => [accountId, platform]));
  const nameOf = (accountId: string) => names.get(accountId) ?? accountId;
  const findings = await listFindings(db, { statuses: ["open", "acknowledged"], accountIds });
  const began = run.startedAt ?? run.scheduledFor;
  const evaluations = await evaluationsOfRun(db, run.id);
  return {
    run,
    findings: findings
      .filter(({ ruleId }) => isShownHere(ruleId, config))
      .map((finding) => ({
        finding,
        account: nameOf(finding.accountId),
        isSeen: finding.lastSeenAt >= began,
      })),
    unchecked: evaluations.flatMap(({ accountId, ruleId, result, cause }): NoAnswer[] => {
      const platform = platforms.get(accountId);
      if (result !== "could-not-check" || platform === undefined || !isShownHere(ruleId, config)) return [];
      return [{ account: nameOf(accountId), platform, rule: ruleId, cause: cause ?? "not-audited" }];
    }),
    asked: RULES.map(({ id }) => id).filter((id) => isShownHere(id, config)),
    calls: await spendByCall(db, run.id),
    learnersShown: config.mail.learnerFindingsTo === "marketing",
    zone: config.policy.timezone,
  };
}

function reaches(finding: Finding, failOn: Severity | undefined): boolean {
  return failOn !== undefined && SEVERITIES.indexOf(finding.severity) <= SEVERITIES.indexOf(failOn);
}

/** The subject of a learner finding is left out: it means something to the database alone. */
function inJson({ run, findings, unchecked, calls }: ScanResult) {
  return {
    run: run.id,
    status: run.status,
    coverage: run.coverage,
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
