import { localDateOf } from "../core/calendar.ts";
import { countsAsPost } from "../core/facts-of.ts";
import type { Activities, Fact, Profile } from "../core/facts.ts";
import type { Result, Rule, RuleContext } from "../core/rule.ts";
import { DAY_MS } from "../core/time.ts";
import { ageInDays, dormancyOf, isYoung } from "./dormancy.ts";
import { couldNotRead, gate } from "./gate.ts";
import { notLongKnown } from "./not-long-known.ts";

/** POLICY.md, rules: barely-used-account. An account that posts now and then, but hardly. */
export const barelyUsedAccount: Rule<"register" | "presence" | "profile" | "activities"> = {
  id: "barely-used-account",
  version: 1,
  severity: "low",
  section: "3",
  title: "Barely used account",
  why: "A handful of posts reach nobody, and the account still has to be kept safe.",
  remedy: "Post more often, or agree with Marketing to merge the account into a busier one.",
  requires: ["register", "presence", "profile", "activities"],
  evaluate({ register, presence, profile, activities }, context) {
    const open = gate(register, presence);
    if (open.stop !== null) return open.stop;
    const { account } = open;
    const { policy } = context;
    if (ageInDays(account, profile, context) < policy.barelyUsedGraceDays) {
      const detail = `The account is in its first ${policy.barelyUsedGraceDays} days.`;
      return { result: "not-applicable", detail };
    }
    if (activities.status !== "observed") return couldNotRead(activities, "how often it posts");
    const isDormant =
      !isYoung(account, profile, context) &&
      dormancyOf(account, profile, activities.value, context).state === "dormant";
    if (isDormant) return { result: "not-applicable", detail: "The account is dormant, which says more." };
    return judge(profile, activities.value, context);
  },
};

function judge(profile: Fact<Profile>, activities: Activities, { policy, now }: RuleContext): Result {
  const { barelyUsedUnderPosts: fewest, barelyUsedWindowDays: days, timezone } = policy;
  const start = new Date(now.getTime() - days * DAY_MS);
  const posts = activities.posts.filter(({ at, kind }) => at >= start && countsAsPost(kind, policy));
  // Where there are enough, the older ones are not at hand (posts-in-reach.ts): how many there are in all is not known here.
  if (posts.length >= fewest)
    return { result: "pass", detail: `At least ${countOf(fewest)} in ${days} days.` };
  const said = `${countOf(posts.length)} in ${days} days`;
  // An account whose every post is known has none that the reading did not reach.
  const ever = profile.status === "observed" ? profile.value.posts : null;
  const knowsAll = ever !== null && ever <= activities.posts.length;
  if (activities.from > start && !knowsAll) {
    const known = `${said} ${posts.length === 1 ? "is" : "are"} known. Its posts are known`;
    return notLongKnown(known, localDateOf(activities.from, timezone), days);
  }
  const [newest] = posts;
  const figures = {
    posts_in_window: posts.length,
    window_days: days,
    fewest_posts: fewest,
    last_post_on: newest === undefined ? null : localDateOf(newest.at, timezone),
  };
  const sentence = `Only ${said} (fewer than ${fewest}).`.replace("Only 0 posts", "No post");
  const subject = {
    subject: "account",
    severity: "low",
    sentence,
    evidence: { figures, posts: [] },
  } as const;
  return { result: "fail", complete: true, subjects: [subject] };
}

function countOf(posts: number): string {
  return posts === 1 ? "1 post" : `${posts} posts`;
}
