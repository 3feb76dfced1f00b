import { coverageOf } from "../core/coverage.ts";
import type { Evaluation } from "../core/evaluate.ts";
import type { Platform } from "../core/platform.ts";
import type { Rule } from "../core/rule.ts";
import type { Database } from "./database.ts";
import { writeEvaluations } from "./evaluations.ts";
import { dropLeasesOfRun } from "./leases.ts";
import { dropStagedPagesOfEndedRuns } from "./staging.ts";
import {
  concludeRun,
  evaluationsOfRun,
  findRun,
  finishRunAccount,
  openRunAccounts,
  runAccountsOf,
  type RunAccount,
} from "./runs.ts";

/** Raised to roll back: the run is not to be concluded now, or was by another. */
class NotNow extends Error {
  override readonly name = "NotNow";
}

export interface Concluding {
  rules: readonly Pick<Rule, "id" | "version">[];
  /** Whether the product can read a platform at all: what it never can does not make a night incomplete. */
  isConnectable(platform: Platform): boolean;
  now: Date;
}

/**
 * Concludes a run whose accounts are all finished or whose deadline is past, in one transaction. What was not audited is
 * could not check for every rule: last night's pass says nothing about tonight.
 */
export async function concludeIfDue(
  db: Database,
  runId: string,
  { rules, isConnectable, now }: Concluding,
): Promise<boolean> {
  try {
    await db.transaction(async (tx) => {
      const run = await findRun(tx, runId);
      if (run?.status !== "running") throw new NotNow();
      const open = await openRunAccounts(tx, runId);
      if (open.length > 0 && run.deadline > now) throw new NotNow();
      for (const { accountId } of open) await giveUpAccount(tx, runId, accountId, PAST_DEADLINE, now);
      const accounts = await runAccountsOf(tx, runId);
      const failed = accounts.filter((account) => account.state === "failed");
      await writeEvaluations(tx, runId, notAudited(failed, rules, now));
      const covered = accounts.map((account) => ({ ...account, audited: wasSeen(account) }));
      const ruleIds = rules.map((rule) => rule.id);
      const coverage = coverageOf(ruleIds, covered, await evaluationsOfRun(tx, runId));
      const missed = accounts.filter((account) => !wasSeen(account) && isConnectable(account.platform));
      const status = missed.length === 0 ? "done" : "incomplete";
      if (!(await concludeRun(tx, runId, { status, coverage, now }))) throw new NotNow();
      await dropStagedPagesOfEndedRuns(tx);
      // An audit that is still at work past the deadline keeps its lease: its findings count.
      if (open.length === 0) await dropLeasesOfRun(tx, runId);
    });
    return true;
  } catch (error) {
    if (error instanceof NotNow) return false;
    throw error;
  }
}

/** A survey that saw nothing of an account audited nothing of it. */
function wasSeen({ state, surveyed }: RunAccount): boolean {
  return state === "done" && surveyed?.status === "seen";
}

const PAST_DEADLINE = "the run's deadline came first";
export const LOST_TOO_OFTEN = "its audit stopped too often without an end";

/** Reports an account of a run as not audited. */
export async function giveUpAccount(
  tx: Database,
  runId: string,
  accountId: string,
  detail: string,
  now: Date,
): Promise<void> {
  await finishRunAccount(
    tx,
    { runId, accountId },
    { state: "failed", cause: "not-audited", detail, at: now },
  );
}

function notAudited(
  accounts: readonly RunAccount[],
  rules: readonly Pick<Rule, "id" | "version">[],
  now: Date,
): Evaluation[] {
  return accounts.flatMap(({ accountId, detail }) =>
    rules.map((rule) => ({
      accountId,
      ruleId: rule.id,
      ruleVersion: rule.version,
      result: { result: "could-not-check" as const, cause: "not-audited" as const, detail: detail ?? "" },
      at: now,
    })),
  );
}
