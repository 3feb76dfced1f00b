import type { Account } from "../core/account.ts";
import type { Connector } from "../core/connector.ts";
import type { Config } from "../config.ts";
import { RULES } from "../rules/index.ts";
import type { DigestSettings } from "../store/digest-input.ts";

/** What the e-mail and the report need to know beside the database. */
export function digestSettings({
  config,
  connectors,
}: {
  config: Pick<Config, "policy" | "mail" | "budgets" | "termStart" | "targetAccounts">;
  connectors: ReadonlyMap<string, Pick<Connector, "profileUrl">>;
}): DigestSettings {
  return {
    policy: config.policy,
    rules: RULES,
    learnerFindingsTo: config.mail.learnerFindingsTo,
    reportUrl: config.mail.reportUrl,
    targetAccounts: config.targetAccounts,
    replyTo: config.mail.replyTo,
    termStart: config.termStart,
    monthCaps: config.budgets,
    profileUrl: (account: Account) => connectors.get(account.platform)?.profileUrl(account) ?? null,
  };
}
