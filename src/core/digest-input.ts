import type { AccountChange } from "./changes.ts";
import type { Account, OrganisationId } from "./account.ts";
import type { Cause, PostKind } from "./facts.ts";
import type { Worsening } from "./due.ts";
import type { Finding, FindingEvent } from "./finding.ts";
import type { NightGroup } from "./missed.ts";
import type { Platform } from "./platform.ts";
import type { Policy, Severity } from "./policy.ts";
import type { Rule } from "./rule.ts";
import type { LocalDate } from "./time.ts";

/** What the digest says about a rule. */
export type RuleWords = Pick<Rule, "id" | "severity" | "section" | "title" | "remedy">;

export interface DigestAccount {
  account: Account;
  /** Its public page, as the connector builds it. */
  url: string | null;
  /** Newest post that counts, as far as known. */
  latestPostAt: Date | null;
  followers: number | null;
  /** Posts of any kind that counts, in the last 180 days as far as they are stored. */
  postsIn180Days: number;
  /** Earlier posts of these days are not known: it made at least so many. Left out: all are known. */
  postsMayBeMore?: boolean;
}

export interface DigestFinding extends Finding {
  /** Its steps since `DigestInput.since`, oldest first. */
  events: readonly FindingEvent[];
  /** When it last grew worse since it opened; left out or null: it did not. */
  worsened?: Worsening | null;
}

export interface DigestEvaluation {
  accountId: string;
  ruleId: string;
  result: "pass" | "fail" | "could-not-check" | "not-applicable";
  cause: Cause | null;
  /** When it was last said. */
  at: Date;
  /** Since when it has been so. */
  since: Date;
}

export interface DigestRun {
  localDate: LocalDate;
  status: "planned" | "running" | "done" | "incomplete" | "missed";
  /** Of an incomplete one, what became of its accounts, as far as that is still on record. */
  accounts: readonly NightGroup[];
}

/** How many posts of one kind with one set of tags an account made in the window of untagged-posts. */
export interface PostGroup {
  accountId: string;
  kind: PostKind;
  organisations: readonly OrganisationId[];
  count: number;
}

/** Learners known by platform, and enrolled in all. */
export interface LearnersKnown {
  platform: Platform;
  known: number;
  enrolled: number;
}

export interface PlatformSpend {
  platform: Platform;
  weekMicroUsd: number;
  monthMicroUsd: number;
  /** null: no cap is set. */
  monthCapMicroUsd: number | null;
}

/** What an earlier digest said, kept for comparison. */
export interface DigestFigures {
  week: string;
  date: LocalDate;
  live: number;
  open: number;
  /** Of the first audit's findings, those that were still open; null where an older digest did not count them. */
  backlog: number | null;
}

/** How often people called findings of a rule wrong, of all that it ever opened. */
export interface WrongCount {
  ruleId: string;
  wrong: number;
  opened: number;
}

/** Of the first audit's findings, those of one rule that have one severity today. */
export interface BacklogCount {
  ruleId: string;
  severity: Severity;
  total: number;
}

/** Everything a digest is made of, read from Postgres at one moment. */
export interface DigestInput {
  /** ISO week of the digest, such as `2026-W48`. */
  week: string;
  now: Date;
  policy: Policy;
  rules: readonly RuleWords[];
  learnerFindingsTo: "marketing" | "safeguarding_only";
  reportUrl: string | null;
  /** null before go-live: the digest is only previewed. */
  liveSince: Date | null;
  /** When the first audit was written and mail could leave: what was open by then is a backlog, never "new". */
  baselineAt: Date | null;
  /** The start of what this digest calls "since the last e-mail". */
  since: Date;
  previous: DigestFigures | null;
  termStart: DigestFigures | null;
  /** The last digests' count of the first audit's findings that were still open, oldest first. */
  burnDown: readonly { date: LocalDate; open: number }[];
  /** What the first audit left, whatever became of it; null before it is over. */
  backlog: readonly BacklogCount[] | null;
  /** How many accounts the group wants to keep; null: no target is set. */
  targetAccounts: number | null;
  /** Where answers to the e-mail go. */
  replyTo: string;
  wrong: readonly WrongCount[];
  accounts: readonly DigestAccount[];
  /** Open, acknowledged and waived ones, and those that closed after `since`. */
  findings: readonly DigestFinding[];
  evaluations: readonly DigestEvaluation[];
  /** Nights of (`since`, now]. */
  runs: readonly DigestRun[];
  /** Set while no night has ended or been missed: the date of the first; null where no service has begun to count. */
  firstNight?: LocalDate | null;
  posts: readonly PostGroup[];
  learners: readonly LearnersKnown[];
  spend: readonly PlatformSpend[];
  /** Digest deliveries since `since` that nobody knows the end of, or that were refused. */
  deliveries: { unclear: number; refused: number };
  skipped: readonly { week: string; reason: string }[];
  changes: readonly AccountChange[];
}
