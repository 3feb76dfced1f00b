import type { Account } from "../core/account.ts";
import { commonClosures, nextOpenMorning } from "../core/calendar.ts";
import type { Finding } from "../core/finding.ts";
import type { Reconciliation } from "../core/reconcile.ts";
import {
  LEARNER_RULE_IDS,
  safeguardingRecipients,
  type Contact,
  type LearnerRuleId,
} from "../core/safeguarding.ts";
import { renderSafeguarding } from "../digest/safeguarding.ts";
import { bareAddress, composeMail } from "../mail/compose.ts";
import type { Database } from "../store/database.ts";
import { listAccounts } from "../store/accounts.ts";
import { aboutFinding, claimMail, untoldFindings } from "../store/mail.ts";
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
    log.error("a safeguarding finding has nobody who may hear of it yet", { findings: opened.length });
    return;
  }
  await queueAll(tx, safeguarding, { account, findings: opened, recipients, now });
}

/**
 * The mails about open learner findings that have none, because nobody could hear of them when they opened: the next
 * minute with somebody finds them. Told twice of one finding, it queues one mail.
 */
export async function queueUntold(
  safeguarding: Safeguarding & Pick<Outgoing, "db">,
  now: Date,
): Promise<void> {
  const { db, config } = safeguarding;
  const untold = await untoldFindings(db, LEARNER_RULE_IDS);
  if (untold.length === 0) return;
  const owners = await listAccounts(db, { ids: untold.map(({ accountId }) => accountId) });
  const byAccount = Map.groupBy(untold, ({ accountId }) => accountId);
  for (const account of owners) {
    const recipients = safeguardingRecipients(account, config.safeguarding, config.policy.groupId);
    const findings = byAccount.get(account.id) ?? [];
    if (recipients.length > 0) await queueAll(db, safeguarding, { account, findings, recipients, now });
  }
}

function newLearnerFindings({ changes, events }: Reconciliation): readonly Finding[] {
  const opened = new Set(
    events
      .filter(({ event }) => event.kind === "opened" || event.kind === "reopened")
      .map(({ findingId }) => findingId),
  );
  return changes.filter(({ id, ruleId }) => LEARNER_RULE_IDS.some((id) => id === ruleId) && opened.has(id));
}

interface Telling {
  account: Account;
  recipients: readonly Contact[];
  now: Date;
}

/** More new points of one account than this are told in one mail: the first reading of a list may find many. */
const MOST_MAILS = 5;

async function queueAll(
  tx: Database,
  safeguarding: Safeguarding,
  { findings: all, ...telling }: Telling & { findings: readonly Finding[] },
): Promise<void> {
  for (const ruleId of LEARNER_RULE_IDS) {
    const findings = all.filter((finding) => finding.ruleId === ruleId);
    await queueOfRule(tx, safeguarding, ruleId, { ...telling, findings });
  }
}

async function queueOfRule(
  tx: Database,
  safeguarding: Safeguarding,
  ruleId: LearnerRuleId,
  { findings, ...telling }: Telling & { findings: readonly Finding[] },
): Promise<void> {
  const [first, ...others] = findings;
  if (first === undefined) return;
  if (findings.length > MOST_MAILS)
    return queue(tx, safeguarding, ruleId, { ...telling, findings: [first, ...others] });
  for (const finding of findings) await queue(tx, safeguarding, ruleId, { ...telling, findings: [finding] });
}

async function queue(
  tx: Database,
  { config, ids }: Safeguarding,
  ruleId: LearnerRuleId,
  what: Telling & { findings: readonly [Finding, ...Finding[]] },
): Promise<void> {
  const { account, findings, recipients, now } = what;
  const [first, ...others] = findings;
  const { subject, html, text } = renderSafeguarding({
    ruleId,
    findingIds: [first.id, ...others.map(({ id }) => id)],
    account,
    policy: config.policy,
    seenAt: first.lastOpenedAt,
    previousReadingAt: null,
    recipients: recipients.map(({ name }) => name),
    isSealed: recipients.some(({ publicKey }) => publicKey !== null),
    marketingKnows: config.mail.learnerFindingsTo === "marketing",
  });
  const about = aboutFinding(first);
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
  const alsoAbout = others.map(aboutFinding);
  const mail = { ...frozen, id: ids.next(), kind: "safeguarding" as const, about, alsoAbout };
  await claimMail(tx, { ...mail, recipients: to, sendAfter }, now);
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
