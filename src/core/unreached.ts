import type { Account } from "./account.ts";
import type { Surveyed } from "./connector.ts";
import { evaluate, type Evaluation, type EvaluationContext } from "./evaluate.ts";
import { observed, unavailable, type FactName, type Facts, type Presence, type ReadFact } from "./facts.ts";
import { coverageOf, unreadAfter, type CoverageQuestion } from "./reading-coverage.ts";
import type { Result, Rule } from "./rule.ts";

/** An account that a run wanted and whose audit never ended. */
export interface Unreached {
  account: Account;
  /** What the run's survey said of it; null where not even that came about. */
  surveyed:
    | { status: "seen"; presence: Presence }
    | Pick<Surveyed & { status: "failed" }, "status" | "cause" | "detail">
    | null;
  /** Why its audit did not end. */
  detail: string;
}

export interface UnreachedContext
  extends Omit<CoverageQuestion, "now">, Omit<EvaluationContext, "accountId"> {
  /** From when on the run did not read it. */
  since: Date;
}

export interface UnreachedOutcome {
  evaluations: Evaluation[];
  /** What could not be read, since when; null where the product has no connection. */
  unread: Partial<Record<ReadFact, Date>> | null;
}

/** What is known of an account although nothing was read. */
const KNOWN_UNREAD: ReadonlySet<FactName> = new Set<FactName>(["register", "coverage"]);

/** Whether a rule can be held against an account of which nothing was read. */
export function needsNoReading({ requires }: Pick<Rule, "requires">): boolean {
  return requires.every((name) => KNOWN_UNREAD.has(name));
}

/**
 * What a night says of an account that it did not reach. That it was not reached counts towards unaudited-account like any
 * other cause; every other rule is could not check, and nothing passes: the night saw nothing that could.
 */
export function evaluateUnreached(
  rules: readonly Rule[],
  unreached: Unreached,
  context: UnreachedContext,
): UnreachedOutcome {
  const facts = factsOfUnreached(unreached, context);
  const notAudited: Result = { result: "could-not-check", cause: "not-audited", detail: unreached.detail };
  const held = rules.map((rule) => (needsNoReading(rule) ? rule : { ...rule, evaluate: () => notAudited }));
  const evaluations = evaluate(held, facts, { ...context, accountId: unreached.account.id });
  return {
    evaluations: evaluations.map((one) =>
      one.result.result === "pass" ? { ...one, result: notAudited } : one,
    ),
    unread: facts.coverage.status === "observed" ? unreadAfter(facts.coverage.value) : null,
  };
}

function factsOfUnreached({ account, surveyed, detail }: Unreached, context: UnreachedContext): Facts {
  const { now, since } = context;
  const unread = unavailable("not-audited", detail);
  const read = { presence: presenceOf(surveyed, now) ?? unread, activities: unread, following: unread };
  return {
    ...read,
    register: observed(account, now),
    coverage: coverageOf(read, { ...context, now: since }),
    profile: unread,
    absence: unread,
    officialFollows: unread,
    contacts: unread,
    learners: unread,
  };
}

function presenceOf(surveyed: Unreached["surveyed"], now: Date): Facts["presence"] | null {
  if (surveyed === null) return null;
  if (surveyed.status === "failed") return unavailable(surveyed.cause, surveyed.detail);
  return observed(surveyed.presence, now);
}
