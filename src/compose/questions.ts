import type { Store } from "../compose.ts";
import type { Account } from "../core/account.ts";
import { localDateOf } from "../core/calendar.ts";
import type { Question } from "../core/decide.ts";
import type { Finding } from "../core/finding.ts";
import { isLearnerRule, safeguardingRecipients } from "../core/safeguarding.ts";
import { listAccounts } from "../store/accounts.ts";
import { decisionsOf } from "../store/decisions.ts";

type Asking = Pick<Store, "db" | "config" | "clock">;

/** What decisions about these findings are judged by, in the same order, each with its account; null: it is on no register. */
export async function questionsAbout(
  store: Asking,
  findings: readonly Finding[],
): Promise<{ question: Question; owner: Account | null }[]> {
  const { db, config, clock } = store;
  const { timezone: zone } = config.policy;
  const earlier = await decisionsOf(
    db,
    findings.map(({ id }) => id),
  );
  const ids = [...new Set(findings.map(({ accountId }) => accountId))];
  const accounts = ids.length === 0 ? [] : await listAccounts(db, { ids });
  const owners = new Map(accounts.map((account) => [account.id, account]));
  return findings.map((finding) => {
    const owner = owners.get(finding.accountId) ?? null;
    const question = {
      finding,
      earlier: earlier.get(finding.id) ?? [],
      keepers: owner?.keepers ?? [],
      guardians: isAboutLearner(finding) ? guardiansOf(owner, store) : null,
      today: localDateOf(clock.now(), zone),
      zone,
      longestWaiverDays: config.waivers.longestDays,
    };
    return { owner, question };
  });
}

function isAboutLearner({ ruleId, severity }: Finding): boolean {
  return severity === "safeguarding" || isLearnerRule(ruleId);
}

function guardiansOf(owner: Account | null, { config }: Asking) {
  if (owner === null) return [];
  return safeguardingRecipients(owner, config.safeguarding, config.policy.groupId);
}
