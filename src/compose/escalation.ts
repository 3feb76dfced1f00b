import type { Account } from "../core/account.ts";
import { addOpenDays, instantOf, localDateOf } from "../core/calendar.ts";
import { closuresOf } from "../core/closures.ts";
import {
  escalationRecipients,
  LEARNER_RULE_IDS,
  safeguardingRecipients,
  type Contact,
} from "../core/safeguarding.ts";
import { listAccounts } from "../store/accounts.ts";
import { liveSinceOf } from "../store/digest-input.ts";
import { unacknowledgedFindings, type ToldFinding } from "../store/safeguarding-mail.ts";
import type { Outgoing } from "./digest.ts";
import { MORNING, queuePoints, type Safeguarding } from "./safeguarding-points.ts";

/** Days on which people work, from the day on which a lead could read it (POLICY.md, who hears). */
const PATIENCE_OPEN_DAYS = 2;

/**
 * Queues the mails to the Group's lead about points that nobody has acknowledged after 2 open days. Acknowledged is: by
 * `findings acknowledge`, or by opening the sealed evidence. Once for each opening of a finding, whoever asks how often.
 */
export async function queueEscalations(
  outgoing: Safeguarding & Pick<Outgoing, "db">,
  now: Date,
): Promise<void> {
  const { db, config } = outgoing;
  const liveSince = await liveSinceOf(db);
  if (liveSince === null) return;
  const told = (await unacknowledgedFindings(db, LEARNER_RULE_IDS, now)).map((one) => ({
    ...one,
    // What waited for go-live could not be read before.
    toldAt: one.toldAt > liveSince ? one.toldAt : liveSince,
  }));
  if (told.length === 0) return;
  const owners = await listAccounts(db, { ids: told.map(({ finding }) => finding.accountId) });
  for (const account of owners) {
    const due = told.filter(
      ({ finding, toldAt }) => finding.accountId === account.id && isOverdue(config, account, toldAt, now),
    );
    if (due.length === 0) continue;
    await tellAgain(outgoing, account, { due, recipients: recipientsAbove(config, account), now });
  }
}

/** Where nobody above may hear, those who were told are told again: better than silence. */
function recipientsAbove(config: Outgoing["config"], account: Account): readonly Contact[] {
  const { safeguarding, policy } = config;
  const above = escalationRecipients(account, safeguarding, policy.groupId);
  return above.length > 0 ? above : safeguardingRecipients(account, safeguarding, policy.groupId);
}

function isOverdue(config: Outgoing["config"], account: Account, toldAt: Date, now: Date): boolean {
  const { timezone } = config.policy;
  const day = addOpenDays(
    localDateOf(toldAt, timezone),
    PATIENCE_OPEN_DAYS,
    closuresOf(account, config.policy),
  );
  return instantOf(day, MORNING, timezone) <= now;
}

/** In one mail those that were told together: they were told at one moment. */
async function tellAgain(
  outgoing: Safeguarding & Pick<Outgoing, "db">,
  account: Account,
  { due, recipients, now }: { due: readonly ToldFinding[]; recipients: readonly Contact[]; now: Date },
): Promise<void> {
  const { config, db } = outgoing;
  const to = safeguardingRecipients(account, config.safeguarding, config.policy.groupId);
  for (const together of Map.groupBy(due, ({ toldAt }) => toldAt.getTime()).values()) {
    const [first] = together;
    if (first === undefined) continue;
    const findings = together.map(({ finding }) => finding);
    await queuePoints(db, outgoing, {
      account,
      findings,
      recipients,
      again: { toldAt: first.toldAt, to },
      now,
    });
  }
}
