import { createHash } from "node:crypto";
import type { AccountId } from "./account.ts";
import type { CallLimit, ConnectorLimits } from "./connector.ts";
import type { Need, PlannedAccount } from "./plan.ts";
import type { PlanAccount } from "./plan-needs.ts";
import { MINUTE_MS, type LocalDate } from "./time.ts";

/** How many requests the platform lets through between two instants: whole windows, one at least. */
export function requestsIn(from: Date, to: Date, { requests, windowMinutes }: CallLimit): number {
  const minutes = (to.getTime() - from.getTime()) / MINUTE_MS;
  return requests * Math.max(1, Math.floor(minutes / windowMinutes));
}

export interface LimitsQuestion {
  limits: ConnectorLimits | undefined;
  now: Date;
  deadline: Date;
  night: LocalDate;
  /** What these accounts may use of the platform's limits: a batch, its part of the platform's accounts. 0 to 1. */
  share: number;
}

/**
 * A plan that the platform's limits can carry in one night. What they cannot is left out as rate-limited, and comes first
 * another night: whose list or posts were not read for longest go first, names to seal before all. Leaving a reading out
 * does not lower an account's estimate unless nothing is left of it, so that the budget is never promised twice.
 */
export function withinLimits(
  planned: readonly PlannedAccount[],
  accounts: readonly PlanAccount[],
  question: LimitsQuestion,
): readonly PlannedAccount[] {
  const { limits, now, deadline, share } = question;
  if (limits === undefined) return planned;
  const of = (limit: CallLimit | undefined) =>
    limit === undefined ? Infinity : Math.max(1, Math.floor(requestsIn(now, deadline, limit) * share));
  const known = new Map(accounts.map((one) => [one.account.id, one]));
  const waiting = {
    activities: tooMany(planned, known, { need: "activities", room: of(limits.posts), question }),
    following: tooMany(planned, known, { need: "following", room: of(limits.follows), question }),
  };
  return planned.map((one) => {
    const needs = (["activities", "following"] as const).filter((need) => waiting[need].has(one.accountId));
    return needs.length === 0 ? one : without(one, needs);
  });
}

/** Requests that a planned reading takes, at the least. */
export function requestsOf(
  { wanted }: PlannedAccount,
  need: Need,
  rows: number,
  rowsPerRequest: number,
): number {
  if (wanted[need].read === "nothing") return 0;
  if (wanted[need].read === "whole") return Math.max(1, Math.ceil(rows / rowsPerRequest));
  return 1;
}

export function rowsOf({ surveyed, readings }: PlanAccount): number {
  const following = surveyed.status === "seen" ? (surveyed.profile?.following ?? null) : null;
  return following ?? readings.follow.rows;
}

/** Accounts whose reading does not fit. One that alone is more than a night can carry is read when its turn comes. */
function tooMany(
  planned: readonly PlannedAccount[],
  known: ReadonlyMap<AccountId, PlanAccount>,
  { need, room, question }: { need: Need; room: number; question: LimitsQuestion },
): ReadonlySet<AccountId> {
  const queue = planned
    .flatMap((one) => {
      const of = known.get(one.accountId);
      if (of === undefined || one.wanted[need].read === "nothing") return [];
      const requests = requestsOf(
        one,
        need,
        rowsOf(of),
        question.limits?.follows?.rowsPerRequest ?? Infinity,
      );
      return [{ id: one.accountId, requests, place: placeOf(of, need, question.night) }];
    })
    .toSorted((a, b) => compare(a.place, b.place));
  const left = new Set<AccountId>();
  let used = 0;
  for (const { id, requests } of queue) {
    if (used > 0 && used + requests > room) left.add(id);
    else used += requests;
  }
  return left;
}

/** Lower comes first. */
function placeOf({ account, readings }: PlanAccount, need: Need, night: LocalDate): readonly number[] {
  const at = need === "activities" ? readings.postsReadAt : readings.follow.readAt;
  return [
    need === "following" && readings.unsealedMatch ? 0 : 1,
    at?.getTime() ?? 0,
    account.kind === "official" ? 0 : 1,
    createHash("sha256").update(`${account.id} ${night}`).digest().readUInt32BE(0),
  ];
}

function compare(a: readonly number[], b: readonly number[]): number {
  const index = a.findIndex((value, at) => value !== b[at]);
  return index === -1 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}

function without(one: PlannedAccount, needs: readonly Need[]): PlannedAccount {
  const nothing = { read: "nothing" } as const;
  const activities = needs.includes("activities") ? nothing : one.wanted.activities;
  const following = needs.includes("following") ? nothing : one.wanted.following;
  const isEmpty = activities.read === "nothing" && following.read === "nothing";
  return {
    ...one,
    wanted: { activities, following, leftOut: one.wanted.leftOut ?? "rate-limited", rateLimited: needs },
    leftOutNeeds: [...new Set([...one.leftOutNeeds, ...needs])],
    estimate: isEmpty ? 0 : one.estimate,
  };
}
