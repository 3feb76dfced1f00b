import type { Config } from "../config.ts";
import type { Contact, Contacts } from "../core/safeguarding.ts";
import { UserError } from "../errors.ts";

/** The learner rules run only where two people hear of what they find (POLICY.md, who hears). */
export function refuseUnreadyLearnerRules(config: Pick<Config, "policy" | "safeguarding">): void {
  if (!config.policy.learnerRulesAuthorised) return;
  const { safeguarding } = config;
  const { groupId, organisations } = config.policy;
  const group = peopleOf(safeguarding, groupId);
  const short = organisations.filter(
    ({ id }) => addressesOf([...peopleOf(safeguarding, id), ...group]).size < 2,
  );
  if (short.length === 0) return;
  const says = `the learner rules are on, but fewer than two people would hear of what they find at ${namesOf(short)}`;
  const alike = short.filter(({ id }) => {
    const own = peopleOf(safeguarding, id);
    return own.length === 2 && addressesOf(own).size === 1;
  });
  if (alike.length === 0) {
    throw new UserError(
      "configuration",
      says,
      "name a safeguarding lead and a deputy for each organisation in the settings file",
    );
  }
  throw new UserError(
    "configuration",
    `${says}: lead and deputy of ${namesOf(alike)} have the same address`,
    "give the deputy an address of their own, or name somebody else, under safeguarding in the settings file",
  );
}

function peopleOf(contacts: Contacts, organisation: string): Contact[] {
  const { lead = null, deputy = null } = contacts[organisation] ?? {};
  return [lead, deputy].filter((contact) => contact !== null);
}

function addressesOf(people: readonly Contact[]): ReadonlySet<string> {
  return new Set(people.map(({ email }) => email.trim().toLowerCase()));
}

function namesOf(organisations: readonly { shortName: string }[]): string {
  return organisations.map(({ shortName }) => shortName).join(", ");
}
