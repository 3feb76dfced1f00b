import type { AccountId } from "./account.ts";
import type { Severity } from "./policy.ts";
import type { Evidence } from "./rule.ts";
import type { LocalDate } from "./time.ts";

export type FindingStatus = "open" | "acknowledged" | "waived" | "dismissed" | "resolved";
/** Why a finding is closed. `no-longer-applies` is never counted as fixed. */
export type Closing = "fixed" | "no-longer-applies";

export interface Finding {
  id: string;
  /** sha256 of rule, account and subject: wording, version and handles never reopen a finding. */
  fingerprint: string;
  ruleId: string;
  accountId: AccountId;
  subject: string;
  severity: Severity;
  status: FindingStatus;
  closing: Closing | null;
  sentence: string;
  evidence: Evidence;
  openedAt: Date;
  /** When it last opened: later than `openedAt` for a reopened one. */
  lastOpenedAt: Date;
  lastSeenAt: Date;
  closedAt: Date | null;
  reopenedCount: number;
  /** The last moment of a waiver. */
  waivedUntil: Date | null;
  /** How severe it was when it was waived: what is worse than this was never accepted. Left out or null: not waived. */
  waivedSeverity?: Severity | null;
}

export type FindingEventKind =
  | "opened"
  | "reopened"
  | "worsened"
  | "eased"
  | "fixed"
  | "no-longer-applies"
  | "waiver-lapsed"
  | "waiver-void";

/** One step in a finding's story. */
export interface FindingEvent {
  kind: FindingEventKind;
  at: Date;
  from: Severity | null;
  to: Severity | null;
}

/**
 * What a person decided about a finding. `wrong`: not a breach; remembered until the facts change, and counted. `settled`:
 * true, dealt with, and not to be undone; remembered in the same way, and not counted.
 */
export type DecisionKind = "acknowledged" | "waived" | "wrong" | "settled" | "assigned" | "withdrawn";

/**
 * A decision on record. `withdrawn` takes back what was acknowledged, waived or dismissed: the finding is open again.
 * `assigned` to nobody takes an assignment back.
 */
export interface Decision {
  kind: DecisionKind;
  at: Date;
  /** Who decided, as claimed: a name or an address of staff. */
  by: string;
  /** The operating-system user who typed it, or null where a file of decisions brought it. */
  systemUser: string | null;
  reason: string | null;
  /** A link or a reference that a waiver rests on. */
  evidence: string | null;
  /** The last day of a waiver. */
  until: LocalDate | null;
  /** The keeper (an e-mail address) to whom it was assigned; null: to nobody, or the decision is of another kind. */
  assignee: string | null;
}

/** What somebody wants to decide about a finding. */
export type Wish = Pick<Decision, "kind" | "by" | "reason" | "evidence" | "until" | "assignee">;
