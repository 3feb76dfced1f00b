import type { Account, AccountId } from "../../core/account.ts";
import type { CallLimit, Connector, Surveyed } from "../../core/connector.ts";
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
  connector: Pick<Connector, "platform" | "prices" | "surveyBatch" | "limits">;
  accounts: readonly StoredAccount[];
  /** What the budgets leave, in millionths of a dollar; null: there is no cap. */
  roomMicroUsd: number | null;
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

/** What a night reads of one platform, as far as it can be told beforehand. Money in millionths of a dollar. */
export interface PlatformPlan {
  platform: Platform;
  accounts: number;
  neverSurveyed: number;
  followListsWanted: boolean;
  /** Accounts whose new posts are looked for, whose list's head is checked, whose list is read whole. */
  posts: number;
  heads: number;
  whole: readonly AccountId[];
  leftOut: readonly { accountId: AccountId; needs: readonly Need[] }[];
  surveyMicroUsd: number;
  totalMicroUsd: number;
  naiveMicroUsd: number;
  roomMicroUsd: number | null;
  /** Not even the survey can be paid: nothing of the platform is read. */
  surveyOverBudget: boolean;
  tooMuch: readonly TooMuch[];
}

/** The night of one platform, planned as the night itself will, on what the last survey said. */
export function estimate(question: PlatformQuestion): PlatformPlan {
  const { connector, accounts, roomMicroUsd, keyVersion, followListsWanted, night } = question;
  const { prices } = connector;
  const surveyMicroUsd = accounts.length * prices.profile.microUsd;
  const room = roomMicroUsd ?? Infinity;
  const surveyOverBudget = surveyMicroUsd > room;
  const planned = planNight({
    accounts: accounts.map(asSurveyed),
    prices,
    remainingMicroUsd: Math.max(0, room - surveyMicroUsd),
    currentKeyVersion: keyVersion,
    followListsWanted,
    night: night.date,
    now: night.scheduledFor,
  });
  const of = (wants: (one: PlannedAccount) => boolean) => planned.accounts.filter(wants);
  return {
    platform: connector.platform,
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
    surveyMicroUsd,
    totalMicroUsd: surveyOverBudget ? 0 : surveyMicroUsd + planned.totalMicroUsd,
    naiveMicroUsd: accounts.reduce((sum, one) => sum + naiveOf(one, connector), 0),
    roomMicroUsd,
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
  const answer: Surveyed = { accountId: account.id, status: "seen", presence, profile };
  return { account, readings, surveyed: answer };
}

function strangerOf({ handle }: Account): Profile {
  return { ...ASSUMED_PROFILE, handle };
}

function naiveOf({ account, surveyed }: StoredAccount, { prices }: PlatformQuestion["connector"]): number {
  if (surveyed === null) return naiveCost(strangerOf(account), prices);
  const { presence, profile } = surveyed;
  if (presence !== "present" || profile === null) return prices.profile.microUsd;
  return naiveCost(profile, prices);
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
    return Math.max(1, Math.ceil((following.get(accountId) ?? 0) / limits.follows.rowsPerRequest));
  });
  const wanted = {
    survey: Math.ceil(accounts.length / connector.surveyBatch),
    posts: planned.filter((one) => one.wanted.activities.read !== "nothing").length,
    follows: pages.reduce((sum, number) => sum + number, 0),
  };
  return (["survey", "posts", "follows"] as const).flatMap((call) => {
    const possible = requestsIn(night, limits[call]);
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
