import type { Account, AccountId } from "../../core/account.ts";
import type { Connector, ConnectorPrices, Currency, Surveyed } from "../../core/connector.ts";
import type { Cause, Presence, Profile } from "../../core/facts.ts";
import { requestsIn, requestsOf, rowsOf, withinLimits } from "../../core/plan-limits.ts";
import {
  leftOutCause,
  naiveCost,
  planNight,
  type Need,
  type PlanAccount,
  type PlannedAccount,
  type PlanReadings,
} from "../../core/plan.ts";
import type { Platform } from "../../core/platform.ts";
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

/** What the budget or the platform's limits leave for another night. */
export interface LeftOut {
  accountId: AccountId;
  needs: readonly Need[];
  /** Of each of these needs. */
  causes: Readonly<Partial<Record<Need, Cause>>>;
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
  leftOut: readonly LeftOut[];
  survey: number;
  /** Where not even the whole survey can be paid: the most that it can come to. */
  total: number;
  naive: number;
  room: number | null;
  /** Not even the whole survey can be paid: beyond what of it can, nothing of the platform is read. */
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
  const asked = accounts.map(asSurveyed);
  const wished = planNight({
    accounts: asked,
    prices,
    followOrder: connector.followRows.order,
    remaining: Math.max(0, room - survey),
    currentKeyVersion: keyVersion,
    followListsWanted,
    night: night.date,
    now: night.scheduledFor,
  }).accounts;
  const planned = withinLimits(wished, asked, {
    limits: connector.limits,
    now: night.scheduledFor,
    deadline: night.deadline,
    night: night.date,
    share: 1,
  });
  const of = (wants: (one: PlannedAccount) => boolean) => planned.filter(wants);
  return {
    platform: connector.platform,
    currency: prices.currency,
    accounts: accounts.length,
    followListsWanted,
    neverSurveyed: accounts.filter(({ surveyed }) => surveyed === null).length,
    posts: of(({ wanted }) => wanted.activities.read !== "nothing").length,
    heads: of(({ wanted }) => wanted.following.read === "head").length,
    whole: of(({ wanted }) => wanted.following.read === "whole").map(({ accountId }) => accountId),
    leftOut: planned.flatMap(leftOutOf),
    survey,
    total: surveyOverBudget ? mostOfPart(accounts, prices, room) : survey + totalOf(planned),
    naive: accounts.reduce((sum, one) => sum + naiveOf(one, connector), 0),
    room: question.room,
    surveyOverBudget,
    tooMuch: tooMuchOf(question, wished, asked),
  };
}

/** Which look-ups fit is seen when they are made: no more than the budget leaves, and nothing where none can. */
function mostOfPart(accounts: readonly StoredAccount[], prices: ConnectorPrices, room: number): number {
  return accounts.some(({ account }) => prices.survey([account]) <= room) ? room : 0;
}

function leftOutOf(one: PlannedAccount): LeftOut[] {
  const { accountId, leftOutNeeds: needs } = one;
  const causes = Object.fromEntries(needs.map((need) => [need, leftOutCause(one, need)]));
  return needs.length === 0 ? [] : [{ accountId, needs, causes }];
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

function totalOf(planned: readonly PlannedAccount[]): number {
  return planned.reduce((sum, { estimate: cost }) => sum + cost, 0);
}

/** What the plan wishes for against what the platform lets through. */
function tooMuchOf(
  { connector, accounts, night }: PlatformQuestion,
  wished: readonly PlannedAccount[],
  asked: readonly PlanAccount[],
): TooMuch[] {
  const { limits } = connector;
  if (limits === undefined) return [];
  const rows = new Map(asked.map((one) => [one.account.id, rowsOf(one)]));
  const sumOf = (need: Need) =>
    wished.reduce((sum, one) => {
      const rowsPerRequest = limits.follows?.rowsPerRequest ?? Infinity;
      const requests = requestsOf(one, need, rows.get(one.accountId) ?? 0, rowsPerRequest);
      return sum + requests;
    }, 0);
  const wanted = {
    survey: Math.ceil(accounts.length / connector.surveyBatch),
    posts: sumOf("activities"),
    follows: sumOf("following"),
  };
  return (["survey", "posts", "follows"] as const).flatMap((call) => {
    const limit = limits[call];
    if (limit === undefined) return [];
    const possible = requestsIn(night.scheduledFor, night.deadline, limit);
    return wanted[call] > possible ? [{ call, requests: wanted[call], possible }] : [];
  });
}
