import type { Account } from "../core/account.ts";
import type { Result, Rule, RuleContext } from "../core/rule.ts";
import { dormancyOf, isYoung, type Dormancy } from "./dormancy.ts";
import { couldNotRead, gate } from "./gate.ts";

/** POLICY.md, rules: dormant-account. An account without a post for too long: use it, merge it or close it. */
export const dormantAccount: Rule<"register" | "presence" | "profile" | "activities"> = {
  id: "dormant-account",
  version: 1,
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
    if (isYoung(account, profile, context)) {
      return {
        result: "not-applicable",
        detail: `The account is in its first ${context.policy.dormantGraceDays} days.`,
      };
    }
    if (activities.status !== "observed") return couldNotRead(activities, "whether it still posts");
    return judge(account, dormancyOf(account, profile, activities.value, context), context);
  },
};

function judge(account: Account, dormancy: Dormancy, { policy, waivedSeverity }: RuleContext): Result {
  const { state, limit, last, knownSince, quietDays, quietAtMost } = dormancy;
  if (state === "in-use") {
    return { result: "pass", detail: `Quiet for at most ${openDaysInWords(quietAtMost)} (limit ${limit}).` };
  }
  if (state === "unknown") {
    const detail = `No post was found since ${knownSince}, but before that day posts may be missing.`;
    return { result: "could-not-check", cause: "not-long-known", detail };
  }
  const since = last === knownSince ? `the last post was on ${last}` : `no post found since ${knownSince}`;
  const isHeld = waivedSeverity === "medium" || waivedSeverity === "low";
  const severity = quietDays >= limit + policy.dormantHighAfterMoreDays && !isHeld ? "high" : "medium";
  const sentence = `Nothing posted for ${openDaysInWords(quietDays)} (limit ${limit}): ${since}.`;
  const figures = {
    last_post_on: last,
    open_days_since_last_post: quietDays,
    limit_open_days: limit,
    own_limit_reason: account.dormantAfterDays === null ? null : account.dormantReason,
  };
  const subject = { subject: "account", severity, sentence, evidence: { figures, posts: [] } } as const;
  return { result: "fail", complete: true, subjects: [subject] };
}

function openDaysInWords(days: number): string {
  return days === 1 ? "1 open day" : `${days} open days`;
}
