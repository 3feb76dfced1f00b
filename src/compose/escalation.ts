import type { Account } from "../core/account.ts";
import { addOpenDays, instantOf, localDateOf } from "../core/calendar.ts";
import { closuresOf } from "../core/closures.ts";
import {
  escalationRecipients,
  LEARNER_RULE_IDS,
  safeguardingRecipients,
  type Contact,
} from "../core/safeguarding.ts";
import type { DeliveryState } from "../core/mail.ts";
import type { ToldBefore } from "../digest/safeguarding.ts";
import { listAccounts } from "../store/accounts.ts";
import { liveSinceOf } from "../store/digest-input.ts";
import {
  firstDeliveries,
  unacknowledgedFindings,
  type FirstDelivery,
  type ToldFinding,
} from "../store/safeguarding-mail.ts";
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
    await tellAgain(outgoing, account, due, now);
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

/** In one mail those that the same people were told together: at one moment, and by the same servers' word. */
async function tellAgain(
  outgoing: Safeguarding & Pick<Outgoing, "db">,
  account: Account,
  due: readonly ToldFinding[],
  now: Date,
): Promise<void> {
  const { config, db, log } = outgoing;
  const points: (ToldFinding & { first: readonly FirstDelivery[] })[] = [];
  for (const one of due) points.push({ ...one, first: await firstDeliveries(db, one.finding) });
  const groups = Map.groupBy(points, ({ toldAt, first }) => JSON.stringify([toldAt, first])).values();
  for (const [one, ...others] of groups) {
    if (one === undefined) continue;
    const findings = [one, ...others].map(({ finding }) => finding);
    const recipients = recipientsAgain(config, account, one.first);
    if (recipients.length === 0) {
      const fields = { account: account.id, findings: findings.length };
      log.error("a safeguarding point that nobody acknowledged has nobody who may hear of it", fields);
      continue;
    }
    const again = { toldAt: one.toldAt, ...becameOf(config, one.first) };
    await queuePoints(db, outgoing, { account, findings, recipients, again, now });
  }
}

/** Those above, and whoever has become lead or deputy since and never had the point. */
function recipientsAgain(
  config: Outgoing["config"],
  account: Account,
  first: readonly FirstDelivery[],
): readonly Contact[] {
  const { safeguarding, policy } = config;
  const had = new Set(
    first.filter(({ state }) => state !== "refused").map(({ recipient }) => comparable(recipient)),
  );
  const since = safeguardingRecipients(account, safeguarding, policy.groupId).filter(
    ({ email }) => !had.has(comparable(email)),
  );
  const everyone = [...recipientsAbove(config, account), ...since];
  return [...new Map(everyone.map((contact) => [comparable(contact.email), contact])).values()];
}

/** What became of the first mail, by name; by address where the settings know the person no more. */
function becameOf(
  { safeguarding }: Outgoing["config"],
  first: readonly FirstDelivery[],
): Omit<ToldBefore, "toldAt" | "now"> {
  const contacts = Object.values(safeguarding).flatMap(({ lead, deputy }) =>
    [lead ?? [], deputy ?? []].flat(),
  );
  const people = first.map(({ recipient, state }) => {
    const contact = contacts.find(({ email }) => comparable(email) === comparable(recipient));
    return { name: contact?.name ?? recipient, hasKey: (contact?.publicKey ?? null) !== null, state };
  });
  const namesOf = (...states: readonly DeliveryState[]) =>
    people.filter(({ state }) => states.includes(state)).map(({ name }) => name);
  return {
    told: namesOf("accepted"),
    missed: namesOf("queued", "refused"),
    unclear: namesOf("sending", "unclear"),
    sealedTo: people.filter(({ hasKey }) => hasKey).map(({ name }) => name),
  };
}

function comparable(address: string): string {
  return address.trim().toLowerCase();
}
