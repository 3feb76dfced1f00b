import type { Account, OrganisationId } from "../core/account.ts";
import { localDateOf } from "../core/calendar.ts";
import type { Activities, Post, PostKind } from "../core/facts.ts";
import type { OfficialHandle, Policy } from "../core/policy.ts";
import type { PostEvidence, Result, Rule, RuleContext } from "../core/rule.ts";
import { isValidAt } from "../core/tags.ts";
import { isReadForTags } from "../core/tags-known.ts";
import { DAY_MS } from "../core/time.ts";
import { couldNotRead, gate } from "./gate.ts";
import { notLongKnown } from "./not-long-known.ts";

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
    const demands = demandsOn(account, context);
    if (demands === null) {
      const detail = "There is no official account and no hashtag to tag on this platform.";
      return { result: "not-applicable", detail };
    }
    if (activities.status !== "observed" && activities.status !== "partial") {
      return couldNotRead(activities, "whether its posts are tagged");
    }
    const posts = windowOf(account, activities.value, context).filter(({ at }) => demands(at).length > 0);
    const judged = judge(posts, demands);
    if (judged.wanting.length > 0) {
      return failed(judged, activities.status === "observed", { account, context });
    }
    if (activities.status === "partial") return couldNotRead(activities, "whether its posts are tagged");
    return unfailed(judged, account, activities.value, context);
  },
};

/** A tag that a post must hold: any of these organisations, as far as they could be tagged when it was made. */
interface Demand {
  anyOf: readonly OrganisationId[];
  missing: string;
}

/** The Group and one of the account's organisations; the Group alone for its own. null: nothing here can be tagged. */
function demandsOn(account: Account, context: RuleContext): TagDemands | null {
  const { policy, officialHandles, tagsKnown = {}, now } = context;
  const { platform } = account;
  const group = demand([policy.groupId], policy);
  const own = demand(account.organisations, policy);
  const wanted = account.organisations.includes(policy.groupId) ? [group] : [group, own];
  const handles = officialHandles.filter((handle) => handle.platform === platform);
  // A post that was read before anybody knew a tag is not called untagged for want of it: its text is gone.
  const isAsked = ({ anyOf }: Demand, at: Date) => {
    const taggable = anyOf.filter((id) => canBeTagged(id, at, handles, policy));
    return taggable.length > 0 && taggable.every((id) => isReadForTags(tagsKnown, { platform, id, at }));
  };
  const demandsAt = (at: Date): readonly Demand[] => wanted.filter((demand) => isAsked(demand, at));
  return demandsAt(now).length === 0 ? null : demandsAt;
}

function demand(anyOf: readonly OrganisationId[], policy: Policy): Demand {
  const names = anyOf.map((id) => policy.organisations.find((one) => one.id === id)?.shortName ?? id);
  return { anyOf, missing: `${names.join(" or ")} not tagged` };
}

type TagDemands = (at: Date) => readonly Demand[];

function canBeTagged(
  id: OrganisationId,
  at: Date,
  handles: readonly OfficialHandle[],
  policy: Policy,
): boolean {
  const mapped = policy.organisations.some((one) => one.id === id && one.hashtags.length > 0);
  return mapped || handles.some((handle) => handle.organisations.includes(id) && isValidAt(handle, at));
}

function windowStart(account: Account, { now, policy }: RuleContext): Date {
  const start = now.getTime() - policy.taggedWindowDays * DAY_MS;
  return new Date(Math.max(start, account.registeredAt.getTime()));
}

/** Originals, quotes and videos since the window's start and the registration; the settings may add the rest. */
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

function judge(posts: readonly Post[], demandsAt: TagDemands): Judged {
  const verdicts = posts.map((post) => {
    const demands = demandsAt(post.at);
    const unmet = demands.filter(({ anyOf }) => !anyOf.some((id) => post.tags.organisations.includes(id)));
    const bare = unmet.length > 0 && unmet.length === demands.length;
    const note = bare ? "no tag" : unmet.map((demand) => demand.missing).join(", ");
    return { bare, wanting: unmet.length > 0, evidence: { url: post.url, at: post.at.toISOString(), note } };
  });
  return {
    posts,
    wanting: verdicts.filter((one) => one.wanting).map((one) => one.evidence),
    bare: verdicts.filter((one) => one.bare).length,
  };
}

/** `of the last 28 days`; of an account that was registered in that time, only the posts since are judged. */
function periodOf(account: Account, context: RuleContext): string {
  const { policy } = context;
  if (windowStart(account, context) > account.registeredAt)
    return `of the last ${policy.taggedWindowDays} days`;
  return `made since it was registered on ${localDateOf(account.registeredAt, policy.timezone)}`;
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

/** Posts that would be judged, had the account been registered when they were made. */
function earlierPosts(account: Account, activities: Activities, context: RuleContext): string {
  const earlier = windowOf({ ...account, registeredAt: new Date(0) }, activities, context).filter(
    ({ at }) => at < account.registeredAt,
  );
  if (earlier.length === 0) return "";
  const day = localDateOf(account.registeredAt, context.policy.timezone);
  return `: ${countOf(earlier)} ${earlier.length === 1 ? "was" : "were"} made before it was registered on ${day}, and those are not judged`;
}

function countOf(posts: readonly Post[]): string {
  return posts.length === 1 ? "1 post" : `${posts.length} posts`;
}
