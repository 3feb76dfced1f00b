import { CAUSES_IN_WORDS, type Mender } from "../../core/causes.ts";
import type { Cause } from "../../core/facts.ts";
import type { ReportInput } from "../../core/report-input.ts";
import { counted, listed } from "../../digest/accounts-in-words.ts";
import { closureCandidates } from "../../digest/build-closures.ts";
import { standingsOf } from "../../digest/standing.ts";
import { PLATFORM_NAMES } from "../../core/platform.ts";
import { openSeverityNow } from "../history.ts";
import { causeOf } from "../results.ts";
import type { WrongLine } from "../model.ts";

const MOST_RULES = 4;
const MOST_CAUSES = 3;
/** A rule that is wrong more often than this, in percent of at least {@link FEW} findings, needs mending. */
const OFTEN_WRONG = 10;
const FEW = 5;

/** What senior management is asked to decide, the most telling first. */
export function decisionsAsked(
  input: ReportInput,
  target: number | null,
  wrong: readonly WrongLine[],
): readonly string[] {
  const asked = [
    ...closing(input, target),
    ...byRule(input),
    ...mending(input),
    ...knowing(input),
    ...wrong
      .filter(({ found, wrong: many }) => found >= FEW && (100 * many) / found > OFTEN_WRONG)
      .map(
        ({ title, share }) => `Have the rule “${title}” mended: it was wrong in ${share} of its findings.`,
      ),
  ];
  return asked.length === 0 ? ["There is nothing for you to decide this term."] : asked;
}

function closing({ digest }: ReportInput, target: number | null): readonly string[] {
  const candidates = closureCandidates(standingsOf(digest), digest).length;
  const live = digest.accounts.filter(({ account }) => account.status === "live").length;
  const aim =
    target === null
      ? "No target for the number of accounts is set: please set one."
      : live > target
        ? `The target is ${target.toLocaleString("en-GB")}; there are ${live.toLocaleString("en-GB")}.`
        : `The target of ${target.toLocaleString("en-GB")} is met.`;
  return candidates === 0
    ? [aim]
    : [
        `Decide for ${candidates === 1 ? "the account" : `each of the ${counted(candidates, "account")}`} named below: close, merge or keep. ${aim}`,
      ];
}

function byRule({ digest, findings }: ReportInput): readonly string[] {
  return digest.rules
    .filter(({ severity }) => severity !== "safeguarding")
    .map((rule) => {
      const open = findings.filter((one) => one.ruleId === rule.id && openSeverityNow(one) !== null);
      const high = open.filter(({ severity }) => severity === "high").length;
      return { rule, accounts: new Set(open.map(({ accountId }) => accountId)).size, high };
    })
    .filter(({ accounts }) => accounts > 0)
    .toSorted((a, b) => b.high - a.high || b.accounts - a.accounts)
    .slice(0, MOST_RULES)
    .map(({ rule, accounts, high }) => {
      const serious = high === 0 ? "" : `, ${high.toLocaleString("en-GB")} of the findings high`;
      const remedy = rule.remedy.endsWith(".") ? rule.remedy : `${rule.remedy}.`;
      return `Have “${rule.title}” put right on ${counted(accounts, "account")}${serious}: ${remedy}`;
    });
}

const WHO: Readonly<Partial<Record<Mender, string>>> = { IT: "IT", Marketing: "Marketing" };

/** Causes that a person can mend, the commonest first. */
function mending({ digest }: ReportInput): readonly string[] {
  const live = new Set(
    digest.accounts.filter(({ account }) => account.status === "live").map(({ account }) => account.id),
  );
  const met = new Map<Cause, Set<string>>();
  for (const evaluation of digest.evaluations) {
    const cause = causeOf(evaluation);
    if (cause === null || !live.has(evaluation.accountId)) continue;
    met.set(cause, (met.get(cause) ?? new Set()).add(evaluation.accountId));
  }
  return [...met]
    .filter(([cause]) => WHO[CAUSES_IN_WORDS[cause].mender] !== undefined && cause !== "low-share")
    .toSorted(([a, as], [b, bs]) => bs.size - as.size || (a < b ? -1 : 1))
    .slice(0, MOST_CAUSES)
    .map(([cause, accounts]) => {
      const { sentence, mender } = CAUSES_IN_WORDS[cause];
      return `Not checked on ${counted(accounts.size, "account")}: ${sentence}. Please let ${WHO[mender] ?? ""} mend it.`;
    });
}

/** The share of learners known decides what the learner rules can say at all. */
function knowing({ digest }: ReportInput): readonly string[] {
  const few = digest.learners.filter(
    ({ known, enrolled }) => enrolled > 0 && known / enrolled < digest.policy.learnerShareForPass,
  );
  if (few.length === 0) return [];
  const known = few.map(
    (one) =>
      `${one.known.toLocaleString("en-GB")} of ${one.enrolled.toLocaleString("en-GB")} on ${PLATFORM_NAMES[one.platform]}`,
  );
  return [
    `Decide whether learners are asked for their account names. The machine knows ${listed(known, 6)}: too few for a clean result. Until then keepers review whom they follow.`,
  ];
}
