import type { Finding } from "../../core/finding.ts";
import { safeguardingRecipients } from "../../core/safeguarding.ts";
import type { Account } from "../../core/account.ts";
import type { Config } from "../../config.ts";
import { RULES } from "../../rules/index.ts";
import { RETENTION_DAYS } from "../../store/retention.ts";

/** Whether a finding is about a learner, so that evidence of it is sealed. */
export function isAboutLearner({ ruleId, severity }: Pick<Finding, "ruleId" | "severity">): boolean {
  return severity === "safeguarding" || RULES.find(({ id }) => id === ruleId)?.severity === "safeguarding";
}

/** Whether anybody who hears of this account's learner findings has a key that evidence can be sealed to. */
export function canSealFor(account: Account, config: Pick<Config, "safeguarding" | "policy">): boolean {
  const contacts = safeguardingRecipients(account, config.safeguarding, config.policy.groupId);
  return contacts.some(({ publicKey }) => publicKey !== null);
}

/** Why nothing is sealed for a finding, and what to do about it. */
export function whyNotSealed(
  finding: Finding,
  account: Account | null,
  config: Pick<Config, "safeguarding" | "policy">,
): { says: string; next: string } {
  if (!isAboutLearner(finding)) {
    return {
      says: "it is not about a learner",
      next: `\`account-audit findings show ${finding.id}\` shows all of its evidence`,
    };
  }
  if (finding.closedAt !== null) {
    return {
      says: `it is closed; sealed evidence goes with a learner who left, else ${RETENTION_DAYS.seals} days after closing`,
      next: "nothing can be shown any more; a new reading of the list seals anew if the follow is still there",
    };
  }
  if (account !== null && !canSealFor(account, config)) {
    return {
      says: "no safeguarding contact of this account has a public key in the settings",
      next: "`account-audit keys new --for lead` makes one; put it under safeguarding in the settings, and the next night reads the list again",
    };
  }
  return {
    says: "the learner was matched in a list that was read before a key was in the settings",
    next: "the next night reads the list again and seals what it sees; `account-audit scan` does so now",
  };
}
