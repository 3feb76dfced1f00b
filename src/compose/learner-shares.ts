import type { LearnerShare } from "../core/facts.ts";
import type { Platform } from "../core/platform.ts";
import type { LocalDate } from "../core/time.ts";
import type { Database } from "../store/database.ts";
import { learnerListsState } from "../store/learner-lists.ts";
import { learnerShare, type ListHolds } from "../store/learners.ts";

/** The share of a platform's learners that is known on a day, in the identifiers that its follow lists hold. */
export type LearnerShares = (db: Database, platform: Platform, today: LocalDate) => Promise<LearnerShare>;

/**
 * Every audit of a platform needs the same share, and counting a large index takes longer than the rest of what an audit
 * asks of Postgres. So it is counted once a day and once after each import; an erased learner counts until then.
 */
export function rememberedLearnerShares(
  holdsOf: (platform: Platform) => ListHolds | undefined,
): LearnerShares {
  const remembered = new Map<Platform, { of: string; share: LearnerShare }>();
  return async (db, platform, today) => {
    const of = `${today} ${await learnerListsState(db)}`;
    const before = remembered.get(platform);
    if (before?.of === of) return before.share;
    const share = await learnerShare(db, platform, today, holdsOf(platform));
    remembered.set(platform, { of, share });
    return share;
  };
}
