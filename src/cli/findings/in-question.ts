import type { Account } from "../../core/account.ts";
import type { Question } from "../../core/decide.ts";
import type { Finding } from "../../core/finding.ts";
import { safeguardingRecipients } from "../../core/safeguarding.ts";
import { listAccounts } from "../../store/accounts.ts";
import { decisionsOf } from "../../store/decisions.ts";
import type { CommandStore } from "../with-store.ts";
import { nameOfAccount } from "./choose.ts";
import { isAboutLearner } from "./sealed.ts";

/** A finding with all that a decision about it is judged by, and its account's name for people. */
export interface InQuestion {
  question: Question;
  account: string;
}

/** What decisions about these findings are judged by, in the same order. */
export async function inQuestion(store: CommandStore, findings: readonly Finding[]): Promise<InQuestion[]> {
  const { db, config, today } = store;
  const earlier = await decisionsOf(
    db,
    findings.map(({ id }) => id),
  );
  const ids = [...new Set(findings.map(({ accountId }) => accountId))];
  const accounts = ids.length === 0 ? [] : await listAccounts(db, { ids });
  const owners = new Map(accounts.map((account) => [account.id, account]));
  return findings.map((finding) => {
    const owner = owners.get(finding.accountId);
    return {
      account: owner === undefined ? finding.accountId : nameOfAccount(owner),
      question: {
        finding,
        earlier: earlier.get(finding.id) ?? [],
        keepers: owner?.keepers ?? [],
        guardians: isAboutLearner(finding) ? guardiansOf(owner, store) : null,
        today,
        zone: config.policy.timezone,
        longestWaiverDays: config.waivers.longestDays,
      },
    };
  });
}

function guardiansOf(owner: Account | undefined, { config }: CommandStore) {
  if (owner === undefined) return [];
  return safeguardingRecipients(owner, config.safeguarding, config.policy.groupId);
}
