import { judgedSince, type Account } from "../core/account.ts";
import { localDateOf } from "../core/calendar.ts";
import type { Activities, Post, PostKind } from "../core/facts.ts";
import type { Policy } from "../core/policy.ts";
import type { PostEvidence, Result, Rule, RuleContext } from "../core/rule.ts";
import { DAY_MS } from "../core/time.ts";
import { couldNotRead, gate } from "./gate.ts";
import { notLongKnown } from "./not-long-known.ts";
import { tagDemandsOn, type TagDemands } from "./tag-demands.ts";

/** Posts named as evidence, newest first; the others are counted. */
const EVIDENCE_POSTS = 20;

/** POLICY.md, rules: untagged-posts. Every post names the Group and one of the account's organisations. */
export const untaggedPosts: Rule<"register" | "presence" | "activities"> = {
  id: "untagged-posts",
  version: 1,
  severity: "medium",
  section: "3",
  title: "Untagged posts",
  why: "Readers see who stands behind an account only where its posts name the Group and the college.",
  remedy: "Name the Group's and the college's official accounts, or their hashtags, in each new post.",
  requires: ["register", "presence", "activities"],
  evaluate({ register, presence, activities }, context) {
    const open = gate(register, presence);
    if (open.stop !== null) return open.stop;
    const { account } = open;
    if (account.kind === "official") {
      return { result: "not-applicable", detail: "An official account has nobody to tag." };
    }
    const demands = tagDemandsOn(account, context);
    if (!demands.areMade(context.now)) {
      const detail = "There is no official account and no hashtag to tag on this platform.";
      return { result: "not-applicable", detail };
    }
    if (activities.status !== "observed" && activities.status !== "partial") {
      return couldNotRead(activities, "whether its posts are tagged");
    }
    const posts = windowOf(account, activities.value, context);
    const asked = posts.filter((post) => demands.of(post).length > 0);
    const judged = judge(asked, demands);
    if (judged.wanting.length > 0) {
      return failed(judged, activities.status === "observed", { account, context });
    }
    if (activities.status === "partial") return couldNotRead(activities, "whether its posts are tagged");
    return unreadFor(posts, demands, context) ?? unfailed(judged, account, activities.value, context);
  },
};

function windowStart(account: Account, { now, policy }: RuleContext): Date {
  const start = now.getTime() - policy.taggedWindowDays * DAY_MS;
  return new Date(Math.max(start, judgedSince(account).getTime()));
}

/** Originals, quotes and videos since the window's start, while the account was what it is; the settings may add the rest. */
function windowOf(account: Account, activities: Activities, context: RuleContext): readonly Post[] {
  const start = windowStart(account, context);
  return activities.posts.filter((post) => post.at >= start && isJudged(post.kind, context.policy));
}

function isJudged(kind: PostKind, policy: Policy): boolean {
  if (kind === "reply") return policy.judgeReplies;
  return kind === "repost" ? policy.judgeReposts : true;
}

interface Judged {
  posts: readonly Post[];
  wanting: readonly PostEvidence[];
  /** Posts that name neither. */
  bare: number;
}

function judge(posts: readonly Post[], demanded: TagDemands): Judged {
  const verdicts = posts.map((post) => {
    const demands = demanded.of(post);
    const unmet = demands.filter(({ anyOf }) => !anyOf.some((id) => post.tags.organisations.includes(id)));
    const bare = unmet.length > 0 && unmet.length === demands.length && demanded.unreadUntil(post) === null;
    const note = bare ? "no tag" : unmet.map((demand) => demand.missing).join(", ");
    return { bare, wanting: unmet.length > 0, evidence: { url: post.url, at: post.at.toISOString(), note } };
  });
  return {
    posts,
    wanting: verdicts.filter((one) => one.wanting).map((one) => one.evidence),
    bare: verdicts.filter((one) => one.bare).length,
  };
}

/** A post that was read before one of its tags was asked for may lack it, or bear it: its text is gone. */
function unreadFor(posts: readonly Post[], demands: TagDemands, { policy }: RuleContext): Result | null {
  const until = posts
    .flatMap((post) => demands.unreadUntil(post) ?? [])
    .toSorted((a, b) => b.getTime() - a.getTime())[0];
  if (until === undefined) return null;
  const what = "Its posts are read for each tag that is asked of them";
  return notLongKnown(what, localDateOf(until, policy.timezone), policy.taggedWindowDays);
}

/** `of the last 28 days`; of an account that was registered or moved in that time, only the posts since are judged. */
function periodOf(account: Account, context: RuleContext): string {
  const { policy } = context;
  if (windowStart(account, context) > judgedSince(account))
    return `of the last ${policy.taggedWindowDays} days`;
  return `made since ${beginningOf(account, context)}`;
}

/** `it was registered on 2026-10-01`, or what changed since. */
function beginningOf(account: Account, { policy }: RuleContext): string {
  const what = account.movedAt === null ? "it was registered" : "its kind or organisations changed";
  return `${what} on ${localDateOf(judgedSince(account), policy.timezone)}`;
}

function failed(
  { posts, wanting, bare }: Judged,
  complete: boolean,
  { account, context }: { account: Account; context: RuleContext },
): Result {
  const tagged = posts.length - wanting.length;
  const share = tagged / posts.length;
  const severity = bare > 0 || share < context.policy.taggedShareLow ? "medium" : "low";
  const lack = wanting.length === 1 ? "lacks" : "lack";
  const which =
    bare === 0 ? "" : bare === wanting.length ? ", with no tag at all" : `, ${bare} with no tag at all`;
  const sentence = `${wanting.length} of ${countOf(posts)} ${periodOf(account, context)} ${lack} a tag${which}.`;
  const figures = {
    posts_judged: posts.length,
    posts_tagged: tagged,
    posts_without_any_tag: bare,
    tagged_percent: Math.floor(share * 100),
  };
  const evidence = { figures, posts: wanting.slice(0, EVIDENCE_POSTS) };
  return { result: "fail", complete, subjects: [{ subject: "account", severity, sentence, evidence }] };
}

function unfailed({ posts }: Judged, account: Account, activities: Activities, context: RuleContext): Result {
  const { policy } = context;
  if (activities.from > windowStart(account, context)) {
    const since = localDateOf(activities.from, policy.timezone);
    return notLongKnown("Its posts are known", since, policy.taggedWindowDays);
  }
  if (posts.length === 0) {
    const detail = `No post of the last ${policy.taggedWindowDays} days is to be judged${earlierPosts(account, activities, context)}.`;
    return { result: "could-not-check", cause: "nothing-to-judge", detail };
  }
  return {
    result: "pass",
    detail: `All tagged: ${countOf(posts)} ${periodOf(account, context)}.`,
  };
}

/** Posts that would be judged, had the account been what it is when they were made. */
function earlierPosts(account: Account, activities: Activities, context: RuleContext): string {
  const earlier = windowOf({ ...account, movedAt: new Date(0) }, activities, context).filter(
    ({ at }) => at < judgedSince(account),
  );
  if (earlier.length === 0) return "";
  const were = earlier.length === 1 ? "was" : "were";
  return `: ${countOf(earlier)} ${were} made before ${beginningOf(account, context)}, and those are not judged`;
}

function countOf(posts: readonly Post[]): string {
  return posts.length === 1 ? "1 post" : `${posts.length} posts`;
}
