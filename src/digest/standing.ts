import type { AccountId } from "../core/account.ts";
import { localDateOf } from "../core/calendar.ts";
import type { DigestAccount, DigestFinding, DigestInput, RuleWords } from "../core/digest-input.ts";
import { dueOn } from "../core/due.ts";
import type { Severity } from "../core/policy.ts";
import { SEVERITIES } from "../core/policy.ts";
import type { LocalDate } from "../core/time.ts";

/** How an open finding stands on the day of the digest. `backlog` was there before the first e-mail. */
export type Standing = "reopened" | "worsened" | "new" | "overdue" | "backlog" | "waiting";

/** An open finding with all that a section needs to speak of it. */
export interface OpenFinding {
  finding: DigestFinding;
  owner: DigestAccount;
  rule: RuleWords;
  standing: Standing;
  due: LocalDate | null;
  /** It is about a learner: Marketing is told the account and the section, nothing else. */
  aboutLearner: boolean;
}

/** The findings as the sections of the digest want them. */
export interface Standings {
  open: readonly OpenFinding[];
  waived: readonly OpenFinding[];
  fixed: readonly OpenFinding[];
}

/** It is about the audit itself, which those who share an account can do nothing about. */
export function isAuditsOwn({ section }: Pick<RuleWords, "section">): boolean {
  return section === "-";
}

export function isAboutLearners(rule: RuleWords | undefined, severity: Severity): boolean {
  return severity === "safeguarding" || rule?.severity === "safeguarding";
}

/**
 * The input as Marketing may see it. With `learner_findings_to: safeguarding_only` nothing that depends on a learner
 * finding is left: no finding, no evaluation, no rule, no share, no part of a count (POLICY.md, Marketing).
 */
export function forMarketing(input: DigestInput): DigestInput {
  if (input.learnerFindingsTo === "marketing") return input;
  const hidden = new Set(
    input.rules.filter((rule) => rule.severity === "safeguarding").map((rule) => rule.id),
  );
  const isShown = ({ ruleId, severity }: Pick<DigestFinding, "ruleId" | "severity">) =>
    severity !== "safeguarding" && !hidden.has(ruleId);
  return {
    ...input,
    rules: input.rules.filter((rule) => !hidden.has(rule.id)),
    findings: input.findings.filter(isShown),
    backlog: input.backlog?.filter(isShown) ?? null,
    wrong: input.wrong.filter(({ ruleId }) => !hidden.has(ruleId)),
    evaluations: input.evaluations.filter((evaluation) => !hidden.has(evaluation.ruleId)),
    learners: [],
  };
}

export function standingsOf(input: DigestInput): Standings {
  const owners = ownersOf(input);
  const placed = input.findings.flatMap((finding) => place(finding, owners, input) ?? []);
  const isFixed = ({ finding }: OpenFinding) =>
    finding.status === "resolved" &&
    finding.closing === "fixed" &&
    finding.closedAt !== null &&
    finding.closedAt > input.since;
  return {
    open: placed.filter(isOpen),
    waived: placed.filter(({ finding }) => finding.status === "waived"),
    fixed: placed.filter(isFixed),
  };
}

function isOpen({ finding }: OpenFinding): boolean {
  return finding.status === "open" || finding.status === "acknowledged";
}

export function ownersOf(input: DigestInput): ReadonlyMap<AccountId, DigestAccount> {
  return new Map(input.accounts.map((entry) => [entry.account.id, entry]));
}

/** null for a finding whose account is not in the snapshot. */
function place(
  finding: DigestFinding,
  owners: ReadonlyMap<AccountId, DigestAccount>,
  input: DigestInput,
): OpenFinding | null {
  const owner = owners.get(finding.accountId);
  if (owner === undefined) return null;
  const rule = input.rules.find((one) => one.id === finding.ruleId) ?? wordsOfUnknown(finding.ruleId);
  const due = dueOn({
    finding,
    account: owner.account,
    worsened: finding.worsened ?? null,
    policy: input.policy,
    // Before the go-live the e-mail is a preview of one that went live today.
    knowableSince: input.baselineAt ?? input.now,
  });
  return {
    finding,
    owner,
    rule,
    due,
    standing: standingOf(finding, due, input),
    aboutLearner: isAboutLearners(rule, finding.severity),
  };
}

function wordsOfUnknown(id: string): RuleWords {
  return { id, severity: "medium", section: "3", title: id, remedy: "Look at the account" };
}

function standingOf(finding: DigestFinding, due: LocalDate | null, input: DigestInput): Standing {
  const happened = new Set(finding.events.filter(({ at }) => at > input.since).map(({ kind }) => kind));
  const reopened = happened.has("reopened") || happened.has("waiver-lapsed") || happened.has("waiver-void");
  const isBacklog = input.baselineAt === null || finding.openedAt <= input.baselineAt;
  if (reopened && input.baselineAt !== null) return "reopened";
  if (!isBacklog && finding.openedAt > input.since) return "new";
  if (happened.has("worsened") && input.baselineAt !== null) return "worsened";
  if (due !== null && due < todayOf(input)) return "overdue";
  return isBacklog ? "backlog" : "waiting";
}

export function todayOf(input: DigestInput): LocalDate {
  return localDateOf(input.now, input.policy.timezone);
}

const ORDER: readonly Standing[] = ["reopened", "worsened", "new", "overdue", "backlog", "waiting"];

/** New, back, worse or overdue; in the first e-mail, what the first audit found. The rest waits in time. */
export function asksNow({ standing }: OpenFinding, { previous }: DigestInput): boolean {
  return standing !== "waiting" && (standing !== "backlog" || previous === null);
}

/**
 * News before the backlog; worst first; then what came back, got worse, is new, is late; then by due date and name, so that
 * the order is one.
 */
export function byUrgency(a: OpenFinding, b: OpenFinding): number {
  return (
    Number(a.standing === "backlog") - Number(b.standing === "backlog") ||
    SEVERITIES.indexOf(a.finding.severity) - SEVERITIES.indexOf(b.finding.severity) ||
    ORDER.indexOf(a.standing) - ORDER.indexOf(b.standing) ||
    compare(a.due ?? "9999", b.due ?? "9999") ||
    compare(a.owner.account.handle, b.owner.account.handle) ||
    compare(a.finding.id, b.finding.id)
  );
}

/** By code unit: the same order on every machine. */
export function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** The time of which the e-mail tells what ran and what it cost: before the first e-mail a week (store/digest-input.ts). */
export function timeTold({ previous }: Pick<DigestInput, "previous">): string {
  return previous === null ? "in the last 7 days" : "since the last e-mail";
}
