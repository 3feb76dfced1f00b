import type { Account } from "./account.ts";
import { addOpenDays, localDateOf } from "./calendar.ts";
import { closuresOf } from "./closures.ts";
import type { Finding } from "./finding.ts";
import type { Policy, Severity } from "./policy.ts";
import type { LocalDate } from "./time.ts";

/** When a finding last grew worse since it opened, and from what. */
export interface Worsening {
  at: Date;
  from: Severity;
}

export interface DueQuestion {
  finding: Pick<Finding, "severity" | "status" | "lastOpenedAt">;
  account: Pick<Account, "organisations">;
  /** null: it did not. */
  worsened: Worsening | null;
  policy: Pick<Policy, "timezone" | "organisations" | "dueAfterDays">;
  /** Since when people can know of findings at all, which is the go-live; null: not yet. */
  knowableSince: Date | null;
}

/**
 * By when an unsettled finding is to be settled (DIGEST.md, due): so many working days, outside what all organisations of
 * the account have closed, after people could know of it. One that grew worse has the days of its new severity from that
 * day on, but never longer than it had before. null: it has no date.
 */
export function dueOn(question: DueQuestion): LocalDate | null {
  const { finding, worsened, knowableSince } = question;
  const isUnsettled = finding.status === "open" || finding.status === "acknowledged";
  if (!isUnsettled || knowableSince === null) return null;
  const { lastOpenedAt, severity } = finding;
  if (worsened === null || worsened.at <= lastOpenedAt) return counted(question, severity, lastOpenedAt);
  const before = counted(question, worsened.from, lastOpenedAt);
  const after = counted(question, severity, worsened.at);
  return before !== null && (after === null || before < after) ? before : after;
}

function counted(
  { policy, account, knowableSince }: DueQuestion,
  severity: Severity,
  since: Date,
): LocalDate | null {
  const days = policy.dueAfterDays[severity];
  if (days === null || knowableSince === null) return null;
  const known = since > knowableSince ? since : knowableSince;
  return addOpenDays(localDateOf(known, policy.timezone), days, closuresOf(account, policy));
}
