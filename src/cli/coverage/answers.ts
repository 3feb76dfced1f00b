import type { Account, AccountId } from "../../core/account.ts";
import { holdsUnaudited, type RuleCoverage } from "../../core/coverage.ts";
import { wasSeen } from "../../store/conclude.ts";
import type { Answer } from "../../store/coverage-views.ts";
import type { Run, RunAccount } from "../../store/runs.ts";

/** A question of a run, with its answer. */
export type Asked = Pick<Answer, "result" | "cause"> & {
  account: Account;
  rule: string;
  since: Date;
  /** A scan has said it since; what the run itself had said is kept no more. */
  isLater: boolean;
};

interface Asking {
  run: Run;
  accounts: readonly Account[];
  reached: ReadonlyMap<AccountId, RunAccount>;
  rules: readonly string[];
}

/** What the run says of each account, as its own sums count it (core/coverage.ts). */
export function answersTo(asking: Asking, answers: readonly Answer[]): Asked[] {
  const given = new Map(answers.map((one) => [`${one.ruleId} ${one.accountId}`, one]));
  return asking.accounts.flatMap((account) =>
    asking.rules.map((rule) => ({
      account,
      rule,
      ...said(asking, asking.reached.get(account.id), given.get(`${rule} ${account.id}`)),
    })),
  );
}

export const isSeen = (reached: RunAccount | undefined) => reached !== undefined && wasSeen(reached);

function said(
  { run }: Asking,
  reached: RunAccount | undefined,
  answer: Answer | undefined,
): Omit<Asked, "account" | "rule"> {
  const began = run.startedAt ?? run.scheduledFor;
  const unanswered = { result: "could-not-check", isLater: false } as const;
  // What was said before the night began says nothing of it.
  if (answer === undefined || answer.at < began) {
    const cause = isSeen(reached) ? null : (reached?.cause ?? null);
    return { ...unanswered, cause: cause ?? "not-audited", since: answer?.at ?? began };
  }
  const isOfRun = answer.runId === run.id;
  const { result, cause, since } = answer;
  if (isSeen(reached) || holdsUnaudited({ isOfRun, result })) {
    return { result, cause, since, isLater: !isOfRun };
  }
  const wasSaid = isOfRun && result === "could-not-check";
  return { ...unanswered, cause: reached?.cause ?? "not-audited", since: wasSaid ? since : began };
}

/** The sums by rule over some of the accounts. */
export function sumsOf(answers: readonly Asked[], rules: readonly string[]): Record<string, RuleCoverage> {
  return Object.fromEntries(
    rules.map((rule) => {
      const mine = answers.filter((one) => one.rule === rule);
      const number = (result: Answer["result"]) => mine.filter((one) => one.result === result).length;
      const causes = Map.groupBy(
        mine.filter(({ result }) => result === "could-not-check"),
        ({ cause }) => cause ?? "not-audited",
      );
      const couldNotCheck = Object.fromEntries([...causes].map(([cause, some]) => [cause, some.length]));
      return [
        rule,
        {
          pass: number("pass"),
          fail: number("fail"),
          couldNotCheck,
          notApplicable: number("not-applicable"),
        },
      ];
    }),
  );
}
