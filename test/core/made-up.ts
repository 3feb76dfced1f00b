import type { Account } from "../../src/core/account.ts";
import type { ConnectorPrices } from "../../src/core/connector.ts";
import { observed, type Cause, type Fact, type Facts, type Post } from "../../src/core/facts.ts";
import type { OfficialHandle, Policy } from "../../src/core/policy.ts";
import { DAY_MS } from "../../src/core/time.ts";

/** Made-up accounts, posts and settings for the tests of the core and the rules. */

/** Property tests draw from this seed; fast-check prints it with the failing case. */
export const SEED = 20_221_123;

export const NOW = new Date("2026-11-23T03:40:00Z");

export function daysAgo(days: number, from = NOW): Date {
  return new Date(from.getTime() - days * DAY_MS);
}

const DORMANT_AFTER_DAYS: Policy["dormantAfterDays"] = {
  x: 60,
  facebook: 60,
  instagram: 60,
  tiktok: 60,
  linkedin: 60,
  bluesky: 60,
  mastodon: 60,
  youtube: 180,
  pinterest: 180,
  flickr: 180,
  "google-business": 180,
  snapchat: 180,
};

export function policyWith(changes: Partial<Policy> = {}): Policy {
  return {
    timezone: "Europe/London",
    groupId: "group",
    organisations: [
      { id: "group", name: "The Group", shortName: "GRP", hashtags: ["wearegroup"], closures: [] },
      { id: "north", name: "North College", shortName: "NORTH", hashtags: [], closures: [] },
      { id: "south", name: "South College", shortName: "SOUTH", hashtags: ["southcollege"], closures: [] },
    ],
    dormantAfterDays: DORMANT_AFTER_DAYS,
    dormantHighAfterMoreDays: 60,
    dormantGraceDays: 30,
    barelyUsedGraceDays: 90,
    barelyUsedWindowDays: 180,
    barelyUsedUnderPosts: 5,
    unauditedAfterDays: 7,
    contactWindowDays: 90,
    taggedWindowDays: 28,
    taggedShareLow: 0.8,
    judgeReplies: false,
    judgeReposts: false,
    repostsCountAsPosts: false,
    learnerShareForPass: 0.5,
    learnerRulesAuthorised: true,
    severities: {},
    dueAfterDays: { safeguarding: 2, high: 10, medium: 20, low: null },
    ...changes,
  };
}

export function accountWith(changes: Partial<Account> = {}): Account {
  return {
    id: "acc000000001",
    platform: "x",
    handle: "north_art",
    platformId: "1001",
    organisations: ["north"],
    department: "Art",
    kind: "departmental",
    status: "live",
    pausedReason: null,
    keepers: ["a@example.ac.uk", "b@example.ac.uk"],
    approvedBySchool: null,
    approvedByMarketing: null,
    loginAddress: null,
    openedOn: "2020-01-01",
    closeBy: null,
    dormantAfterDays: null,
    dormantReason: null,
    registeredAt: daysAgo(200),
    movedAt: null,
    ...changes,
  };
}

export function handleOf(
  handle: string,
  organisation: string,
  changes: Partial<OfficialHandle> = {},
): OfficialHandle {
  return {
    accountId: `official-${handle}`,
    platform: "x",
    handle,
    organisations: [organisation],
    validFrom: null,
    validTo: null,
    ...changes,
  };
}

export const HANDLES = [handleOf("capitalccg", "group"), handleOf("northcollege", "north")];

export function postWith(changes: Partial<Post> = {}): Post {
  return {
    id: "900",
    url: "https://example.org/p/900",
    at: daysAgo(2),
    kind: "original",
    tags: { organisations: ["group", "north"] },
    ...changes,
  };
}

/** The same fact, of which something is missing. */
export function partly<T>(value: T, cause: Cause): Fact<T> {
  return { status: "partial", value, cause, detail: "only in part", source: "api", asOf: NOW };
}

const HEALTHY_POSTS = [2, 9, 16, 23, 30].map((days) => postWith({ id: `9${days}`, at: daysAgo(days) }));

/** Facts of a healthy account; each can be replaced. */
export function factsWith(changes: Partial<Facts> = {}): Facts {
  return {
    register: observed(accountWith(), NOW),
    presence: observed("present", NOW),
    profile: observed(
      {
        handle: "north_art",
        platformId: "1001",
        createdAt: new Date("2020-01-01T00:00:00Z"),
        followers: 10,
        following: 400,
        posts: 900,
      },
      NOW,
    ),
    activities: observed({ latestPostAt: daysAgo(2), posts: HEALTHY_POSTS, from: daysAgo(207) }, NOW),
    following: observed({ rows: 400, matches: [] }, NOW),
    absence: observed({ missingSince: null, isTakenOver: false }, NOW),
    officialFollows: observed({ accountIds: [HANDLES[0]?.accountId ?? ""] }, NOW),
    contacts: observed({ threads: 3, matches: [], from: daysAgo(207), notComparable: 0 }, NOW),
    coverage: observed({ unread: [] }, NOW),
    learners: observed({ known: 700, enrolled: 1000, notComparable: 0 }, NOW),
    ...changes,
  };
}

/** X's price list: a post half a cent, a user or a row of a list one cent. */
export const PRICES: ConnectorPrices = {
  asOf: "2026-11-01",
  source: "https://docs.x.com/x-api/getting-started/pricing",
  currency: "usd",
  survey: (accounts) => accounts.length * 10_000,
  posts: (count) => count * 5_000,
  followRows: (count) => count * 10_000,
};
