import { kindsThatCount } from "./facts-of.ts";
import type { PostKind } from "./facts.ts";
import type { Policy } from "./policy.ts";
import { DAY_MS } from "./time.ts";

/** The longest window that a rule can be given is 180 days, with room. */
const LONGEST_WINDOW_DAYS = 190;

/**
 * Which of the stored posts the rules can use. An account that posts daily has half a year of posts that say nothing more
 * once enough of them are counted: a night that read them all would cost by history, not by what is new.
 */
export interface PostsInReach {
  /** No rule looks further back. */
  from: Date;
  /** From here on each post is judged for itself (untagged-posts). */
  allFrom: Date;
  /** Before that they are counted (barely-used-account): once `enough` of `kinds` were made from `countFrom` on, older ones add nothing. */
  countFrom: Date;
  enough: number;
  kinds: readonly PostKind[];
}

export function postsInReach(policy: Policy, now: Date): PostsInReach {
  const daysAgo = (days: number) => new Date(now.getTime() - days * DAY_MS);
  return {
    from: daysAgo(LONGEST_WINDOW_DAYS),
    allFrom: daysAgo(policy.taggedWindowDays),
    countFrom: daysAgo(policy.barelyUsedWindowDays),
    enough: policy.barelyUsedUnderPosts,
    kinds: kindsThatCount(policy),
  };
}
