import type { Account } from "../core/account.ts";
import { daysBetween, localDateOf, openDays } from "../core/calendar.ts";
import { closuresOf } from "../core/closures.ts";
import type { Activities, Fact, Profile } from "../core/facts.ts";
import type { RuleContext } from "../core/rule.ts";
import type { LocalDate } from "../core/time.ts";

/** How long an account has been quiet, in open days: at least `quietDays`, at most `quietAtMost`. */
export interface Dormancy {
  /** `unknown`: between the last post that was seen and the day from which none is missing, there may be one. */
  state: "in-use" | "unknown" | "dormant";
  limit: number;
  last: LocalDate | null;
  knownSince: LocalDate;
  quietDays: number;
  quietAtMost: number;
}

/** The one judgement of dormancy: dormant-account reports it, barely-used-account is silent while it holds. */
export function dormancyOf(
  account: Account,
  profile: Fact<Profile>,
  { latestPostAt, from }: Activities,
  { policy, now }: RuleContext,
): Dormancy {
  const closures = closuresOf(account, policy);
  const today = localDateOf(now, policy.timezone);
  const opened = openedOn(account, profile, policy.timezone);
  const limit = account.dormantAfterDays ?? policy.dormantAfterDays[account.platform];
  const last = latestPostAt === null ? null : localDateOf(latestPostAt, policy.timezone);
  const knownSince = later(localDateOf(from, policy.timezone), last ?? opened);
  const quietDays = openDays(knownSince, today, closures);
  const quietAtMost = openDays(last ?? opened, today, closures);
  const state = quietAtMost < limit ? "in-use" : quietDays < limit ? "unknown" : "dormant";
  return { state, limit, last, knownSince, quietDays, quietAtMost };
}

/** Too young to be called dormant. */
export function isYoung(account: Account, profile: Fact<Profile>, { policy, now }: RuleContext): boolean {
  return ageInDays(account, profile, { policy, now }) < policy.dormantGraceDays;
}

export function ageInDays(
  account: Account,
  profile: Fact<Profile>,
  { policy, now }: Pick<RuleContext, "policy" | "now">,
): number {
  return daysBetween(openedOn(account, profile, policy.timezone), localDateOf(now, policy.timezone));
}

/** The platform's date of creation, else the register's, else the day on which it was registered. */
function openedOn(account: Account, profile: Fact<Profile>, zone: string): LocalDate {
  const created = profile.status === "observed" ? profile.value.createdAt : null;
  if (created !== null) return localDateOf(created, zone);
  return account.openedOn ?? localDateOf(account.registeredAt, zone);
}

function later(a: LocalDate, b: LocalDate): LocalDate {
  return a > b ? a : b;
}
