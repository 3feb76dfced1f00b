import type { AccountId } from "./account.ts";
import type { Facts } from "./facts.ts";
import type { Severity } from "./policy.ts";
import type { FailingSubject, Result, Rule, RuleContext } from "./rule.ts";

/** One account held against one rule, with what came of it. */
export interface Evaluation {
  accountId: AccountId;
  ruleId: string;
  ruleVersion: number;
  result: Result;
  at: Date;
}

/** What evaluating needs beside the facts. */
export interface EvaluationContext extends Omit<RuleContext, "waivedSeverity"> {
  accountId: AccountId;
  /** What standing waivers of this account's findings accept, by rule. */
  waivedSeverities?: ReadonlyMap<string, Severity>;
  /** Told of a rule that threw: a mistake of ours, to be logged; the account is then could not check. */
  onFault?: (ruleId: string, error: unknown) => void;
}

/** Holds one account's facts against each rule. Never throws: a rule that does is could not check (RELIABILITY.md, 26). */
export function evaluate(rules: readonly Rule[], facts: Facts, context: EvaluationContext): Evaluation[] {
  return rules.map((rule) => ({
    accountId: context.accountId,
    ruleId: rule.id,
    ruleVersion: rule.version,
    result: withSettings(rule, resultOf(rule, facts, context), context),
    at: context.now,
  }));
}

function resultOf(rule: Rule, facts: Facts, context: EvaluationContext): Result {
  const { now, policy, officialHandles, tagsKnown } = context;
  const waivedSeverity = context.waivedSeverities?.get(rule.id);
  try {
    return rule.evaluate(facts, { now, policy, officialHandles, tagsKnown, waivedSeverity });
  } catch (error) {
    context.onFault?.(rule.id, error);
    return { result: "could-not-check", cause: "incomplete", detail: "the rule itself failed" };
  }
}

/** A severity that the settings name for a rule holds for all its findings. */
function withSettings(rule: Rule, result: Result, { policy }: EvaluationContext): Result {
  const severity = policy.severities[rule.id];
  if (result.result !== "fail" || severity === undefined) return result;
  const [first, ...others] = result.subjects;
  const changed = (one: FailingSubject): FailingSubject => ({ ...one, severity });
  return { ...result, subjects: [changed(first), ...others.map(changed)] };
}
