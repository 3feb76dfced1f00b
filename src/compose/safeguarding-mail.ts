import type { Account } from "../core/account.ts";
import type { Finding } from "../core/finding.ts";
import type { Reconciliation } from "../core/reconcile.ts";
import { eachAlone } from "../core/each-alone.ts";
import {
  isLearnerRule,
  LEARNER_RULE_IDS,
  safeguardingRecipients,
  type Contact,
} from "../core/safeguarding.ts";
import { nameOf } from "../log.ts";
import type { Database } from "../store/database.ts";
import { listAccounts } from "../store/accounts.ts";
import { untoldFindings } from "../store/safeguarding-mail.ts";
import type { Outgoing } from "./digest.ts";
import { queuePoints, type Safeguarding } from "./safeguarding-points.ts";

export type { Safeguarding } from "./safeguarding-points.ts";

/**
 * One mail for each learner finding that this audit has opened or reopened, in the transaction that writes the finding: to
 * lead and deputy, from 08:00 of the next open day or at once (POLICY.md, who hears). One that cannot be written does not
 * undo the audit: the finding stands, and {@link queueUntold} tries each minute and shows that it fails.
 */
export async function queueSafeguardingMails(
  tx: Database,
  safeguarding: Safeguarding,
  { account, reconciliation, now }: { account: Account; reconciliation: Reconciliation; now: Date },
): Promise<void> {
  const { config, log } = safeguarding;
  const opened = newLearnerFindings(reconciliation);
  if (opened.length === 0) return;
  const recipients = safeguardingRecipients(account, config.safeguarding, config.policy.groupId);
  if (recipients.length === 0) {
    log.error("a safeguarding finding has nobody who may hear of it yet", { findings: opened.length });
    return;
  }
  try {
    await queuePoints(tx, safeguarding, { account, findings: opened, recipients, again: null, now });
  } catch (error) {
    log.error("a safeguarding mail could not be written", { error: nameOf(error) });
  }
}

/**
 * The mails about open learner findings that have none, because nobody could hear of them when they opened: the next
 * minute with somebody finds them. Told twice of one finding, it queues one mail. Each account for itself: one whose mail
 * cannot be written keeps no other waiting.
 */
export async function queueUntold(
  safeguarding: Safeguarding & Pick<Outgoing, "db">,
  now: Date,
): Promise<void> {
  const untold = (await untoldPoints(safeguarding)).filter(({ recipients }) => recipients.length > 0);
  await eachAlone(untold, (points) =>
    queuePoints(safeguarding.db, safeguarding, { ...points, again: null, now }),
  );
}

/** Open learner findings that no mail is about, by account. */
export async function untoldPoints({ db, config }: Pick<Outgoing, "config" | "db">): Promise<
  readonly {
    account: Account;
    findings: readonly Finding[];
    /** Who may hear of them by now; empty: everybody who is named shares the account, or nobody is named. */
    recipients: readonly Contact[];
  }[]
> {
  const untold = await untoldFindings(db, LEARNER_RULE_IDS);
  if (untold.length === 0) return [];
  const owners = await listAccounts(db, { ids: untold.map(({ accountId }) => accountId) });
  const byAccount = Map.groupBy(untold, ({ accountId }) => accountId);
  return owners.map((account) => ({
    account,
    findings: byAccount.get(account.id) ?? [],
    recipients: safeguardingRecipients(account, config.safeguarding, config.policy.groupId),
  }));
}

function newLearnerFindings({ changes, events }: Reconciliation): readonly Finding[] {
  const opened = new Set(
    events
      .filter(({ event }) => event.kind === "opened" || event.kind === "reopened")
      .map(({ findingId }) => findingId),
  );
  return changes.filter(({ id, ruleId }) => isLearnerRule(ruleId) && opened.has(id));
}
