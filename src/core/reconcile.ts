import { createHash } from "node:crypto";
import type { AccountId } from "./account.ts";
import type { Evaluation } from "./evaluate.ts";
import type { Closing, Finding, FindingEvent, FindingEventKind } from "./finding.ts";
import { SEVERITIES, type Severity } from "./policy.ts";
import type { Evidence, FailingSubject, Result } from "./rule.ts";

/** The identity of a finding: ids, not handles; wording and version never reopen one (DESIGN.md, types). */
export function fingerprint(ruleId: string, accountId: AccountId, subject: string): string {
  return createHash("sha256")
    .update(JSON.stringify([ruleId, accountId, subject]))
    .digest("hex");
}

const ID_LENGTH = 12;

/** What people call a finding: the beginning of its fingerprint, so that any order of audits gives it the same name. */
export function findingId(print: string): string {
  return print.slice(0, ID_LENGTH);
}

export interface Reconciliation {
  /** Findings as they are now: to be inserted, or to replace the known ones of the same id. Unchanged ones are not in it. */
  changes: readonly Finding[];
  /** What happened, in order. */
  events: readonly { findingId: string; event: FindingEvent }[];
}

export interface ReconcileQuestion {
  /** Findings of the evaluated accounts, closed ones too. */
  known: readonly Finding[];
  evaluations: readonly Evaluation[];
  /** Ids of findings about nobody any more, such as learners who left: they no longer apply, and are not fixed. */
  left?: ReadonlySet<string>;
}

/**
 * Known findings × evaluations → changes (DESIGN.md, decision 3). Only a pass, a fail that saw all subjects, or not
 * applicable closes anything; could not check moves nothing, unless it says that all that could be open was seen.
 */
export function reconcile({ known, evaluations, left }: ReconcileQuestion): Reconciliation {
  const byPrint = new Map(known.map((finding) => [finding.fingerprint, finding]));
  const steps = evaluations.flatMap((evaluation) => {
    const mine = known.filter(
      ({ ruleId, accountId }) => ruleId === evaluation.ruleId && accountId === evaluation.accountId,
    );
    return [...failing(evaluation, byPrint), ...closing(evaluation, mine, left ?? new Set())];
  });
  return {
    changes: steps.map((step) => step.finding),
    events: steps.flatMap(({ finding, event }) => (event === null ? [] : [{ findingId: finding.id, event }])),
  };
}

interface Step {
  finding: Finding;
  event: FindingEvent | null;
}

function failing(evaluation: Evaluation, byPrint: ReadonlyMap<string, Finding>): Step[] {
  const { result, ruleId, accountId, at } = evaluation;
  if (result.result !== "fail") return [];
  return result.subjects.map((failure) => {
    const print = fingerprint(ruleId, accountId, failure.subject);
    const before = byPrint.get(print);
    if (before !== undefined) return stillFailing(before, failure, at);
    const opened: Finding = {
      id: findingId(print),
      fingerprint: print,
      ruleId,
      accountId,
      ...failure,
      status: "open",
      closing: null,
      openedAt: at,
      lastOpenedAt: at,
      lastSeenAt: at,
      closedAt: null,
      reopenedCount: 0,
      ...NOT_WAIVED,
    };
    return { finding: opened, event: { kind: "opened", at, from: null, to: failure.severity } };
  });
}

function stillFailing(before: Finding, failure: FailingSubject, at: Date): Step {
  const { severity, sentence, evidence } = failure;
  const seen: Finding = { ...before, severity, sentence, evidence, lastSeenAt: at };
  const open: Finding = {
    ...seen,
    status: "open",
    closing: null,
    closedAt: null,
    ...NOT_WAIVED,
    lastOpenedAt: at,
  };
  const step = (finding: Finding, kind: FindingEventKind | null): Step => ({
    finding,
    event: kind === null ? null : { kind, at, from: before.severity, to: severity },
  });
  const change = compareSeverity(severity, before.severity);
  switch (before.status) {
    case "resolved":
      return step({ ...open, reopenedCount: before.reopenedCount + 1 }, "reopened");
    case "waived":
      if (before.waivedUntil !== null && before.waivedUntil <= at) return step(open, "waiver-lapsed");
      if (compareSeverity(severity, before.waivedSeverity ?? before.severity) > 0)
        return step(open, "waiver-void");
      break;
    case "dismissed":
      // Not a breach, a person said, of these facts: the facts stay as they were judged until there are others.
      if (!hasNewFacts(before, failure)) return step({ ...before, lastSeenAt: at }, null);
      return step({ ...open, reopenedCount: before.reopenedCount + 1 }, "reopened");
    // Who acknowledged it goes on with it when it grows worse; that it did is told, and when it is due (due.ts).
    case "open":
    case "acknowledged":
      break;
  }
  return step(seen, change === 0 ? null : change > 0 ? "worsened" : "eased");
}

const NOT_WAIVED = { waivedUntil: null, waivedSeverity: null } as const;

/** Positive: `a` is worse than `b`. */
function compareSeverity(a: Severity, b: Severity): number {
  return SEVERITIES.indexOf(b) - SEVERITIES.indexOf(a);
}

/** A post in the evidence, or a last day in its figures, that is later than all that was judged. Others change by passing. */
function hasNewFacts({ evidence: judged }: Finding, { evidence }: FailingSubject): boolean {
  return newestPost(evidence) > newestPost(judged) || lastDayOf(evidence) > lastDayOf(judged);
}

function newestPost({ posts }: Evidence): string {
  const times = posts.map((post) => post.at);
  return times.toSorted().at(-1) ?? "";
}

/** Evidence of an answer to a learner holds no post: the day alone says that there was another (learner-contacted). */
export function lastDayOf({ figures }: Evidence): string {
  return String(figures["last_on"] ?? "");
}

function closing({ result, at }: Evaluation, mine: readonly Finding[], left: ReadonlySet<string>): Step[] {
  const live = mine.filter((finding) => finding.status !== "resolved");
  const subjects = result.result === "fail" ? result.subjects.map((one) => one.subject) : [];
  const absent = live.filter((finding) => !subjects.includes(finding.subject));
  const kind = result.result === "not-applicable" ? "no-longer-applies" : "fixed";
  return absent
    .filter((finding) => sawAll(result) || left.has(finding.id))
    .map((finding) => closed(finding, left.has(finding.id) ? "no-longer-applies" : kind, at));
}

/** Whether the evaluation looked at everything that could fail, so that what it does not name does not fail. */
export function sawAll(result: Result): boolean {
  if (result.result === "fail") return result.complete;
  return result.result !== "could-not-check" || result.seenAll === true;
}

/** What a person dismissed was never a breach: it is not counted as fixed. */
function closed(finding: Finding, kind: Closing, at: Date): Step {
  const { severity, status } = finding;
  const closing = status === "dismissed" ? "no-longer-applies" : kind;
  return {
    finding: { ...finding, status: "resolved", closing, closedAt: at, ...NOT_WAIVED },
    event: { kind: closing, at, from: severity, to: null },
  };
}
