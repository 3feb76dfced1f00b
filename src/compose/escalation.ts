import type { Account } from "../core/account.ts";
import { addOpenDays, instantOf, localDateOf } from "../core/calendar.ts";
import { closuresOf } from "../core/closures.ts";
import { eachAlone } from "../core/each-alone.ts";
import type { Finding } from "../core/finding.ts";
import {
  escalationRecipients,
  LEARNER_RULE_IDS,
  safeguardingRecipients,
  type Contact,
} from "../core/safeguarding.ts";
import type { DeliveryState } from "../core/mail.ts";
import type { ToldBefore } from "../digest/safeguarding.ts";
import { keyIdOf } from "../secrets.ts";
import { listAccounts } from "../store/accounts.ts";
import { liveSinceOf } from "../store/digest-input.ts";
import { sealsOf } from "../store/finding-views.ts";
import { readInstallation, replaceInstallation } from "../store/installation.ts";
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

/** Points of one account that are told again in one mail. */
interface Again {
  account: Account;
  findings: readonly Finding[];
  /** Empty: everybody who may hear shares the account by now, or has gone. */
  recipients: readonly Contact[];
  before: Omit<ToldBefore, "now">;
}

/**
 * Queues the mails to the Group's lead about points that nobody has acknowledged after 2 open days. Acknowledged is: by
 * `findings acknowledge`, or by opening the sealed evidence. Once for each opening of a finding, whoever asks how often.
 * Each account for itself: one whose mail cannot be written keeps no other waiting.
 */
export async function queueEscalations(
  outgoing: Safeguarding & Pick<Outgoing, "db">,
  now: Date,
): Promise<void> {
  const overdue = await overdueByAccount(outgoing, now);
  const looked: Again[] = [];
  let accounts = 0;
  try {
    await eachAlone(overdue, async ({ account, due }) => {
      const points = await toldTogether(outgoing, account, due);
      looked.push(...points);
      accounts += 1;
      const heard = points.filter(({ recipients }) => recipients.length > 0);
      await eachAlone(heard, ({ before, ...telling }) =>
        queuePoints(outgoing.db, outgoing, { ...telling, again: before, now }),
      );
    });
  } finally {
    // What could not be looked at is not thereby heard.
    if (accounts === overdue.length) await logUnheard(outgoing, withoutHearer(looked), now);
  }
}

/** Findings that nobody has acknowledged in time, and of which nobody is left to be told again. */
export async function unheardFindings(
  outgoing: Pick<Outgoing, "config" | "db">,
  now: Date,
): Promise<readonly Finding[]> {
  const unheard: Finding[] = [];
  for (const { account, due } of await overdueByAccount(outgoing, now)) {
    unheard.push(...withoutHearer(await toldTogether(outgoing, account, due)));
  }
  return unheard;
}

function withoutHearer(points: readonly Again[]): readonly Finding[] {
  return points.flatMap(({ recipients, findings }) => (recipients.length === 0 ? findings : []));
}

/** Said when it comes about or changes, and not each minute that it stands; the mail to IT tells it too. */
async function logUnheard(
  { db, log }: Safeguarding & Pick<Outgoing, "db">,
  unheard: readonly Finding[],
  now: Date,
): Promise<void> {
  const ids = unheard
    .map(({ id }) => id)
    .toSorted()
    .join("\n");
  if (((await readInstallation(db, "unheard")) ?? "") === ids) return;
  await replaceInstallation(db, "unheard", ids, now);
  if (unheard.length === 0) return;
  const fields = { findings: unheard.length };
  log.error("a safeguarding point that nobody acknowledged has nobody who may hear of it", fields);
}

/** How many points stand that were said to have nobody: as the last look found that could look, whatever fails now. */
export async function countUnheard(db: Outgoing["db"]): Promise<number> {
  const ids = (await readInstallation(db, "unheard"))?.split("\n") ?? [];
  return ids.filter((id) => id !== "").length;
}

interface OverdueAccount {
  account: Account;
  due: readonly ToldFinding[];
}

async function overdueByAccount(
  { db, config }: Pick<Outgoing, "config" | "db">,
  now: Date,
): Promise<readonly OverdueAccount[]> {
  const liveSince = await liveSinceOf(db);
  if (liveSince === null) return [];
  const told = (await unacknowledgedFindings(db, LEARNER_RULE_IDS, now)).map((one) => ({
    ...one,
    // What waited for go-live could not be read before.
    toldAt: one.toldAt > liveSince ? one.toldAt : liveSince,
  }));
  if (told.length === 0) return [];
  const owners = await listAccounts(db, { ids: told.map(({ finding }) => finding.accountId) });
  return owners.map((account) => ({
    account,
    due: told.filter(
      ({ finding, toldAt }) => finding.accountId === account.id && isOverdue(config, account, toldAt, now),
    ),
  }));
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

/**
 * In one mail those that the same people were told together: at one moment, by the same servers' word, and sealed to the
 * same keys.
 */
async function toldTogether(
  { db, config }: Pick<Outgoing, "config" | "db">,
  account: Account,
  due: readonly ToldFinding[],
): Promise<readonly Again[]> {
  const points = [];
  for (const one of due) {
    const keyIds = (await sealsOf(db, one.finding.id)).map(({ keyId }) => keyId).toSorted();
    points.push({ ...one, first: await firstDeliveries(db, one.finding), keyIds });
  }
  const together = Map.groupBy(points, ({ toldAt, first, keyIds }) =>
    JSON.stringify([toldAt, first, keyIds]),
  );
  return [...together.values()].flatMap(([one, ...others]) => {
    if (one === undefined) return [];
    const { toldAt, first, keyIds } = one;
    return {
      account,
      findings: [one, ...others].map(({ finding }) => finding),
      recipients: recipientsAgain(config, account, first),
      before: { toldAt, ...becameOf(config, first), sealedTo: holdersOf(config, keyIds) },
    };
  });
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
  config: Outgoing["config"],
  first: readonly FirstDelivery[],
): Pick<ToldBefore, "told" | "missed" | "unclear"> {
  const contacts = contactsOf(config);
  const namesOf = (...states: readonly DeliveryState[]) =>
    first
      .filter(({ state }) => states.includes(state))
      .map(
        ({ recipient }) =>
          contacts.find(({ email }) => comparable(email) === comparable(recipient))?.name ?? recipient,
      );
  return {
    told: namesOf("accepted"),
    missed: namesOf("queued", "refused"),
    unclear: namesOf("sending", "unclear"),
  };
}

/** Who can open what is sealed to these keys; a key that the settings know no more is named itself. */
function holdersOf(config: Outgoing["config"], keyIds: readonly string[]): readonly string[] {
  const holders = contactsOf(config).flatMap(({ name, publicKey }) =>
    publicKey === null ? [] : [{ name, keyId: keyIdOf(publicKey) }],
  );
  return keyIds.map(
    (keyId) => holders.find((holder) => holder.keyId === keyId)?.name ?? `whoever holds the key ${keyId}`,
  );
}

function contactsOf({ safeguarding }: Outgoing["config"]): readonly Contact[] {
  return Object.values(safeguarding).flatMap(({ lead, deputy }) => [lead ?? [], deputy ?? []].flat());
}

function comparable(address: string): string {
  return address.trim().toLowerCase();
}
