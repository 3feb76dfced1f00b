import type { Account } from "../core/account.ts";
import { CAUSES_IN_WORDS } from "../core/causes.ts";
import type { DigestEvaluation, DigestInput, RuleWords } from "../core/digest-input.ts";
import type { Cause } from "../core/facts.ts";
import { evaluationKey } from "../core/report-input.ts";
import { counted } from "../digest/accounts-in-words.ts";
import { compare } from "../digest/standing.ts";
import { allShares } from "./learner-share.ts";
import type { Cell, CoverageLine, RuleHead } from "./model.ts";

/** Evaluations by account and rule. */
export type Evaluations = ReadonlyMap<string, DigestEvaluation>;

export function evaluationsBy({ evaluations }: DigestInput): Evaluations {
  return new Map(evaluations.map((one) => [evaluationKey(one), one]));
}

export function headOf(rule: RuleWords): RuleHead {
  return { id: rule.id, title: rule.title, section: rule.section };
}

/** What one rule says of one account. An account that was never judged was not read; one that is not audited is not asked. */
export function cellOf(account: Account, evaluation: DigestEvaluation | undefined): Cell {
  if (account.status === "paused") return { sign: "–", words: "Paused", kind: "none" };
  const cause = causeOf(evaluation);
  if (cause !== null) return { sign: "?", words: causeName(cause), kind: "unknown" };
  if (evaluation?.result === "pass") return { sign: "✓", words: "Pass", kind: "pass" };
  if (evaluation?.result === "fail") return { sign: "✕", words: "Fail", kind: "fail" };
  return { sign: "–", words: "Not applicable", kind: "none" };
}

/** Why a question has no answer; null where it has one. */
export function causeOf(evaluation: DigestEvaluation | undefined): Cause | null {
  if (evaluation === undefined) return "never-read";
  return evaluation.result === "could-not-check" ? (evaluation.cause ?? "incomplete") : null;
}

/** `over budget`: the cause's own name, short enough for a cell. Its sentence stands in the key below the table. */
function causeName(cause: Cause): string {
  return cause.replaceAll("-", " ");
}

export function coverageLines(input: DigestInput, evaluations: Evaluations): readonly CoverageLine[] {
  const live = input.accounts.filter(({ account }) => account.status === "live");
  return input.rules.map((rule) => {
    const found = live.map(({ account }) =>
      evaluations.get(evaluationKey({ accountId: account.id, ruleId: rule.id })),
    );
    const of = (result: DigestEvaluation["result"]) => found.filter((one) => one?.result === result).length;
    const causes = found.flatMap((one) => causeOf(one) ?? []);
    return {
      rule: headOf(rule),
      pass: of("pass"),
      fail: of("fail"),
      unknown: causes.length,
      none: of("not-applicable"),
      causes: causesInWords(causes),
      share: rule.severity === "safeguarding" ? allShares(input) : null,
    };
  });
}

function causesInWords(causes: readonly Cause[]): string {
  return [...Map.groupBy(causes, (cause) => cause)]
    .toSorted(([a, as], [b, bs]) => bs.length - as.length || compare(a, b))
    .map(([cause, all]) => `${causeName(cause)} ${all.length.toLocaleString("en-GB")}`)
    .join(", ");
}

const MENDERS = {
  IT: "IT",
  Marketing: "Marketing",
  safeguarding: "the safeguarding lead",
  nobody: "time, or the platform",
};

/** The causes that occur, in sentences: the key to the table. */
export function causeKey(input: DigestInput, evaluations: Evaluations) {
  const live = input.accounts.filter(({ account }) => account.status === "live");
  const met = new Set(
    live.flatMap(({ account }) =>
      input.rules.flatMap(
        ({ id }) => causeOf(evaluations.get(evaluationKey({ accountId: account.id, ruleId: id }))) ?? [],
      ),
    ),
  );
  return [...met].toSorted(compare).map((cause) => ({
    words: causeName(cause),
    sentence: CAUSES_IN_WORDS[cause].sentence,
    mender: MENDERS[CAUSES_IN_WORDS[cause].mender],
  }));
}

/** What could not be checked, by cause, in accounts: `The platform's rate limit …: 3 accounts`. */
export function unreadLines(input: DigestInput, evaluations: Evaluations): readonly string[] {
  const met = new Map<Cause, Set<string>>();
  for (const { account } of input.accounts) {
    if (account.status !== "live") continue;
    for (const { id } of input.rules) {
      const cause = causeOf(evaluations.get(evaluationKey({ accountId: account.id, ruleId: id })));
      if (cause === null) continue;
      met.set(cause, (met.get(cause) ?? new Set()).add(account.id));
    }
  }
  return [...met]
    .toSorted(([a, as], [b, bs]) => bs.size - as.size || compare(a, b))
    .map(([cause, accounts]) => `${counted(accounts.size, "account")}: ${CAUSES_IN_WORDS[cause].sentence}`);
}
