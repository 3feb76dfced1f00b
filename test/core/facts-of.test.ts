import { describe, expect, it } from "vitest";
import { factsOf, type FactsQuestion, type Readings } from "../../src/core/facts-of.ts";
import { HOUR_MS } from "../../src/core/time.ts";
import { accountWith, daysAgo, NOW, policyWith, postWith } from "./made-up.ts";

const TONIGHT = new Date(NOW.getTime() - 5 * 60_000);

const READINGS: Readings = {
  presence: "present",
  profile: { handle: "north_art", platformId: "1", createdAt: null, followers: 1, following: 400, posts: 9 },
  surveyedAt: TONIGHT,
  posts: [postWith({ id: "1", at: daysAgo(9) }), postWith({ id: "2", at: daysAgo(3) })],
  latestPostAt: daysAgo(9),
  postsCompleteFrom: daysAgo(60),
  postsReadAt: TONIGHT,
  neverPosted: false,
  following: {
    rows: 400,
    matches: [{ entryId: "e1", firstSeenAt: daysAgo(3) }],
    keyVersion: 1,
    wholeReadAt: daysAgo(20),
    readAt: TONIGHT,
    incomplete: false,
    officials: ["official-1"],
  },
  threads: {
    count: 4,
    matches: [{ entryId: "e2", lastOn: "2026-11-20" }],
    unknown: 0,
    underOldKey: 0,
    notComparable: 0,
    completeFrom: daysAgo(60),
  },
  absence: { missingSince: null, isTakenOver: false },
  unreadSince: {},
};

function facts(readings: Partial<Readings> = {}, question: Partial<FactsQuestion> = {}) {
  return factsOf({
    account: accountWith(),
    readings: { ...READINGS, ...readings },
    failures: {},
    learners: { known: 10, enrolled: 100, notComparable: 0 },
    currentKeyVersion: 1,
    observes: ["presence", "profile", "activities", "following", "contacts"],
    followListsWanted: true,
    policy: policyWith(),
    now: NOW,
    ...question,
  });
}

const following = (changes: Partial<Readings["following"]>) => ({
  following: { ...READINGS.following, ...changes },
});

it("what tonight read is observed, as of when it was read", () => {
  const all = facts();
  expect(Object.values(all).map((fact) => fact.status)).toEqual(Array.from({ length: 10 }, () => "observed"));
  expect(all.following).toMatchObject({ asOf: TONIGHT, value: { rows: 400 } });
});

it("posts stand newest first, and the newest that counts is the latest", () => {
  expect(facts().activities).toMatchObject({
    value: { latestPostAt: daysAgo(3), posts: [{ id: "2" }, { id: "1" }] },
  });
});

it("a repost is no post, unless the settings say so", () => {
  const posts = [postWith({ kind: "repost", at: daysAgo(1) })];
  expect(facts({ posts }).activities).toMatchObject({ value: { latestPostAt: daysAgo(9) } });
  const lenient = { policy: policyWith({ repostsCountAsPosts: true }) };
  expect(facts({ posts }, lenient).activities).toMatchObject({ value: { latestPostAt: daysAgo(1) } });
});

it("an account that never posted is known from the beginning", () => {
  const never = facts({
    neverPosted: true,
    posts: [],
    latestPostAt: null,
    postsCompleteFrom: null,
    postsReadAt: null,
  });
  expect(never.activities).toMatchObject({
    status: "observed",
    value: { latestPostAt: null, from: new Date(0) },
  });
});

it("an account that posted, and of which the platform counts no post any more, did post", () => {
  const { activities } = facts({ neverPosted: true });
  expect(activities).toMatchObject({ status: "observed", value: { latestPostAt: daysAgo(3) } });
  expect(activities).toEqual(facts().activities);
  const before = facts({ neverPosted: true, posts: [] }).activities;
  expect(before).toMatchObject({ value: { latestPostAt: daysAgo(9) } });
});

it("a private account is not known to be silent, whatever the survey says of its posts", () => {
  const nothing = { posts: [], latestPostAt: null, postsCompleteFrom: null, postsReadAt: null };
  expect(facts({ neverPosted: true, presence: "protected", ...nothing }).activities).toMatchObject({
    status: "unavailable",
    cause: "account-protected",
  });
});

describe("a failure of tonight always shows", () => {
  const failure = { cause: "no-permission", detail: "refused" } as const;
  it("a failed survey leaves nothing whole", () => {
    const all = facts({}, { failures: { survey: failure } });
    expect(all.presence).toEqual({ status: "unavailable", ...failure });
    expect(all.profile).toEqual({ status: "unavailable", ...failure });
    expect(all.activities).toMatchObject({ status: "partial", cause: "no-permission" });
    expect(all.following).toMatchObject({ status: "partial", cause: "no-permission" });
  });
  it("what was read last night is then partial: it may prove a fail, never a pass", () => {
    expect(facts({}, { failures: { activities: failure } }).activities).toMatchObject({
      status: "partial",
      ...failure,
    });
    expect(facts({}, { failures: { following: failure } }).following).toMatchObject({
      status: "partial",
      ...failure,
    });
  });
  it("what was never read has the failure as its cause", () => {
    const left = { cause: "over-budget", detail: "left out" } as const;
    const unread = { ...following({ readAt: null, wholeReadAt: null, rows: 0 }), postsCompleteFrom: null };
    const all = facts(unread, { failures: { activities: left, following: left } });
    expect(all.activities).toEqual({ status: "unavailable", ...left });
    expect(all.following).toEqual({ status: "unavailable", ...left });
  });
});

const hours = (count: number) => new Date(NOW.getTime() - count * HOUR_MS);

describe("maximum ages", () => {
  it.each([
    ["a survey of 48 hours", facts({ surveyedAt: hours(48) }).presence, "observed", undefined],
    ["a survey of 49 hours", facts({ surveyedAt: hours(49) }).presence, "unavailable", "stale"],
    ["posts of 48 hours", facts({ postsReadAt: hours(48) }).activities, "observed", undefined],
    ["posts of 49 hours", facts({ postsReadAt: hours(49) }).activities, "partial", "stale"],
    ["a head check of 48 hours", facts(following({ readAt: hours(48) })).following, "observed", undefined],
    ["a head check of 49 hours", facts(following({ readAt: hours(49) })).following, "partial", "stale"],
    [
      "a whole reading of 35 days",
      facts(following({ wholeReadAt: daysAgo(35) })).following,
      "observed",
      undefined,
    ],
    [
      "a whole reading of 36 days",
      facts(following({ wholeReadAt: daysAgo(36) })).following,
      "partial",
      "stale",
    ],
  ])("%s is %s", (_, fact, status, cause) => {
    expect(fact.status).toBe(status);
    expect("cause" in fact ? fact.cause : undefined).toBe(cause);
  });
});

describe("a follow list", () => {
  it.each([
    ["that does not add up is partial", { incomplete: true }, "partial", "incomplete"],
    ["of which only some rows were ever seen is partial", { wholeReadAt: null }, "partial", "incomplete"],
    ["read under an earlier key says nothing", { keyVersion: 0 }, "unavailable", "stale-key"],
    ["never read says nothing", { readAt: null, wholeReadAt: null, rows: 0 }, "unavailable", "never-read"],
  ])("%s", (_, changes, status, cause) => {
    expect(facts(following(changes)).following).toMatchObject({ status, cause });
  });
});

it.each(["protected", "missing", "suspended"] as const)(
  "a %s account leaves nothing whole behind",
  (presence) => {
    const all = facts({ presence, profile: null });
    expect(all.presence).toMatchObject({ status: "observed", value: presence });
    expect(all.profile).toMatchObject({ status: "unavailable", cause: `account-${presence}` });
    expect(all.activities).toMatchObject({ status: "partial", cause: `account-${presence}` });
    expect(all.following).toMatchObject({ status: "partial", cause: `account-${presence}` });
  },
);

it.each([null, { known: 0, enrolled: 100, notComparable: 0 }])(
  "no learner known is no list: %j",
  (learners) => {
    expect(facts({}, { learners }).learners).toMatchObject({
      status: "unavailable",
      cause: "no-learner-list",
    });
  },
);

const threads = (changes: Partial<Readings["threads"]>) => ({ threads: { ...READINGS.threads, ...changes } });

describe("threads that the account answered in", () => {
  it("stay observed when the platform counts no post any more: what was answered stays answered", () => {
    const { contacts } = facts({ neverPosted: true });
    expect(contacts).toMatchObject({ status: "observed", value: { threads: 4 } });
    expect(contacts).toEqual(facts().contacts);
    const none = facts({ neverPosted: true, ...threads({ count: 0, matches: [] }) }).contacts;
    expect(none).toMatchObject({ status: "observed", value: { threads: 0, from: new Date(0) } });
  });

  it("are observed where every starter is known", () => {
    expect(facts().contacts).toMatchObject({ status: "observed", value: { threads: 4, from: daysAgo(60) } });
  });

  it.each<[string, Partial<Readings>, Partial<FactsQuestion>, object]>([
    [
      "partial while a starter is not known",
      threads({ unknown: 1 }),
      {},
      { status: "partial", cause: "incomplete" },
    ],
    [
      "partial under an earlier key",
      threads({ underOldKey: 1 }),
      {},
      { status: "partial", cause: "stale-key" },
    ],
    [
      "partial when tonight's posts could not be read",
      {},
      { failures: { activities: { cause: "over-budget", detail: "no" } } },
      { status: "partial", cause: "over-budget" },
    ],
    [
      "never read before anybody looked",
      threads({ completeFrom: null }),
      {},
      { status: "unavailable", cause: "never-read" },
    ],
    [
      "hidden where the connection cannot give them",
      {},
      { observes: ["presence", "activities"] },
      { status: "hidden" },
    ],
  ])("are %s", (_, readings, question, expected) => {
    expect(facts(readings, question).contacts).toMatchObject(expected);
  });
});

it("official accounts are as well known as the list that they stand on", () => {
  expect(facts().officialFollows).toMatchObject({
    status: "observed",
    value: { accountIds: ["official-1"] },
  });
  expect(facts(following({ incomplete: true })).officialFollows).toMatchObject({ status: "partial" });
});
