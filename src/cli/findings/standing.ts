import { localDateOf } from "../../core/calendar.ts";
import type { Account } from "../../core/account.ts";
import { dueOn } from "../../core/due.ts";
import type { Finding } from "../../core/finding.ts";
import { assigneeOf, sameName } from "../../core/in-force.ts";
import type { LocalDate } from "../../core/time.ts";
import { listAccounts } from "../../store/accounts.ts";
import { decisionsOf } from "../../store/decisions.ts";
import { liveSinceOf } from "../../store/digest-input.ts";
import { worseningsOf } from "../../store/finding-views.ts";
import type { CommandStore } from "../with-store.ts";
import { nameOfAccount } from "./choose.ts";

/** A finding as it stands today. */
export interface Standing {
  finding: Finding;
  owner: Account | null;
  /** As people name the account. */
  account: string;
  since: LocalDate;
  due: LocalDate | null;
  isOverdue: boolean;
  /** The last day of a waiver. */
  waivedUntil: LocalDate | null;
  assigned: Assigned | null;
}

export interface Assigned {
  to: string;
  /** False for whom the register does not name as a keeper any more. */
  isKeeper: boolean;
}

/** How findings stand today, in the same order. */
export async function standingsOf(store: CommandStore, findings: readonly Finding[]): Promise<Standing[]> {
  const { db, config, today } = store;
  const { policy } = config;
  const ids = findings.map(({ id }) => id);
  const decisions = await decisionsOf(db, ids);
  const worsenings = await worseningsOf(db);
  const knowableSince = await liveSinceOf(db);
  const owners = new Map((await listAccounts(db)).map((one) => [one.id, one]));
  return findings.map((finding): Standing => {
    const owner = owners.get(finding.accountId) ?? null;
    const worsened = worsenings.get(finding.id) ?? null;
    const due = owner && dueOn({ finding, account: owner, worsened, policy, knowableSince });
    return {
      finding,
      owner,
      account: owner === null ? finding.accountId : nameOfAccount(owner),
      since: localDateOf(finding.lastOpenedAt, policy.timezone),
      due,
      isOverdue: due !== null && due < today,
      waivedUntil: finding.waivedUntil && localDateOf(finding.waivedUntil, policy.timezone),
      assigned: assignedTo(assigneeOf(decisions.get(finding.id) ?? []), owner),
    };
  });
}

function assignedTo(assignee: string | null, owner: Account | null): Assigned | null {
  if (assignee === null) return null;
  return { to: assignee, isKeeper: owner?.keepers.some((keeper) => sameName(keeper, assignee)) ?? false };
}

/** `a@college.ac.uk`, or that they no longer share the account: the finding then needs somebody else. */
export function assignedInWords({ to, isKeeper }: Assigned): string {
  return isKeeper ? to : `${to}, no longer a keeper`;
}

/** Without subject and fingerprint: that of a learner finding stands for a learner. */
export function standingAsJson(standing: Standing) {
  const { finding, account, since, due, isOverdue, waivedUntil, assigned } = standing;
  const {
    subject: _subject,
    fingerprint: _fingerprint,
    waivedSeverity: _waivedSeverity,
    ruleId: rule,
    accountId,
    ...rest
  } = finding;
  return { ...rest, rule, accountId, account, since, due, isOverdue, waivedUntil, assigned };
}
