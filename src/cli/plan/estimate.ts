import type { Account, AccountId } from "../../core/account.ts";
import type { CallLimit, Connector, Currency, Surveyed } from "../../core/connector.ts";
import type { Presence, Profile } from "../../core/facts.ts";
import {
  naiveCost,
  planNight,
  type Need,
  type PlanAccount,
  type PlannedAccount,
  type PlanReadings,
} from "../../core/plan.ts";
import type { Platform } from "../../core/platform.ts";
import { MINUTE_MS } from "../../core/time.ts";
import type { ComingNight } from "./next-night.ts";

/** An account that no survey has seen is taken for one of the reference night (bench/reference-night.ts). */
export const ASSUMED = { posts: 14, following: 400 } as const;

/** An account with what is stored of it. */
export interface StoredAccount {
  account: Account;
  readings: PlanReadings;
  /** The last survey's answer; null: it was never surveyed. */
  surveyed: { presence: Presence; profile: Profile | null } | null;
}

export interface PlatformQuestion {
  connector: Pick<Connector, "platform" | "prices" | "surveyBatch" | "limits" | "followRows">;
  accounts: readonly StoredAccount[];
  /** What the budgets leave, in the platform's currency; null: there is no cap. */
  room: number | null;
  keyVersion: number;
  /** Whether a learner rule can use the platform's follow lists; if not, none is read. */
  followListsWanted: boolean;
  night: ComingNight;
}

/** More requests of a kind than the platform lets through between the night's start and its deadline. */
export interface TooMuch {
  call: "survey" | "posts" | "follows";
  requests: number;
  possible: number;
}

/** What a night reads of one platform, as far as it can be told beforehand. Costs are in its currency. */
export interface PlatformPlan {
  platform: Platform;
  /** Millionths of a dollar, or units of its quota. */
  currency: Currency;
  accounts: number;
  neverSurveyed: number;
  followListsWanted: boolean;
  /** Accounts whose new posts are looked for, whose list's head is checked, whose list is read whole. */
  posts: number;
  heads: number;
  whole: readonly AccountId[];
  leftOut: readonly { accountId: AccountId; needs: readonly Need[] }[];
  survey: number;
  total: number;
  naive: number;
  room: number | null;
  /** Not even the survey can be paid: nothing of the platform is read. */
  surveyOverBudget: boolean;
  tooMuch: readonly TooMuch[];
}

/** The night of one platform, planned as the night itself will, on what the last survey said. */
export function estimate(question: PlatformQuestion): PlatformPlan {
  const { connector, accounts, keyVersion, followListsWanted, night } = question;
  const { prices } = connector;
  const survey = prices.survey(accounts.map(({ account }) => account));
  const room = question.room ?? Infinity;
  const surveyOverBudget = survey > room;
  const planned = planNight({
    accounts: accounts.map(asSurveyed),
    prices,
    followOrder: connector.followRows.order,
    remaining: Math.max(0, room - survey),
    currentKeyVersion: keyVersion,
    followListsWanted,
    night: night.date,
    now: night.scheduledFor,
  });
  const of = (wants: (one: PlannedAccount) => boolean) => planned.accounts.filter(wants);
  return {
    platform: connector.platform,
    currency: prices.currency,
    accounts: accounts.length,
    followListsWanted,
    neverSurveyed: accounts.filter(({ surveyed }) => surveyed === null).length,
    posts: of(({ wanted }) => wanted.activities.read !== "nothing").length,
    heads: of(({ wanted }) => wanted.following.read === "head").length,
    whole: of(({ wanted }) => wanted.following.read === "whole").map(({ accountId }) => accountId),
    leftOut: of(({ wanted }) => wanted.leftOut !== null).map(({ accountId, leftOutNeeds }) => ({
      accountId,
      needs: leftOutNeeds,
    })),
    survey,
    total: surveyOverBudget ? 0 : survey + planned.total,
    naive: accounts.reduce((sum, one) => sum + naiveOf(one, connector), 0),
    room: question.room,
    surveyOverBudget,
    tooMuch: tooMuchOf(question, planned.accounts),
  };
}

const ASSUMED_PROFILE: Omit<Profile, "handle"> = {
  platformId: "",
  createdAt: null,
  followers: null,
  ...ASSUMED,
};

/** The last survey's answer stands for tonight's; a stranger is assumed to be there. */
function asSurveyed({ account, readings, surveyed }: StoredAccount): PlanAccount {
  const { presence, profile } = surveyed ?? { presence: "present" as const, profile: strangerOf(account) };
  const answer: Surveyed = {
    accountId: account.id,
    status: "seen",
    presence,
    profile,
    ...(profile?.posts === 0 ? { newestPostId: null } : {}),
  };
  return { account, readings, surveyed: answer };
}

function strangerOf({ handle }: Account): Profile {
  return { ...ASSUMED_PROFILE, handle };
}

function naiveOf(
  { account, readings, surveyed }: StoredAccount,
  { prices }: PlatformQuestion["connector"],
): number {
  if (surveyed === null) return naiveCost(strangerOf(account), prices);
  const { presence, profile } = surveyed;
  if (presence !== "present" || profile === null) return prices.survey([account]);
  return naiveCost({ following: profile.following ?? readings.follow.rows }, prices);
}

function tooMuchOf(
  { connector, accounts, night }: PlatformQuestion,
  planned: readonly PlannedAccount[],
): TooMuch[] {
  const { limits } = connector;
  if (limits === undefined) return [];
  const following = new Map(accounts.map((one) => [one.account.id, followingOf(one)]));
  const pages = planned.map(({ accountId, wanted }) => {
    if (wanted.following.read === "nothing") return 0;
    if (wanted.following.read === "head") return 1;
    return Math.max(
      1,
      Math.ceil((following.get(accountId) ?? 0) / (limits.follows?.rowsPerRequest ?? Infinity)),
    );
  });
  const wanted = {
    survey: Math.ceil(accounts.length / connector.surveyBatch),
    posts: planned.filter((one) => one.wanted.activities.read !== "nothing").length,
    follows: pages.reduce((sum, number) => sum + number, 0),
  };
  return (["survey", "posts", "follows"] as const).flatMap((call) => {
    const limit = limits[call];
    if (limit === undefined) return [];
    const possible = requestsIn(night, limit);
    return wanted[call] > possible ? [{ call, requests: wanted[call], possible }] : [];
  });
}

function followingOf({ surveyed }: StoredAccount): number {
  return surveyed === null ? ASSUMED.following : (surveyed.profile?.following ?? 0);
}

/** Whole windows between start and deadline, one at least. */
function requestsIn(night: ComingNight, { requests, windowMinutes }: CallLimit): number {
  const minutes = (night.deadline.getTime() - night.scheduledFor.getTime()) / MINUTE_MS;
  return requests * Math.max(1, Math.floor(minutes / windowMinutes));
}
