import type { Account } from "./account.ts";
import type { ConnectorPrices, FollowRows, Surveyed, Wanted } from "./connector.ts";
import type { Profile } from "./facts.ts";
import { DAY_MS } from "./time.ts";
import { isWholeTooOld, mustWait, wholeReadDue } from "./whole-readings.ts";

/** What is stored of an account, as far as the plan must know. */
export interface PlanReadings {
  newestPostId: string | null;
  postsReadAt: Date | null;
  /** How many posts the platform counted at the last survey: what the new ones will cost. */
  postCount: number | null;
  follow: {
    rows: number;
    /** count − rows of the last whole reading; null: none. */
    gap: number | null;
    keyVersion: number | null;
    wholeReadAt: Date | null;
    readAt: Date | null;
    incomplete: boolean;
    /** When the last whole reading ended incomplete; null or left out: it did not. */
    incompleteSince?: Date | null;
  };
  /** A stored row matches a learner whose name is not sealed yet: only a whole reading shows it again. */
  unsealedMatch: boolean;
}

export interface PlanAccount {
  account: Account;
  surveyed: Surveyed;
  readings: PlanReadings;
}

/** A wish with its estimated price in the platform's currency, from the survey's counts. */
export interface Offer<T> {
  want: T;
  price: number;
}

/** What one account wants tonight, whatever the budget says. */
export interface Needs {
  activities: Offer<Wanted["activities"]>;
  /** null: a head check says nothing about this list. */
  head: Offer<{ read: "head" }> | null;
  whole: Offer<{ read: "whole" }> | null;
  /** Without the whole reading nothing about the list may pass tonight. */
  wholeIsNeeded: boolean;
}

/** First reading of posts: the newest 5 or the last 7 days, whichever is more (POLICY.md). */
const FIRST_READING_DAYS = 7;
/** Posts on a page of a timeline. */
export const POSTS_PAGE = 100;

type FollowNeeds = Pick<Needs, "head" | "whole" | "wholeIsNeeded">;

const NO_FOLLOWS_WANTED: FollowNeeds = { head: null, whole: null, wholeIsNeeded: false };
const NOTHING_WANTED: Needs = {
  activities: { want: { read: "nothing" }, price: 0 },
  ...NO_FOLLOWS_WANTED,
};

/** What the needs of every account depend on. */
export interface NeedsNight {
  prices: ConnectorPrices;
  followOrder: FollowRows["order"];
  currentKeyVersion: number;
  followListsWanted: boolean;
  now: Date;
}

/** What is worth reading of an account tonight (DESIGN.md, the straight line: survey). */
export function needsOf(one: PlanAccount, night: NeedsNight): Needs {
  const profile = readableProfile(one);
  if (profile === null) return NOTHING_WANTED;
  const follows = night.followListsWanted ? followNeeds(one, profile, night) : NO_FOLLOWS_WANTED;
  return { activities: activitiesOffer(one, profile, night), ...follows };
}

function followNeeds({ account, readings }: PlanAccount, profile: Profile, night: NeedsNight): FollowNeeds {
  const { follow, unsealedMatch } = readings;
  const { followRows } = night.prices;
  const whole = { want: { read: "whole" }, price: followRows(profile.following ?? follow.rows) } as const;
  // Without an order a head says nothing, and yesterday's list vouches for nothing of today's.
  if (night.followOrder === "none") return { head: null, whole, wholeIsNeeded: true };
  const current = follow.keyVersion === night.currentKeyVersion;
  const waits = !unsealedMatch && mustWait(incompleteAt(follow), night.now);
  const needed = !waits && (!current || wholeIsNeeded(follow, profile, night.now));
  const due = !waits && (unsealedMatch || wholeReadDue(account.id, follow.wholeReadAt, night.now));
  return {
    head:
      current && headSaysSomething(follow, profile)
        ? { want: { read: "head" }, price: followRows(headRows(follow, profile)) }
        : null,
    whole: needed || due ? whole : null,
    wholeIsNeeded: needed,
  };
}

/** When the last whole reading ended incomplete; null: it did not. A list never read whole is only ever read whole. */
function incompleteAt(follow: PlanReadings["follow"]): Date | null {
  if (follow.incompleteSince !== undefined) return follow.incompleteSince;
  return follow.incomplete && follow.wholeReadAt === null ? follow.readAt : null;
}

/**
 * A head check needs a count and a gap to hold against it. Where the platform gives no count for long, the last whole
 * reading had none either: then a check finds new follows, and nothing passes. A count that is missing for one night
 * would only throw a sound list into doubt.
 */
function headSaysSomething(follow: PlanReadings["follow"], profile: Profile): boolean {
  if (follow.gap !== null) return profile.following !== null;
  return profile.following === null && follow.wholeReadAt !== null && follow.rows > 0;
}

/** The profile of an account that can be read tonight: openly there, and not closed in the register. */
function readableProfile({ account, surveyed }: PlanAccount): Profile | null {
  if (account.status === "closed" || surveyed.status !== "seen" || surveyed.presence !== "present")
    return null;
  return surveyed.profile;
}

function activitiesOffer(
  { surveyed, readings }: PlanAccount,
  profile: Profile,
  { prices, now }: { prices: ConnectorPrices; now: Date },
): Needs["activities"] {
  const newest = surveyed.status === "seen" ? surveyed.newestPostId : undefined;
  const { newestPostId, postsReadAt, postCount } = readings;
  if (newest === null) return NOTHING_WANTED.activities;
  if (newestPostId === null || postsReadAt === null) {
    const from = new Date(now.getTime() - FIRST_READING_DAYS * DAY_MS);
    const posts = Math.min(profile.posts ?? POSTS_PAGE, POSTS_PAGE);
    return { want: { read: "first", from }, price: prices.posts(posts) };
  }
  if (newest === newestPostId) return NOTHING_WANTED.activities;
  const more = Math.min(Math.max(1, (profile.posts ?? 0) - (postCount ?? 0)), POSTS_PAGE);
  return { want: { read: "since", postId: newestPostId }, price: prices.posts(more) };
}

/**
 * The list is unknown, too old, does not add up, or surely lost rows: a head check cannot mend that. Without a count
 * nothing can add up, and another whole reading would not change it.
 */
function wholeIsNeeded(follow: PlanReadings["follow"], { following }: Profile, now: Date): boolean {
  if (follow.wholeReadAt === null) return true;
  if (isWholeTooOld(follow.wholeReadAt, now)) return true;
  if (following === null) return false;
  return follow.gap === null || follow.incomplete || following < follow.rows + follow.gap;
}

/** Rows that a head check reads when as many are new as the counts say: pages of 1, 5, 20, 100, until 3 old ones come. */
function headRows(follow: PlanReadings["follow"], profile: Profile): number {
  if (profile.following === null) return 6;
  const fresh = Math.max(0, profile.following - follow.rows - (follow.gap ?? 0));
  if (fresh === 0) return 1;
  let rows = 6;
  for (let page = 20; rows < fresh + 3; page = 100) rows += page;
  return rows;
}
