import type { Finding } from "../../core/finding.ts";
import { RULES } from "../../rules/index.ts";
import { listFindings } from "../../store/findings.ts";
import { spendByCall, type SpendOfCall } from "../../store/run-views.ts";
import { evaluationsOfRun } from "../../store/evaluations.ts";
import { runAccountsOf, type Run } from "../../store/runs.ts";
import { accountNames } from "../findings/choose.ts";
import { isShownHere } from "../learner-rules.ts";
import type { NoAnswer } from "../unchecked.ts";
import type { CommandStore } from "../with-store.ts";

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

export async function readResult(
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
