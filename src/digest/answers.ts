import type { AccountId } from "../core/account.ts";
import type { DigestEvaluation, DigestInput } from "../core/digest-input.ts";
import type { Cause } from "../core/facts.ts";
import type { Platform } from "../core/platform.ts";
import type { Question } from "./questions.ts";

/** What one live account answers to one question. */
export interface Answer {
  accountId: AccountId;
  platform: Platform;
  question: Question;
  /** false: none of the question's rules applies to it. */
  applies: boolean;
  /** Why it cannot be said; null: it can. */
  cause: Cause | null;
  since: Date | null;
}

/** The list was read; what is missing lies elsewhere, so that the account is not to be called unread. */
const READ_ALL_THE_SAME: ReadonlySet<Cause> = new Set<Cause>([
  "nothing-to-judge",
  "low-share",
  "not-comparable",
]);

export function isAnswered({ cause }: Pick<Answer, "cause">): boolean {
  return cause === null || READ_ALL_THE_SAME.has(cause);
}

/** Each live account × question. An account that was never judged is asked, and has not answered. */
export function answersOf(questions: readonly Question[], input: DigestInput): readonly Answer[] {
  const found = new Map(input.evaluations.map((one) => [`${one.accountId} ${one.ruleId}`, one]));
  const hidden = hiddenIn(input.evaluations, input.accounts);
  const live = input.accounts.filter(({ account }) => account.status === "live");
  return questions.flatMap((question) =>
    live.map(({ account: { id, platform } }) => {
      const evaluations = question.rules.map((rule) => found.get(`${id} ${rule.id}`));
      const isHidden = question.rules.every((rule) => hidden.has(`${platform} ${rule.id}`));
      return { accountId: id, platform, question, ...(isHidden ? NOT_ASKED : saidBy(evaluations)) };
    }),
  );
}

const NOT_ASKED = { applies: false, cause: null, since: null } as const;

/** Rules for which a platform shows nobody anything: of none of its accounts, also of one that is gone. */
function hiddenIn(
  evaluations: readonly DigestEvaluation[],
  accounts: DigestInput["accounts"],
): ReadonlySet<string> {
  const platforms = new Map(accounts.map(({ account }) => [account.id, account.platform]));
  const hidden = evaluations.filter(({ cause }) => cause === "hidden");
  return new Set(hidden.map(({ accountId, ruleId }) => `${platforms.get(accountId) ?? ""} ${ruleId}`));
}

/** One rule that could not read leaves the question open; what is only not judged comes after what was not read. */
function saidBy(
  evaluations: readonly (DigestEvaluation | undefined)[],
): Pick<Answer, "applies" | "cause" | "since"> {
  const asking = evaluations.filter((one) => one?.result !== "not-applicable");
  if (asking.length === 0) return NOT_ASKED;
  const causes = asking.flatMap((one) => {
    const cause = causeOf(one);
    return cause === null ? [] : [{ cause, since: one?.since ?? null }];
  });
  const worst = causes.find((one) => !isAnswered(one)) ?? causes[0];
  return { applies: true, cause: worst?.cause ?? null, since: worst?.since ?? null };
}

function causeOf(evaluation: DigestEvaluation | undefined): Cause | null {
  if (evaluation === undefined) return "never-read";
  return evaluation.result === "could-not-check" ? (evaluation.cause ?? "incomplete") : null;
}
