import { describe, expect, it } from "vitest";
import { observed, unavailable, type Facts, type PostKind } from "../../src/core/facts.ts";
import type { Policy } from "../../src/core/policy.ts";
import { barelyUsedAccount } from "../../src/rules/barely-used-account.ts";
import { daysAgo, factsWith, NOW, partly, policyWith, postWith } from "../core/made-up.ts";

interface Case {
  /** How many days ago each post was made, newest first. */
  posts?: readonly number[];
  kind?: PostKind;
  knownDays?: number;
  ageDays?: number;
  /** Posts that the platform counts. */
  ever?: number | null;
  policy?: Partial<Policy>;
  partial?: boolean;
  facts?: Partial<Facts>;
}

function judge(one: Case) {
  const { posts = [3, 40, 80, 120], kind = "original", knownDays = 300, ageDays = 2000, ever = 900 } = one;
  const latestPostAt = posts[0] === undefined ? null : daysAgo(posts[0]);
  const activities = {
    latestPostAt,
    posts: posts.map((days) => postWith({ id: `${days}`, at: daysAgo(days), kind })),
    from: daysAgo(knownDays),
  };
  const given = factsWith({
    activities: one.partial === true ? partly(activities, "incomplete") : observed(activities, NOW),
    ...one.facts,
  });
  if (given.profile.status === "observed") {
    given.profile.value.createdAt = daysAgo(ageDays);
    given.profile.value.posts = ever;
  }
  const context = { now: NOW, policy: policyWith(one.policy), officialHandles: [], tagsKnown: {} };
  return barelyUsedAccount.evaluate(given, context);
}

function verdict(one: Case): string {
  const result = judge(one);
  return result.result === "could-not-check" ? result.cause : result.result;
}

describe("barely-used-account", () => {
  it.each<[string, Case, string]>([
    ["fails with four posts in 180 days", {}, "fail"],
    ["passes with five", { posts: [3, 40, 80, 120, 179] }, "pass"],
    ["counts a post of 180 days ago", { posts: [3, 40, 80, 120, 180] }, "pass"],
    ["counts no post before the 180 days", { posts: [3, 40, 80, 120, 181] }, "fail"],
    ["counts replies, quotes and videos", { posts: [3, 4, 5, 6, 7], kind: "reply" }, "pass"],
    ["counts no reposts", { posts: [3, 4, 5, 6, 7], kind: "repost" }, "fail"],
    [
      "counts reposts where the settings say so",
      { posts: [3, 4, 5, 6, 7], kind: "repost", policy: { repostsCountAsPosts: true } },
      "pass",
    ],
    ["goes by the number of the settings", { policy: { barelyUsedUnderPosts: 4 } }, "pass"],
    [
      "goes by the window of the settings",
      { policy: { barelyUsedWindowDays: 30, barelyUsedUnderPosts: 2 } },
      "fail",
    ],
    ["does not judge an account in its first 90 days", { ageDays: 89 }, "not-applicable"],
    ["judges it from then on", { ageDays: 90 }, "fail"],
    ["is silent while the account is dormant", { posts: [61, 80] }, "not-applicable"],
    [
      "is not silent where the account is too young to be called dormant",
      {
        posts: [],
        ageDays: 20,
        policy: { barelyUsedGraceDays: 10, dormantAfterDays: { ...policyWith().dormantAfterDays, x: 14 } },
      },
      "fail",
    ],
    ["cannot say that it is few while older posts are not known", { knownDays: 100 }, "not-long-known"],
    ["says so when they are known for as long as the window", { knownDays: 180 }, "fail"],
    [
      "passes as soon as five are known, however short the reading",
      { posts: [1, 2, 3, 4, 5], knownDays: 6 },
      "pass",
    ],
    ["fails where the platform counts no more posts than are known", { knownDays: 125, ever: 4 }, "fail"],
    ["does not trust a count that it does not have", { knownDays: 125, ever: null }, "not-long-known"],
    ["passes nothing on a partial reading", { posts: [1, 2, 3, 4, 5], partial: true }, "incomplete"],
    ["fails nothing on a partial reading: tonight's posts may be missing", { partial: true }, "incomplete"],
    [
      "cannot check what was not read",
      { facts: { activities: unavailable("over-budget", "no") } },
      "over-budget",
    ],
    ["cannot check what the platform hides", { facts: { activities: { status: "hidden" } } }, "hidden"],
  ])("%s", (_, one, expected) => expect(verdict(one)).toBe(expected));

  it("says how many are known, and since when without a gap, where older ones may be missing", () => {
    expect(judge({ posts: [3, 120], knownDays: 100 })).toMatchObject({
      detail:
        "2 posts in 180 days are known. Its posts are known without a gap since 2026-08-15 only, and the rule looks back 180 days: it can be answered from 2027-02-11 on.",
    });
  });

  it("says how many, in how long, and when the last was", () => {
    expect(judge({ posts: [3] })).toMatchObject({
      complete: true,
      subjects: [
        {
          subject: "account",
          severity: "low",
          sentence: "Only 1 post in 180 days (fewer than 5).",
          evidence: { figures: { posts_in_window: 1, last_post_on: "2026-11-20" }, posts: [] },
        },
      ],
    });
  });
});
