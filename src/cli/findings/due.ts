import type { Account } from "../../core/account.ts";
import { addOpenDays, commonClosures, localDateOf } from "../../core/calendar.ts";
import type { Finding } from "../../core/finding.ts";
import type { Policy } from "../../core/policy.ts";
import type { LocalDate } from "../../core/time.ts";

/**
 * By when an unresolved finding is to be settled: so many working days after people could know of it, which is its
 * opening, or the go-live for what was there before. null: it has no date (POLICY.md, baseline).
 */
export function dueOn(
  finding: Pick<Finding, "severity" | "status" | "lastOpenedAt">,
  account: Pick<Account, "organisations">,
  { policy, liveSince }: { policy: Policy; liveSince: Date | null },
): LocalDate | null {
  const days = policy.dueAfterDays[finding.severity];
  const isOpen = finding.status === "open" || finding.status === "acknowledged";
  if (days === null || liveSince === null || !isOpen) return null;
  const from = finding.lastOpenedAt > liveSince ? finding.lastOpenedAt : liveSince;
  return addOpenDays(localDateOf(from, policy.timezone), days, closuresOf(account, policy));
}

function closuresOf({ organisations }: Pick<Account, "organisations">, policy: Policy) {
  return commonClosures(
    organisations.map((id) => policy.organisations.find((one) => one.id === id)?.closures ?? []),
  );
}
