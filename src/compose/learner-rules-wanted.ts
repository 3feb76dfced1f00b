import { localDateOf } from "../core/calendar.ts";
import type { Connector } from "../core/connector.ts";
import type { Platform } from "../core/platform.ts";
import type { Policy } from "../core/policy.ts";
import type { Clock } from "../core/time.ts";
import type { Database } from "../store/database.ts";
import { isAnyLearnerKnown } from "../store/learners.ts";

/** What the answer hangs on; Auditing is one, and a command's store with its connectors. */
export interface Known {
  db: Database;
  policy: Policy;
  clock: Clock;
  connectors: ReadonlyMap<Platform, Connector>;
}

/** Whether a learner rule can use what is read of a platform: it is authorised, and learners of the platform are known. */
async function learnerRulesWanted({ db, policy, clock }: Known, platform: Platform): Promise<boolean> {
  if (!policy.learnerRulesAuthorised) return false;
  return isAnyLearnerKnown(db, platform, localDateOf(clock.now(), policy.timezone));
}

/**
 * Follow lists are bought for the learner rules alone: without authority or learners nothing that is worth its dollars stands
 * against them. Where they cost none, they are read for official-account-unfollowed too.
 */
export async function followListsWanted(known: Known, platform: Platform): Promise<boolean> {
  const isFree = known.connectors.get(platform)?.prices.currency === "quota";
  return isFree || (await learnerRulesWanted(known, platform));
}

/** Whether the threads that accounts answer in are looked at, which may cost a look-up for each. */
export async function threadsWanted(known: Known, platform: Platform): Promise<boolean> {
  const canSee = known.connectors.get(platform)?.observes.includes("contacts") ?? false;
  return canSee && (await learnerRulesWanted(known, platform));
}
