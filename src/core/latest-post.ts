import { countsAsPost, latestPostOf } from "./facts-of.ts";
import type { Post } from "./facts.ts";
import type { Policy } from "./policy.ts";

/** What is stored of an account's last post. */
export interface LatestPost {
  latestPostAt: Date | null;
  postsCompleteFrom: Date | null;
}

/**
 * The last post as the settings count posts today: reposts may have counted when it was stored, or count only now. `posts`
 * are those at hand, all since `from`. Where the stored one counts no more and none at hand does, an earlier one may have
 * been forgotten: then nothing is known of the time before `from`.
 */
export function latestByPolicy(
  stored: LatestPost,
  posts: readonly Post[],
  policy: Policy,
  from: Date,
): LatestPost {
  const { latestPostAt, postsCompleteFrom } = stored;
  const atThatTime = posts.filter(({ at }) => at.getTime() === latestPostAt?.getTime());
  const counts = atThatTime.length === 0 || atThatTime.some(({ kind }) => countsAsPost(kind, policy));
  if (counts) return { latestPostAt: latestPostOf(latestPostAt, posts, policy), postsCompleteFrom };
  const known = latestPostOf(null, posts, policy);
  const isForgotten = known === null && postsCompleteFrom !== null && postsCompleteFrom < from;
  return { latestPostAt: known, postsCompleteFrom: isForgotten ? from : postsCompleteFrom };
}
