import type { Account } from "../core/account.ts";
import type { Connector, Meter } from "../core/connector.ts";
import type { Platform } from "../core/platform.ts";
import type { Policy } from "../core/policy.ts";
import { safeguardingRecipients } from "../core/safeguarding.ts";
import type { Clock, Ids, LocalDate } from "../core/time.ts";
import { createConnectors } from "../../connectors/index.ts";
import type { Config } from "../config.ts";
import type { Log } from "../log.ts";
import { loadKey, type HashKey } from "../secrets.ts";
import { assertKeyMatches } from "../store/key-check.ts";
import type { Database } from "../store/database.ts";
import { createMeter } from "../store/spend.ts";
import type { Store } from "../compose.ts";
import { capOf } from "./budget.ts";
import { rememberedLearnerShares, type LearnerShares } from "./learner-shares.ts";

/** What auditing needs beside a database: the key, the connectors, and the settings that the rules read. */
export interface Auditing {
  config: Config;
  db: Database;
  clock: Clock;
  ids: Ids;
  log: Log;
  key: HashKey;
  keyVersion: number;
  connectors: ReadonlyMap<Platform, Connector>;
  policy: Policy;
  learnerShares: LearnerShares;
  safeguarding: Config["safeguarding"];
}

/** Loads the key, holds it against the database's check value, and connects the platforms. */
export async function prepareAuditing(store: Store, log: Log): Promise<Auditing> {
  const { config, db, clock, ids } = store;
  const key = loadKey(config);
  const keyVersion = await assertKeyMatches(db, key, clock.now());
  const connectors = new Map(createConnectors(config).map((connector) => [connector.platform, connector]));
  return {
    config,
    db,
    clock,
    ids,
    log,
    key,
    keyVersion,
    connectors,
    policy: config.policy,
    learnerShares: rememberedLearnerShares((platform) => connectors.get(platform)?.followRows),
    safeguarding: config.safeguarding,
  };
}

/** The purse for one account, or for a survey where `accountId` is null. */
export function meterFor(
  { db, ids, clock, config, connectors }: Auditing,
  of: { platform: Platform; runId: string; accountId: string | null; night: LocalDate },
): Meter {
  const cap = capOf(config, of.platform, connectors.get(of.platform));
  return createMeter({ db, ids, clock, ...of, cap });
}

/** Public keys of those who hear of this account's learner findings. */
export function sealingKeys({ safeguarding, policy }: Auditing, account: Account): readonly string[] {
  const contacts = safeguardingRecipients(account, safeguarding, policy.groupId);
  return contacts.flatMap(({ publicKey }) => publicKey ?? []);
}
