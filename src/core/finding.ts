import type { AccountId } from "./account.ts";
import type { Severity } from "./policy.ts";
import type { Evidence } from "./rule.ts";

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
  waivedUntil: Date | null;
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
