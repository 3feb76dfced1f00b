import type { Account, OrganisationId } from "./account.ts";

/** The rules whose findings are about a learner: their subject is an entry of the learner index. */
export const LEARNER_RULE_IDS = ["learner-followed", "learner-contacted"] as const;
export type LearnerRuleId = (typeof LEARNER_RULE_IDS)[number];

export function isLearnerRule(ruleId: string): ruleId is LearnerRuleId {
  return LEARNER_RULE_IDS.some((id) => id === ruleId);
}

/** A person who hears of safeguarding findings. */
export interface Contact {
  name: string;
  email: string;
  /** libsodium box public key, base64; null: evidence cannot be sealed to them yet. */
  publicKey: string | null;
}

/** `lead` and `deputy` by organisation id. */
export type Contacts = Readonly<Record<string, { lead: Contact | null; deputy: Contact | null }>>;

/**
 * Who hears of a learner finding of this account: lead and deputy of each of its organisations. Somebody who shares the
 * account is never told; whoever is left out or missing is replaced by the Group's lead, and the Group's deputy after
 * that (POLICY.md, who hears). Empty only if nobody at all is left: the caller must say so aloud.
 */
export function safeguardingRecipients(
  account: Pick<Account, "organisations" | "keepers" | "loginAddress">,
  contacts: Contacts,
  groupId: OrganisationId,
): readonly Contact[] {
  const mayHear = (contact: Contact | null | undefined): contact is Contact =>
    contact !== null && contact !== undefined && !shares(account, contact.email);
  const chosen = account.organisations.flatMap((id) => [contacts[id]?.lead, contacts[id]?.deputy]);
  const heard = chosen.filter(mayHear);
  const group = [contacts[groupId]?.lead, contacts[groupId]?.deputy].filter(mayHear).slice(0, 1);
  const everyone = heard.length === chosen.length && heard.length > 0 ? heard : [...heard, ...group];
  return withoutRepeats(everyone);
}

/** Whether an address is of somebody who shares the account: they are told nothing of its learner findings. */
export function shares(account: Pick<Account, "keepers" | "loginAddress">, address: string): boolean {
  return [...account.keepers, account.loginAddress ?? ""].map(comparable).includes(comparable(address));
}

/**
 * Who hears again, when nobody has acknowledged: the Group's lead, or its deputy where the lead shares the account. Empty
 * where neither may hear (POLICY.md, who hears).
 */
export function escalationRecipients(
  account: Pick<Account, "keepers" | "loginAddress">,
  contacts: Contacts,
  groupId: OrganisationId,
): readonly Contact[] {
  return safeguardingRecipients({ ...account, organisations: [] }, contacts, groupId);
}

function withoutRepeats(contacts: readonly Contact[]): readonly Contact[] {
  return [...new Map(contacts.map((contact) => [comparable(contact.email), contact])).values()];
}

function comparable(address: string): string {
  return address.trim().toLowerCase();
}
