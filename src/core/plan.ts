import { createHash } from "node:crypto";
import type { AccountId } from "./account.ts";
import type { ConnectorPrices, FollowRows, Wanted } from "./connector.ts";
import type { Cause, Profile } from "./facts.ts";
import { needsOf, POSTS_PAGE, type Needs, type PlanAccount } from "./plan-needs.ts";
import { DAY_MS, type LocalDate } from "./time.ts";

export type { PlanAccount, PlanReadings } from "./plan-needs.ts";

export interface PlanQuestion {
  accounts: readonly PlanAccount[];
  prices: ConnectorPrices;
  followOrder: FollowRows["order"];
  /** What is left of the caps, whichever is less; in the platform's currency, as all figures of the plan. */
  remaining: number;
  /** The key under which learners and follows are hashed now. */
  currentKeyVersion: number;
  /** Whether a learner rule can use a follow list: it is authorised, and learners of the platform are known. */
  followListsWanted: boolean;
  /** Names the night: the order of equals rotates with it. */
  night: LocalDate;
  now: Date;
}

export type Need = "activities" | "following";

/** What the night wants of an account, and what it must leave out. */
export interface PlannedAccount {
  accountId: AccountId;
  wanted: Wanted & {
    leftOut: Cause | null;
    /** Of the needs left out, those that the platform's limits leave out: the budget leaves out the others. */
    rateLimited?: readonly Need[];
  };
  /** The needs that `leftOut` speaks of: those facts are not up to date tonight. */
  leftOutNeeds: readonly Need[];
  /** An estimate from the survey's counts. Each call's worst price is reserved on its own, later. */
  estimate: number;
}

/** Why a need is left out tonight; null: it is not. */
export function leftOutCause({ wanted, leftOutNeeds }: PlannedAccount, need: Need): Cause | null {
  if (!leftOutNeeds.includes(need)) return null;
  if (wanted.rateLimited === undefined) return wanted.leftOut;
  return wanted.rateLimited.includes(need) ? "rate-limited" : "over-budget";
}

export interface NightPlan {
  /** In the order of the question. */
  accounts: readonly PlannedAccount[];
  total: number;
  /** Accounts of which something is left out. */
  leftOut: number;
}

/** An account's needs, and what has been bought of them. */
interface Basket {
  readonly one: PlanAccount;
  readonly needs: Needs;
  activities: Wanted["activities"];
  following: Wanted["following"];
  readonly missing: Set<Need>;
  spent: number;
}
interface Purse {
  left: number;
}

/**
 * What to read of each account tonight, and at what price. New posts and head checks come first: they are cents. Whole
 * readings share the rest, riskiest first; one that does not fit falls back to a head check.
 */
export function planNight(question: PlanQuestion): NightPlan {
  const purse = { left: question.remaining };
  const baskets = question.accounts.map((one) => emptyBasket(one, needsOf(one, question)));
  for (const part of cheapParts(baskets, question)) buyCheapPart(part, purse);
  for (const basket of ordered(baskets, wholeRank, question)) buyWholeReading(basket, purse);
  const accounts = baskets.map(asPlanned);
  return {
    accounts,
    total: accounts.reduce((sum, one) => sum + one.estimate, 0),
    leftOut: accounts.filter((one) => one.wanted.leftOut !== null).length,
  };
}

/** Any account whose platform id is known. */
const KNOWN = { handle: "", platformId: "" };

/** What the same night costs without a memory: the profile, the newest 100 posts and the whole follow list. */
export function naiveCost(profile: Pick<Profile, "following">, prices: ConnectorPrices): number {
  return prices.survey([KNOWN]) + prices.posts(POSTS_PAGE) + prices.followRows(profile.following ?? 0);
}

function emptyBasket(one: PlanAccount, needs: Needs): Basket {
  const nothing = { read: "nothing" } as const;
  return { one, needs, activities: nothing, following: nothing, missing: new Set(), spent: 0 };
}

/** One cheap need of one account. */
interface CheapPart {
  basket: Basket;
  need: Need;
}

/**
 * Heads of follow lists and new posts. What was not looked at for most days comes first, whichever it is: whoever was left out
 * comes first another night, and nobody starves. Of what is equally old, the heads come first, since a learner may be in them.
 */
function cheapParts(baskets: readonly Basket[], question: PlanQuestion): readonly CheapPart[] {
  const parts = (["following", "activities"] as const).flatMap((need, order) =>
    baskets.map((basket) => {
      const { account, readings } = basket.one;
      const readAt = need === "following" ? readings.follow.readAt : readings.postsReadAt;
      const place = [
        Math.floor(millis(readAt) / DAY_MS),
        order,
        account.kind === "official" ? 0 : 1,
        lot(account.id, question.night),
      ];
      return { basket, need, place };
    }),
  );
  return parts.toSorted((a, b) => compare(a.place, b.place));
}

function buyCheapPart({ basket, need }: CheapPart, purse: Purse): void {
  const { activities, head, wholeIsNeeded } = basket.needs;
  if (need === "activities") {
    if (pay(basket, activities.price, purse)) basket.activities = activities.want;
    else basket.missing.add("activities");
    return;
  }
  // A needed whole reading takes the place of the head check; whether it can be had is seen when all cheap parts are paid.
  if (head === null || wholeIsNeeded) return;
  if (pay(basket, head.price, purse)) basket.following = head.want;
  else basket.missing.add("following");
}

function buyWholeReading(basket: Basket, purse: Purse): void {
  const { whole, head, wholeIsNeeded } = basket.needs;
  if (whole === null) return;
  const paidForHead = basket.following.read === "head" ? (head?.price ?? 0) : 0;
  if (pay(basket, whole.price - paidForHead, purse)) {
    basket.following = whole.want;
    basket.missing.delete("following");
    return;
  }
  if (!wholeIsNeeded) return;
  basket.missing.add("following");
  if (head !== null && pay(basket, head.price, purse)) basket.following = head.want;
}

function pay(basket: Basket, price: number, purse: Purse): boolean {
  if (price > 0 && price > purse.left) return false;
  purse.left -= price;
  basket.spent += price;
  return true;
}

function asPlanned({ one, activities, following, missing, spent }: Basket): PlannedAccount {
  return {
    accountId: one.account.id,
    wanted: { activities, following, leftOut: missing.size > 0 ? "over-budget" : null },
    leftOutNeeds: [...missing],
    estimate: spent,
  };
}

/** Lower comes first, figure by figure. */
type Rank = (one: PlanAccount, question: PlanQuestion) => readonly number[];

/** Names to seal, lists never read, lists in doubt, official accounts, then the longest unread. */
const wholeRank: Rank = ({ account, readings }, { currentKeyVersion }) => [
  readings.unsealedMatch ? 0 : 1,
  readings.follow.wholeReadAt === null ? 0 : 1,
  readings.follow.incomplete || readings.follow.keyVersion !== currentKeyVersion ? 0 : 1,
  account.kind === "official" ? 0 : 1,
  millis(readings.follow.wholeReadAt),
];

function millis(at: Date | null): number {
  return at === null ? 0 : at.getTime();
}

/** Equals stand in another order each night. */
function ordered(baskets: readonly Basket[], rank: Rank, question: PlanQuestion): readonly Basket[] {
  const placed = baskets.map((basket) => ({
    basket,
    place: [...rank(basket.one, question), lot(basket.one.account.id, question.night)],
  }));
  return placed.toSorted((a, b) => compare(a.place, b.place)).map(({ basket }) => basket);
}

function lot(accountId: AccountId, night: LocalDate): number {
  return createHash("sha256").update(`${accountId} ${night}`).digest().readUInt32BE(0);
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const difference = value - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
