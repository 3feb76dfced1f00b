import { describe, expect, it } from "vitest";
import type { Account } from "../../src/core/account.ts";
import { observed, type Post } from "../../src/core/facts.ts";
import type { OfficialHandle, Policy } from "../../src/core/policy.ts";
import type { Result } from "../../src/core/rule.ts";
import type { TagsKnown } from "../../src/core/tags-known.ts";
import { untaggedPosts } from "../../src/rules/untagged-posts.ts";
import {
  accountWith,
  daysAgo,
  factsWith,
  handleOf,
  HANDLES,
  NOW,
  policyWith,
  postWith,
} from "../core/made-up.ts";

/** Posts that were made, or read, before there was anything to hold against them. */
interface Case {
  posts: Post[];
  account?: Partial<Account>;
  handles?: OfficialHandle[];
  policy?: Partial<Policy>;
  tagsKnown?: TagsKnown;
}

function judge({ posts, account, handles = HANDLES, policy, tagsKnown = {} }: Case): Result {
  const facts = factsWith({
    register: observed(accountWith(account), NOW),
    activities: observed({ latestPostAt: daysAgo(1), posts, from: daysAgo(300) }, NOW),
  });
  const context = { now: NOW, policy: policyWith(policy), officialHandles: handles, tagsKnown };
  return untaggedPosts.evaluate(facts, context);
}

function post(organisations: string[], days = 2): Post {
  return postWith({ tags: { organisations }, at: daysAgo(days) });
}
const both = () => post(["group", "north"]);
const times = (count: number, of: () => Post) => Array.from({ length: count }, of);

describe("a tag that is asked for since a few days", () => {
  const since = (days: number): TagsKnown => ({ "group x": null, "north x": daysAgo(days).toISOString() });
  const old = post(["group"], 5);
  const northAlone = {
    handles: [handleOf("n", "north")],
    policy: { organisations: policyWith().organisations.map((one) => ({ ...one, hashtags: [] })) },
  };
  it.each<[string, Case, string]>([
    [
      "neither fails nor passes a post that was read before",
      { tagsKnown: since(3), posts: [old, both()] },
      "not-long-known",
    ],
    ["passes once those posts lie behind", { tagsKnown: since(3), posts: [both(), post([], 29)] }, "pass"],
    ["is asked of a later one", { tagsKnown: since(6), posts: [old, ...times(9, both)] }, "low"],
    ["lets the other tag be asked of both", { tagsKnown: since(3), posts: [post([], 5)] }, "medium"],
    [
      "is asked of all where a hashtag always was",
      { tagsKnown: { ...since(3), "north #": null }, posts: [old, ...times(9, both)] },
      "low",
    ],
    [
      "is not asked where it might stand for another that always was",
      { tagsKnown: since(3), account: { organisations: ["north", "south"] }, posts: [old, both()] },
      "not-long-known",
    ],
    [
      "is not missed by a post that names another that will do",
      {
        tagsKnown: since(3),
        account: { organisations: ["north", "south"] },
        posts: [post(["group", "south"], 5)],
      },
      "pass",
    ],
    [
      "leaves it open where it is the only one",
      { tagsKnown: since(3), ...northAlone, posts: [old] },
      "not-long-known",
    ],
  ])("%s", (_, one, expected) => {
    const result = judge(one);
    const cause = result.result === "could-not-check" ? result.cause : result.result;
    expect(result.result === "fail" ? result.subjects[0].severity : cause).toBe(expected);
  });
});

describe("an official account that was one for some days only", () => {
  const shortly = handleOf("n", "north", { validTo: daysAgo(4) });
  const handles = [...HANDLES.filter(({ organisations }) => !organisations.includes("north")), shortly];
  const known = (days: number | null): TagsKnown => ({
    "group x": null,
    "north x ended": days === null ? null : daysAgo(days).toISOString(),
  });
  const result = (tagsKnown: TagsKnown, posts: Post[]) => judge({ handles, tagsKnown, posts }).result;
  it("is asked of no post that was read before it became one", () =>
    expect(result(known(6), [post(["group"], 7), both()])).toBe("could-not-check"));
  it("is asked of the posts of its days", () =>
    expect(result(known(6), [post(["group"], 5), both()])).toBe("fail"));
  it("is asked of no post since", () => expect(result(known(6), [post(["group"], 3)])).toBe("pass"));
  it("does not vouch for a hashtag that came after it", () => {
    const tagsKnown = { ...known(null), "north #": daysAgo(2).toISOString() };
    expect(result(tagsKnown, [post(["group"], 5)])).toBe("fail");
    const hashtags = policyWith().organisations.map((one) => ({ ...one, hashtags: ["theone"] }));
    const mapped = judge({
      handles,
      tagsKnown,
      posts: [post(["group"], 3)],
      policy: { organisations: hashtags },
    });
    expect(mapped.result).toBe("could-not-check");
  });
});

it("says from when on a tag that was added can be judged", () => {
  const tagsKnown = { "group x": null, "north x": daysAgo(3).toISOString() };
  expect(judge({ tagsKnown, posts: [post(["group"], 5)] })).toMatchObject({
    detail:
      "Its posts are read for each tag that is asked of them without a gap since 2026-11-20 only, and the rule looks back 28 days: it can be answered from 2026-12-18 on.",
  });
});

it("does not say of a post that it bears no tag at all, when one could not be looked for", () => {
  const tagsKnown = { "group x": null, "north x": daysAgo(3).toISOString() };
  const sentence = "1 of 1 post of the last 28 days lacks a tag.";
  expect(judge({ tagsKnown, posts: [post([], 5)] })).toMatchObject({
    subjects: [{ sentence, evidence: { posts: [{ note: "GRP not tagged" }] } }],
  });
});

describe("an account that was registered in the time looked at", () => {
  const account = { registeredAt: daysAgo(5) };
  const earlier = times(9, () => post([], 9));

  it("passes for the time since alone", () => {
    const detail = "All tagged: 1 post made since it was registered on 2026-11-18.";
    expect(judge({ account, posts: [both(), ...earlier] })).toMatchObject({ result: "pass", detail });
  });

  it("fails for the time since alone", () => {
    const sentence = "1 of 2 posts made since it was registered on 2026-11-18 lacks a tag.";
    const posts = [both(), post(["group"]), ...earlier];
    expect(judge({ account, posts })).toMatchObject({ subjects: [{ sentence }] });
  });
});
