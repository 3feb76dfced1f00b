import { describe, expect, it } from "vitest";
import type { Account } from "../../src/core/account.ts";
import { observed, unavailable, type Facts } from "../../src/core/facts.ts";
import type { Closure, Policy, Severity } from "../../src/core/policy.ts";
import { dormantAccount } from "../../src/rules/dormant-account.ts";
import { accountWith, daysAgo, factsWith, NOW, partly, policyWith } from "../core/made-up.ts";

interface Case {
  quietDays?: number | null;
  /** How far back the posts are known. */
  knownDays?: number;
  ageDays?: number;
  account?: Partial<Account>;
  closures?: Closure[];
  waivedSeverity?: Severity;
  facts?: Partial<Facts>;
}

function judge({
  quietDays = 2,
  knownDays = 300,
  ageDays = 2000,
  account,
  closures = [],
  waivedSeverity,
  facts,
}: Case) {
  const latestPostAt = quietDays === null ? null : daysAgo(quietDays);
  const given = factsWith({
    register: observed(accountWith(account), NOW),
    activities: observed({ latestPostAt, posts: [], from: daysAgo(knownDays) }, NOW),
    ...facts,
  });
  if (given.profile.status === "observed") given.profile.value.createdAt = daysAgo(ageDays);
  const policy: Policy = policyWith();
  const organisations = policy.organisations.map((one) => (one.id === "north" ? { ...one, closures } : one));
  const context = { now: NOW, policy: { ...policy, organisations }, officialHandles: [], tagsKnown: {} };
  return dormantAccount.evaluate(
    given,
    waivedSeverity === undefined ? context : { ...context, waivedSeverity },
  );
}

function severityOf(one: Case): string {
  const result = judge(one);
  return result.result === "fail" ? result.subjects[0].severity : result.result;
}

const summer: Closure = { from: "2026-09-01", to: "2026-09-30", name: "Summer" };

describe("dormant-account", () => {
  it.each<[string, Case, string]>([
    ["passes 59 days after the last post", { quietDays: 59 }, "pass"],
    ["fails 60 days after it, as medium", { quietDays: 60 }, "medium"],
    ["is medium for 60 days more", { quietDays: 119 }, "medium"],
    ["is high after those", { quietDays: 120 }, "high"],
    [
      "does not grow worse while it is waived as medium",
      { quietDays: 300, waivedSeverity: "medium" },
      "medium",
    ],
    ["is no less than it was when it was waived", { quietDays: 300, waivedSeverity: "high" }, "high"],
    ["leaves closures out", { quietDays: 89, closures: [summer] }, "pass"],
    [
      "fails when enough open days are left beside a closure",
      { quietDays: 90, closures: [summer] },
      "medium",
    ],
    ["gives YouTube 180 days", { quietDays: 179, account: { platform: "youtube" } }, "pass"],
    ["calls YouTube dormant after them", { quietDays: 180, account: { platform: "youtube" } }, "medium"],
    ["goes by the account's own number", { quietDays: 200, account: { dormantAfterDays: 250 } }, "pass"],
    ["fails by the account's own number", { quietDays: 20, account: { dormantAfterDays: 20 } }, "medium"],
    ["does not apply in the first 30 days", { quietDays: null, ageDays: 29 }, "not-applicable"],
    [
      "judges it from the 30th on",
      { quietDays: null, knownDays: 20_000, ageDays: 30, account: { dormantAfterDays: 20 } },
      "medium",
    ],
    ["passes a young account that never posted", { quietDays: null, knownDays: 20_000, ageDays: 45 }, "pass"],
    [
      "fails an account that never posted, from its opening on",
      { quietDays: null, knownDays: 20_000, ageDays: 60 },
      "medium",
    ],
    [
      "cannot tell where no post was found in a short reading",
      { quietDays: null, knownDays: 40 },
      "could-not-check",
    ],
    [
      "cannot tell where a post may lie unseen behind the last one",
      { quietDays: 70, knownDays: 10 },
      "could-not-check",
    ],
    ["passes where such a post could only be newer", { quietDays: 50, knownDays: 10 }, "pass"],
    ["fails where enough days are surely quiet", { quietDays: 90, knownDays: 60 }, "medium"],
    ["fails where none was found in a reading long enough", { quietDays: null, knownDays: 60 }, "medium"],
    [
      "counts a closure of one of two organisations",
      { quietDays: 60, closures: [summer], account: { organisations: ["north", "south"] } },
      "medium",
    ],
  ])("%s", (_, one, expected) => expect(severityOf(one)).toBe(expected));

  it("takes the register's date where the platform gives none, and the registration where neither does", () => {
    const profile = unavailable("incomplete", "no profile");
    const opened = (openedOn: string | null) => ({
      facts: { profile },
      account: { openedOn, registeredAt: daysAgo(5) },
    });
    expect(judge(opened("2026-11-10")).result).toBe("not-applicable");
    expect(judge(opened("2020-01-01")).result).toBe("pass");
    expect(judge(opened(null)).result).toBe("not-applicable");
  });

  it("never fails on posts that are only partly known: the newest may be missing", () => {
    const value = { latestPostAt: daysAgo(100), posts: [], from: daysAgo(300) };
    const partial = partly(value, "over-budget");
    expect(judge({ facts: { activities: partial } })).toMatchObject({
      result: "could-not-check",
      cause: "over-budget",
    });
  });

  it("denies no post that it knows of where others may be missing behind it", () => {
    expect(judge({ quietDays: 70, knownDays: 10 })).toMatchObject({
      cause: "not-long-known",
      detail: "No post was found since 2026-11-13, but before that day posts may be missing.",
    });
  });

  it("counts one day as one", () => {
    expect(judge({ quietDays: 1 })).toMatchObject({ detail: "Quiet for at most 1 open day (limit 60)." });
  });

  it("says since when, in plain English, with the figures beside it", () => {
    const result = judge({ quietDays: 71, account: { dormantAfterDays: 70, dormantReason: "seasonal" } });
    expect(result).toEqual({
      result: "fail",
      complete: true,
      subjects: [
        {
          subject: "account",
          severity: "medium",
          sentence: "Nothing posted for 71 open days (limit 70): the last post was on 2026-09-13.",
          evidence: {
            figures: {
              last_post_on: "2026-09-13",
              open_days_since_last_post: 71,
              limit_open_days: 70,
              own_limit_reason: "seasonal",
            },
            posts: [],
          },
        },
      ],
    });
  });
});
