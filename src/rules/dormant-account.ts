import type { Account } from "../core/account.ts";
import { commonClosures, daysBetween, localDateOf, openDays } from "../core/calendar.ts";
import type { Activities, Fact, Profile } from "../core/facts.ts";
import type { Result, Rule, RuleContext } from "../core/rule.ts";
import type { LocalDate } from "../core/time.ts";
import { couldNotRead, gate } from "./gate.ts";

/** POLICY.md, rules: dormant-account. An account without a post for too long: use it, merge it or close it. */
export const dormantAccount: Rule<"register" | "presence" | "profile" | "activities"> = {
  id: "dormant-account",
  version: 1,
  scope: "account",
  severity: "medium",
  section: "3",
  title: "Dormant account",
  why: "An account that nobody uses still speaks for us, and is the easiest one to be taken over unnoticed.",
  remedy: "Post again, or agree with Marketing to merge or close the account.",
  requires: ["register", "presence", "profile", "activities"],
  evaluate({ register, presence, profile, activities }, context) {
    const open = gate(register, presence);
    if (open.stop !== null) return open.stop;
    const { account } = open;
    const { policy, now } = context;
    const today = localDateOf(now, policy.timezone);
    const opened = openedOn(account, profile, policy.timezone);
    if (daysBetween(opened, today) < policy.dormantGraceDays) {
      return {
        result: "not-applicable",
        detail: `The account is in its first ${policy.dormantGraceDays} days.`,
      };
    }
    if (activities.status !== "observed") return couldNotRead(activities, "whether it still posts");
    return judge(account, activities.value, opened, today, context);
  },
};

function judge(
  account: Account,
  activities: Activities,
  opened: LocalDate,
  today: LocalDate,
  { policy, decided }: RuleContext,
): Result {
  const closures = commonClosures(
    policy.organisations.filter(({ id }) => account.organisations.includes(id)).map((one) => one.closures),
  );
  const limit = account.dormantAfterDays ?? policy.dormantAfterDays[account.platform];
  const { latestPostAt, from } = activities;
  const last = latestPostAt === null ? null : localDateOf(latestPostAt, policy.timezone);
  // Between the last post that was seen and the day from which none is missing, there may be one that nobody saw.
  const knownSince = later(localDateOf(from, policy.timezone), last ?? opened);
  const quietDays = openDays(knownSince, today, closures);
  const quietAtMost = openDays(last ?? opened, today, closures);
  const since = last === knownSince ? `the last post was on ${last}` : `no post found since ${knownSince}`;
  if (quietAtMost < limit) {
    return { result: "pass", detail: `Quiet for at most ${quietAtMost} open days (limit ${limit}).` };
  }
  if (quietDays < limit) {
    const detail = `No post was found, but the reading reaches back only to ${knownSince}.`;
    return { result: "could-not-check", cause: "incomplete", detail };
  }
  const severity =
    quietDays >= limit + policy.dormantHighAfterMoreDays && decided !== true ? "high" : "medium";
  const sentence = `Nothing posted for ${quietDays} open days (limit ${limit}): ${since}.`;
  const figures = {
    last_post_on: last,
    open_days_since_last_post: quietDays,
    limit_open_days: limit,
    own_limit_reason: account.dormantAfterDays === null ? null : account.dormantReason,
  };
  const subject = { subject: "account", severity, sentence, evidence: { figures, posts: [] } } as const;
  return { result: "fail", complete: true, subjects: [subject] };
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
