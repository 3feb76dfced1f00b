import type { Account } from "../core/account.ts";
import { nextOpenMorning } from "../core/calendar.ts";
import { closuresOf } from "../core/closures.ts";
import { eachAlone } from "../core/each-alone.ts";
import type { Finding } from "../core/finding.ts";
import { escalationRecipients, shares, type Contact } from "../core/safeguarding.ts";
import { renderSafeguarding, type ToldBefore } from "../digest/safeguarding.ts";
import { bareAddress, composeMail } from "../mail/compose.ts";
import type { Database } from "../store/database.ts";
import { claimMail } from "../store/mail.ts";
import { aboutAgain, aboutFinding } from "../store/safeguarding-mail.ts";
import type { Outgoing } from "./digest.ts";

/** What queueing needs; Auditing is one. */
export type Safeguarding = Pick<Outgoing, "config" | "ids" | "log">;

/** When people begin to read, by the wall clock. */
export const MORNING = "08:00";

/** Findings of one account that are told to some people. */
export interface Telling {
  account: Account;
  recipients: readonly Contact[];
  /** Told before, and nobody has said since that they have it; null: the first time. */
  again: Omit<ToldBefore, "now"> | null;
  now: Date;
}

/** More new points of one account than this are told in one mail: the first reading of a list may find many. */
const MOST_MAILS = 5;

/** A mail for each finding, or one for many of a rule; told twice of one finding, it queues one mail. */
export async function queuePoints(
  tx: Database,
  safeguarding: Safeguarding,
  { findings, ...telling }: Telling & { findings: readonly Finding[] },
): Promise<void> {
  const mails = [...Map.groupBy(findings, ({ ruleId }) => ruleId).values()].flatMap((ofRule) =>
    ofRule.length > MOST_MAILS ? [ofRule] : ofRule.map((finding) => [finding]),
  );
  await eachAlone(mails, async ([first, ...others]) => {
    if (first !== undefined) await queue(tx, safeguarding, { ...telling, findings: [first, ...others] });
  });
}

async function queue(
  tx: Database,
  { config, ids }: Safeguarding,
  what: Telling & { findings: readonly [Finding, ...Finding[]] },
): Promise<void> {
  const { account, findings, recipients, again, now } = what;
  const [first, ...others] = findings;
  const { subject, html, text } = renderSafeguarding({
    findingIds: [first.id, ...others.map(({ id }) => id)],
    ruleId: first.ruleId,
    account,
    policy: config.policy,
    seenAt: first.lastOpenedAt,
    recipients: recipients.map(({ name }) => name),
    // Nothing is sealed anew for those who are told again.
    isSealed:
      again === null ? recipients.some(({ publicKey }) => publicKey !== null) : again.sealedTo.length > 0,
    marketingKnows: config.mail.learnerFindingsTo === "marketing",
    again: again && { ...again, now },
  });
  const aboutOf = again === null ? aboutFinding : aboutAgain;
  const about = aboutOf(first);
  const to = recipients.map(({ email }) => email);
  const frozen = await composeMail({
    name: `point.${about}`,
    from: config.mail.from,
    replyTo: replyToOf(config, account),
    to,
    listId: config.mail.listId,
    date: now,
    subject,
    html,
    text,
    attachments: [],
  });
  const sendAfter = again === null ? whenToSend(config, account, now) : now;
  const mail = {
    ...frozen,
    id: ids.next(),
    kind: "safeguarding" as const,
    about,
    alsoAbout: others.map(aboutOf),
  };
  await claimMail(tx, { ...mail, recipients: to, sendAfter }, now);
}

function whenToSend(config: Outgoing["config"], account: Account, now: Date): Date {
  if (config.mail.safeguardingMail === "at-once") return now;
  return nextOpenMorning(now, MORNING, config.policy.timezone, closuresOf(account, config.policy));
}

/**
 * IT, who can take a mistake off, else the Group; never Marketing, who may not be told (learner_findings_to), nor anybody who
 * shares the account.
 */
function replyToOf({ mail, safeguarding, policy }: Outgoing["config"], account: Account): string {
  const it = mail.opsTo.find((address) => !shares(account, bareAddress(address)));
  const [group] = escalationRecipients(account, safeguarding, policy.groupId);
  return it ?? group?.email ?? bareAddress(mail.from);
}
