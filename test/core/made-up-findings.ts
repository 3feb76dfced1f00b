import type { Evaluation } from "../../src/core/evaluate.ts";
import type { Finding } from "../../src/core/finding.ts";
import type { Severity } from "../../src/core/policy.ts";
import { fingerprint } from "../../src/core/reconcile.ts";
import type { FailingSubject, Result } from "../../src/core/rule.ts";
import { daysAgo, NOW } from "./made-up.ts";

/** Made-up findings and evaluations of one rule, `rule`, on one account, `a`. */

export function subject(
  name = "account",
  severity: Severity = "medium",
  postedAt: string[] = [],
): FailingSubject {
  const posts = postedAt.map((at) => ({ url: `https://example.org/${at}`, at, note: "no tag" }));
  return { subject: name, severity, sentence: `${name} fails.`, evidence: { figures: {}, posts } };
}

export function failing(subjects: [FailingSubject, ...FailingSubject[]], complete = true): Result {
  return { result: "fail", complete, subjects };
}

export const PASS: Result = { result: "pass", detail: "" };
export const UNKNOWN: Result = { result: "could-not-check", cause: "incomplete", detail: "" };
export const NOT_APPLICABLE: Result = { result: "not-applicable", detail: "" };

export function evaluated(result: Result, at = NOW, ruleId = "rule"): Evaluation {
  return { accountId: "a", ruleId, ruleVersion: 1, result, at };
}

export function findingWith(changes: Partial<Finding> = {}): Finding {
  const name = changes.subject ?? "account";
  return {
    id: `known-${name}`,
    fingerprint: fingerprint("rule", "a", name),
    ruleId: "rule",
    accountId: "a",
    ...subject(name),
    status: "open",
    closing: null,
    openedAt: daysAgo(20),
    lastOpenedAt: daysAgo(20),
    lastSeenAt: daysAgo(1),
    closedAt: null,
    reopenedCount: 0,
    waivedUntil: null,
    waivedSeverity: null,
    ...changes,
  };
}
