import type { Account } from "../core/account.ts";
import { commonClosures, nextOpenMorning } from "../core/calendar.ts";
import type { Finding } from "../core/finding.ts";
import type { Reconciliation } from "../core/reconcile.ts";
import { safeguardingRecipients, type Contact } from "../core/safeguarding.ts";
import { renderSafeguarding } from "../digest/safeguarding.ts";
import { bareAddress, composeMail } from "../mail/compose.ts";
import type { Database } from "../store/database.ts";
import { claimMail } from "../store/mail.ts";
import type { Outgoing } from "./digest.ts";

/** What queueing needs; Auditing is one. */
export type Safeguarding = Pick<Outgoing, "config" | "ids" | "log">;

/** When people begin to read, by the wall clock. */
const MORNING = "08:00";

/**
 * One mail for each learner finding that this audit has opened or reopened, in the transaction that writes the finding: to
 * lead and deputy, from 08:00 of the next open day or at once (POLICY.md, who hears).
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
    log.error("a safeguarding finding has nobody who may hear of it", { findings: opened.length });
    return;
  }
  for (const finding of opened) await queue(tx, safeguarding, { account, finding, recipients, now });
}

function newLearnerFindings({ changes, events }: Reconciliation): readonly Finding[] {
  const opened = new Set(
    events
      .filter(({ event }) => event.kind === "opened" || event.kind === "reopened")
      .map(({ findingId }) => findingId),
  );
  return changes.filter(({ id, severity }) => severity === "safeguarding" && opened.has(id));
}

async function queue(
  tx: Database,
  { config, ids }: Safeguarding,
  what: { account: Account; finding: Finding; recipients: readonly Contact[]; now: Date },
): Promise<void> {
  const { account, finding, recipients, now } = what;
  const { subject, html, text } = renderSafeguarding({
    findingId: finding.id,
    account,
    policy: config.policy,
    seenAt: finding.lastOpenedAt,
    previousReadingAt: null,
    recipients: recipients.map(({ name }) => name),
    isSealed: recipients.some(({ publicKey }) => publicKey !== null),
    marketingKnows: config.mail.learnerFindingsTo === "marketing",
  });
  // Reopened, it is another thing to be told, with a Message-ID of its own.
  const about = finding.reopenedCount === 0 ? finding.id : `${finding.id}.${finding.reopenedCount}`;
  const frozen = await composeMail({
    name: `point.${about}`,
    from: config.mail.from,
    replyTo: replyToOf(config),
    to: recipients.map(({ email }) => email),
    listId: config.mail.listId,
    date: now,
    subject,
    html,
    text,
    attachments: [],
  });
  const sendAfter = whenToSend(config, account, now);
  const to = recipients.map(({ email }) => email);
  await claimMail(
    tx,
    { ...frozen, id: ids.next(), kind: "safeguarding", about, recipients: to, sendAfter },
    now,
  );
}

function whenToSend({ policy, mail }: Outgoing["config"], { organisations }: Account, now: Date): Date {
  if (mail.safeguardingMail === "at-once") return now;
  const calendars = policy.organisations.filter(({ id }) => organisations.includes(id));
  const closures = commonClosures(calendars.map((one) => one.closures));
  return nextOpenMorning(now, MORNING, policy.timezone, closures);
}

/** IT, who can take a mistake off; never Marketing, who may not be told (learner_findings_to). */
function replyToOf({ mail, safeguarding, policy }: Outgoing["config"]): string {
  return mail.opsTo[0] ?? safeguarding[policy.groupId]?.lead?.email ?? bareAddress(mail.from);
}
