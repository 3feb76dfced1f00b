import type { AccountId } from "./account.ts";
import type { Cause } from "./facts.ts";
import type { Result } from "./rule.ts";

/** Counts of a concluded run, by rule. Each rule's counts add up to `accounts`. */
export interface Coverage {
  accounts: number;
  audited: number;
  notAudited: number;
  rules: Record<string, RuleCoverage>;
}

export interface RuleCoverage {
  pass: number;
  fail: number;
  couldNotCheck: Partial<Record<Cause, number>>;
  notApplicable: number;
}

/** An account that the run wanted; `cause` says why it was not audited. */
export interface CoveredAccount {
  accountId: AccountId;
  audited: boolean;
  cause: Cause | null;
}

/** The current evaluation of an account of the run, as the store keeps it. */
export interface CountedEvaluation {
  accountId: AccountId;
  ruleId: string;
  result: Result["result"];
  cause: Cause | null;
  /** Made by this run, and not by an earlier one or beside it. */
  isOfRun: boolean;
}

/**
 * What the run can say, rule by rule. An account that was not audited, or has no evaluation, counts as could not check: what it
 * was last week says nothing about tonight, and nothing passes. What fails for want of an audit is a fail, and what does not
 * apply does not, audited or not, if this run said so.
 */
export function coverageOf(
  ruleIds: readonly string[],
  accounts: readonly CoveredAccount[],
  evaluations: readonly CountedEvaluation[],
): Coverage {
  const made = new Map(evaluations.map((one) => [`${one.ruleId} ${one.accountId}`, one]));
  const audited = accounts.filter((account) => account.audited).length;
  const rules = ruleIds.map((ruleId): [string, RuleCoverage] => {
    const counts: RuleCoverage = { pass: 0, fail: 0, couldNotCheck: {}, notApplicable: 0 };
    for (const account of accounts) count(counts, account, made.get(`${ruleId} ${account.accountId}`));
    return [ruleId, counts];
  });
  return {
    accounts: accounts.length,
    audited,
    notAudited: accounts.length - audited,
    rules: Object.fromEntries(rules),
  };
}

function count(counts: RuleCoverage, account: CoveredAccount, made: CountedEvaluation | undefined): void {
  const result = account.audited || holdsUnaudited(made) ? made?.result : undefined;
  if (result === "pass") counts.pass += 1;
  else if (result === "fail") counts.fail += 1;
  else if (result === "not-applicable") counts.notApplicable += 1;
  else {
    const cause = (account.audited ? made?.cause : account.cause) ?? "not-audited";
    counts.couldNotCheck[cause] = (counts.couldNotCheck[cause] ?? 0) + 1;
  }
}

/** What a run may say of an account that it did not audit. */
export function holdsUnaudited(made: Pick<CountedEvaluation, "isOfRun" | "result"> | undefined): boolean {
  return made?.isOfRun === true && (made.result === "fail" || made.result === "not-applicable");
}
