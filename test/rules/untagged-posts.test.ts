import { describe, expect, it } from "vitest";
import type { Account } from "../../src/core/account.ts";
import { observed, type Post } from "../../src/core/facts.ts";
import type { OfficialHandle, Policy } from "../../src/core/policy.ts";
import type { Result } from "../../src/core/rule.ts";
import { untaggedPosts } from "../../src/rules/untagged-posts.ts";
import {
  accountWith,
  daysAgo,
  factsWith,
  handleOf,
  HANDLES,
  NOW,
  partly,
  policyWith,
  postWith,
} from "../core/made-up.ts";

interface Case {
  posts?: Post[];
  knownDays?: number;
  account?: Partial<Account>;
  handles?: OfficialHandle[];
  policy?: Partial<Policy>;
  partial?: boolean;
}

function judge(one: Case): Result {
  const { posts = [], knownDays = 300, account, handles = HANDLES, policy } = one;
  const activities = { latestPostAt: daysAgo(1), posts, from: daysAgo(knownDays) };
  const facts = factsWith({
    register: observed(accountWith(account), NOW),
    activities: one.partial === true ? partly(activities, "over-budget") : observed(activities, NOW),
  });
  return untaggedPosts.evaluate(facts, {
    now: NOW,
    policy: policyWith(policy),
    officialHandles: handles,
    tagsKnown: {},
  });
}

/** The severity of a fail, the cause of a could not check, else the result. */
function verdict(one: Case): string {
  const result = judge(one);
  if (result.result === "fail") return result.subjects[0].severity;
  return result.result === "could-not-check" ? result.cause : result.result;
}

let made = 0;
function post(organisations: string[], changes: Partial<Post> = {}): Post {
  made += 1;
  return postWith({
    id: String(made),
    url: `https://example.org/p/${made}`,
    tags: { organisations },
    ...changes,
  });
}
const both = () => post(["group", "north"]);
const groupOnly = () => post(["group"]);
const neither = () => post([]);
const MOVED = { account: { movedAt: daysAgo(5) } };
const times = (count: number, of: () => Post) => Array.from({ length: count }, of);

describe("untagged-posts", () => {
  it.each<[string, Case, string]>([
    ["passes when all posts name the Group and the college", { posts: times(3, both) }, "pass"],
    ["is low when few posts lack one of two tags", { posts: [...times(4, both), groupOnly()] }, "low"],
    ["is medium when under 80 % are tagged", { posts: [...times(3, both), groupOnly()] }, "medium"],
    ["is medium when one has neither tag", { posts: [...times(99, both), neither()] }, "medium"],
    ["wants the Group too", { posts: [...times(9, both), post(["north"])] }, "low"],
    ["is not content with another college", { posts: [...times(9, both), post(["group", "south"])] }, "low"],
    ["judges no replies", { posts: [both(), post([], { kind: "reply" })] }, "pass"],
    ["judges no reposts", { posts: [both(), post([], { kind: "repost" })] }, "pass"],
    [
      "judges replies if told to",
      { posts: [both(), post([], { kind: "reply" })], policy: { judgeReplies: true } },
      "medium",
    ],
    [
      "judges reposts if told to",
      { posts: [both(), post([], { kind: "repost" })], policy: { judgeReposts: true } },
      "medium",
    ],
    [
      "judges quotes and videos",
      { posts: [both(), post([], { kind: "quote" }), post([], { kind: "video" })] },
      "medium",
    ],
    ["does not judge posts of 29 days ago", { posts: [both(), post([], { at: daysAgo(29) })] }, "pass"],
    ["judges posts of 28 days ago", { posts: [both(), post([], { at: daysAgo(28) })] }, "medium"],
    [
      "does not judge posts before the registration",
      { posts: [both(), post([], { at: daysAgo(6) })], account: { registeredAt: daysAgo(5) }, knownDays: 12 },
      "pass",
    ],
    ["judges no post before it moved", { ...MOVED, posts: [both(), post([], { at: daysAgo(6) })] }, "pass"],
    ["judges posts since it moved", { ...MOVED, posts: [both(), neither()] }, "medium"],
    [
      "has nothing to judge without a post in the window",
      { posts: [post([], { at: daysAgo(40) })] },
      "nothing-to-judge",
    ],
    [
      "has nothing to judge among replies alone",
      { posts: [post([], { kind: "reply" })] },
      "nothing-to-judge",
    ],
    [
      "cannot pass on a reading shorter than the window",
      { posts: [both()], knownDays: 10 },
      "not-long-known",
    ],
    ["passes on a reading as long as the window", { posts: [both()], knownDays: 28 }, "pass"],
    ["fails on a reading shorter than the window", { posts: [neither()], knownDays: 10 }, "medium"],
    ["cannot pass on partial posts", { posts: [both()], partial: true }, "over-budget"],
    ["fails on partial posts", { posts: [neither()], partial: true }, "medium"],
  ])("%s", (_, one, expected) => expect(verdict(one)).toBe(expected));
});

const NO_HASHTAGS = {
  policy: { organisations: policyWith().organisations.map((one) => ({ ...one, hashtags: [] })) },
};

describe("what is not judged", () => {
  const NEW = { account: { registeredAt: daysAgo(3) } };
  it.each<[string, Case, string]>([
    ["is said where there was no post", {}, "No post of the last 28 days is to be judged."],
    [
      "is said of posts that were made before the account was registered",
      { ...NEW, posts: [neither(), both()].map((one) => ({ ...one, at: daysAgo(6) })) },
      "No post of the last 28 days is to be judged: 2 posts were made before it was registered on 2026-11-20, and those are not judged.",
    ],
    [
      "is said of posts that were made before the account moved",
      { account: { movedAt: daysAgo(3) }, posts: [{ ...neither(), at: daysAgo(6) }] },
      "No post of the last 28 days is to be judged: 1 post was made before its kind or organisations changed on 2026-11-20, and those are not judged.",
    ],
    [
      "is not said of older posts, nor of replies",
      { ...NEW, posts: [post([], { at: daysAgo(40) }), post([], { at: daysAgo(6), kind: "reply" })] },
      "No post of the last 28 days is to be judged.",
    ],
    [
      "is not said of posts that were made after it, before there was an official account",
      {
        ...NO_HASHTAGS,
        handles: [handleOf("g", "group", { validFrom: daysAgo(3) })],
        posts: [post([], { at: daysAgo(5) })],
      },
      "No post of the last 28 days is to be judged.",
    ],
    [
      "is said of posts that are not known for long without a gap, with the day that ends it",
      { posts: [both()], knownDays: 10 },
      "Its posts are known without a gap since 2026-11-13 only, and the rule looks back 28 days: it can be answered from 2026-12-11 on.",
    ],
  ])("%s", (_, one, detail) => expect(judge(one)).toMatchObject({ result: "could-not-check", detail }));
});

describe("who must be tagged", () => {
  const group = { account: { organisations: ["group"] } };
  const two = { account: { organisations: ["north", "south"] } };
  it.each<[string, Case, string]>([
    [
      "an official account tags nobody",
      { account: { kind: "official" }, posts: [neither()] },
      "not-applicable",
    ],
    ["the Group's own account tags the Group alone", { ...group, posts: [groupOnly()] }, "pass"],
    ["and the Group it must", { ...group, posts: [post(["north"])] }, "medium"],
    ["an account of two colleges tags the one", { ...two, posts: [post(["group", "north"])] }, "pass"],
    ["or the other", { ...two, posts: [post(["group", "south"])] }, "pass"],
    [
      "the Group beside a college tags the Group alone, as if it were by itself",
      { account: { organisations: ["group", "north"] }, handles: [handleOf("n", "north")], ...NO_HASHTAGS },
      "not-applicable",
    ],
    ["but one of them it must", { ...two, posts: [groupOnly(), ...times(9, both)] }, "low"],
  ])("%s", (_, one, expected) => expect(verdict(one)).toBe(expected));
});

describe("what cannot be tagged is not asked for", () => {
  it.each<[string, Case, string]>([
    [
      "no official account and no hashtag: not applicable",
      { ...NO_HASHTAGS, handles: [], posts: [neither()] },
      "not-applicable",
    ],
    [
      "official accounts on another platform do not count",
      { ...NO_HASHTAGS, handles: [handleOf("g", "group", { platform: "flickr" })], posts: [neither()] },
      "not-applicable",
    ],
    ["a hashtag is enough to ask for", { handles: [], posts: [neither()] }, "medium"],
    ["a college without either is not asked for", { handles: [], posts: [groupOnly()] }, "pass"],
    [
      "and there is nothing to judge among posts older than all official accounts",
      {
        ...NO_HASHTAGS,
        handles: [handleOf("g", "group", { validFrom: daysAgo(3) })],
        posts: [post([], { at: daysAgo(5) })],
      },
      "nothing-to-judge",
    ],
    [
      "nor on a post older than its official account",
      {
        ...NO_HASHTAGS,
        handles: [handleOf("g", "group"), handleOf("n", "north", { validFrom: daysAgo(3) })],
        posts: [post(["group"], { at: daysAgo(5) }), both()],
      },
      "pass",
    ],
  ])("%s", (_, one, expected) => expect(verdict(one)).toBe(expected));
});

describe("the finding", () => {
  it("names the posts, newest first, with what each lacks, and counts them", () => {
    const posts = [neither(), groupOnly(), post(["north"]), ...times(7, both)];
    const result = judge({ posts });
    if (result.result !== "fail") throw new Error(`the rule says ${result.result}`);
    const [subject] = result.subjects;
    expect(subject.sentence).toBe("3 of 10 posts of the last 28 days lack a tag, 1 with no tag at all.");
    expect(subject.evidence.figures).toEqual({
      posts_judged: 10,
      posts_tagged: 7,
      posts_without_any_tag: 1,
      tagged_percent: 70,
    });
    expect(subject.evidence.posts.map((one) => one.note)).toEqual([
      "no tag",
      "NORTH not tagged",
      "GRP not tagged",
    ]);
    expect(subject.evidence.posts.map((one) => one.url)).toEqual(posts.slice(0, 3).map((one) => one.url));
  });

  it("never says that all are tagged where one is not", () => {
    const result = judge({ posts: [...times(199, both), groupOnly()] });
    expect(result).toMatchObject({ subjects: [{ evidence: { figures: { tagged_percent: 99 } } }] });
  });

  it("has named all posts only where all could be read", () => {
    expect(judge({ posts: [neither()] })).toMatchObject({ complete: true });
    expect(judge({ posts: [neither()], partial: true })).toMatchObject({ complete: false });
  });

  it("says one post as one post", () => {
    expect(judge({ posts: [neither()] })).toMatchObject({
      subjects: [{ sentence: "1 of 1 post of the last 28 days lacks a tag, with no tag at all." }],
    });
  });

  it("keeps at most 20 posts as evidence", () => {
    const result = judge({ posts: times(50, neither) });
    expect(result.result === "fail" && result.subjects[0].evidence.posts).toHaveLength(20);
  });
});
