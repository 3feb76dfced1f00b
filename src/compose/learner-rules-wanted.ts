import { localDateOf } from "../core/calendar.ts";
import type { Platform } from "../core/platform.ts";
import { learnerShare } from "../store/learners.ts";
import type { Auditing } from "./auditing.ts";

type Known = Pick<Auditing, "db" | "policy" | "clock">;

/** Whether a learner rule can use what is read of a platform: it is authorised, and learners of the platform are known. */
async function learnerRulesWanted({ db, policy, clock }: Known, platform: Platform): Promise<boolean> {
  if (!policy.learnerRulesAuthorised) return false;
  return (await learnerShare(db, platform, localDateOf(clock.now(), policy.timezone))).known > 0;
}

/** Follow lists are bought for the learner rules alone: without authority or learners there is nothing to hold against them. */
export function followListsWanted(known: Known, platform: Platform): Promise<boolean> {
  return learnerRulesWanted(known, platform);
}

/** Whether the threads that accounts answer in are looked at, which may cost a look-up for each. */
export async function threadsWanted(
  auditing: Known & Pick<Auditing, "connectors">,
  platform: Platform,
): Promise<boolean> {
  const canSee = auditing.connectors.get(platform)?.observes.includes("contacts") ?? false;
  return canSee && (await learnerRulesWanted(auditing, platform));
}
