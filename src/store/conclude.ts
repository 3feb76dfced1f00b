import { coverageOf } from "../core/coverage.ts";
import type { Database } from "./database.ts";
import { evaluationsOfRun } from "./evaluations.ts";
import { dropLeasesOfRun, holdOffAudits, underAudit } from "./leases.ts";
import { dropStagedPagesOfEndedRuns } from "./staging.ts";
import {
  accountsNotDone,
  concludeRun,
  findRun,
  finishRunAccount,
  openRunAccounts,
  runAccountsOf,
  type RunAccount,
} from "./runs.ts";
import { judgeUnreached, type JudgingUnreached } from "./unreached.ts";

/** Raised to roll back: the run is not to be concluded now, or was by another. */
class NotNow extends Error {
  override readonly name = "NotNow";
}

/**
 * Concludes a run whose accounts are all finished or whose deadline is past, in one transaction. What was not audited is
 * could not check: last night's pass says nothing about tonight. What has not been audited for too long is a finding.
 */
export async function concludeIfDue(
  db: Database,
  runId: string,
  judging: JudgingUnreached,
): Promise<boolean> {
  try {
    await db.transaction((tx) => conclude(tx, runId, judging));
    return true;
  } catch (error) {
    if (error instanceof NotNow) return false;
    throw error;
  }
}

async function conclude(tx: Database, runId: string, judging: JudgingUnreached): Promise<void> {
  const { now, rules, observes } = judging;
  const run = await findRun(tx, runId);
  if (run?.status !== "running") throw new NotNow();
  const open = await openRunAccounts(tx, runId);
  if (open.length > 0 && run.deadline > now) throw new NotNow();
  const notDone = await accountsNotDone(tx, runId);
  await holdOffAudits(tx, runId, notDone);
  // An audit that is still at work past the deadline keeps its lease: its findings count.
  if (open.length === 0) await dropLeasesOfRun(tx, runId);
  const atWork = await underAudit(tx, notDone);
  for (const { accountId } of open) await giveUpAccount(tx, runId, accountId, PAST_DEADLINE, now);
  const accounts = await runAccountsOf(tx, runId);
  const failed = accounts.filter((account) => account.state === "failed");
  await judgeUnreached(tx, run, { failed, atWork }, judging);
  const covered = accounts.map((account) => ({ ...account, audited: wasSeen(account) }));
  const ruleIds = rules.map((rule) => rule.id);
  const coverage = coverageOf(ruleIds, covered, await evaluationsOfRun(tx, runId));
  const missed = accounts.filter((account) => !wasSeen(account) && observes(account.platform) !== null);
  const status = missed.length === 0 ? "done" : "incomplete";
  if (!(await concludeRun(tx, runId, { status, coverage, now }))) throw new NotNow();
  await dropStagedPagesOfEndedRuns(tx);
}

/** A survey that saw nothing of an account audited nothing of it. */
export function wasSeen({ state, surveyed }: RunAccount): boolean {
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
