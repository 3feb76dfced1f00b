import type { Cause, Fact, FactName, FactValues } from "./facts.ts";
import type { OfficialHandle, Policy, Severity } from "./policy.ts";
import type { TagsKnown } from "./tags-known.ts";

/** A post as evidence: where a person can look. */
export interface PostEvidence {
  url: string;
  at: string;
  /** Plain words: "no tag", "college not tagged". */
  note: string;
}

/** What a finding rests on: plain numbers, dates and links; never a learner, never a platform's text. */
export interface Evidence {
  /** Named figures for tables and JSON: `days_since_last_post: 71`. */
  figures: Readonly<Record<string, string | number | null>>;
  posts: readonly PostEvidence[];
}

/** One thing that fails. The account itself, or what the rule names as its subject. */
export interface FailingSubject {
  /** Stable: ids, not handles. `account` where the subject is the account. */
  subject: string;
  severity: Severity;
  /** One plain sentence for the reader of the e-mail. */
  sentence: string;
  evidence: Evidence;
}

/** One account held against one rule (DESIGN.md, decision 3). */
export type Result =
  | { result: "pass"; detail: string }
  /** `complete`: all subjects were seen, so that an open one that is absent is resolved. */
  | { result: "fail"; subjects: readonly [FailingSubject, ...FailingSubject[]]; complete: boolean }
  /** `seenAll`: nothing may pass, but all that could be open was looked at, so that an open subject is resolved. */
  | { result: "could-not-check"; cause: Cause; detail: string; seenAll?: true }
  | { result: "not-applicable"; detail: string };

/** Everything a rule may know besides the facts it declared. */
export interface RuleContext {
  now: Date;
  policy: Policy;
  officialHandles: readonly OfficialHandle[];
  /** Since when posts are read for which tags. */
  tagsKnown: TagsKnown;
  /** The severity that a standing waiver of this rule's finding on this account accepts: by waiting it grows no worse. */
  waivedSeverity?: Severity | undefined;
}

export interface Rule<F extends FactName = FactName> {
  id: string;
  version: number;
  /** The default; the settings may change it. */
  severity: Severity;
  /** Section of the policy, such as "3". */
  section: string;
  title: string;
  why: string;
  remedy: string;
  requires: readonly F[];
  /** Only the declared facts can be read: anything else does not compile. */
  evaluate(facts: { readonly [K in F]: Fact<FactValues[K]> }, context: RuleContext): Result;
}
