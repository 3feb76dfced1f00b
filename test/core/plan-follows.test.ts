import { describe, expect, it } from "vitest";
import { planNight, type PlanReadings } from "../../src/core/plan.ts";
import { daysAgo } from "./made-up.ts";
import { caseOf, NIGHT, planOne, READ, UNREAD, type Case } from "./made-up-plan.ts";

/** The first whole reading of a list was incomplete some nights ago. */
function first(nights: number): Case {
  return { readings: UNREAD, follow: { rows: 7, keyVersion: 1, readAt: daysAgo(nights), incomplete: true } };
}

/** A whole reading was incomplete some nights ago; an earlier one was whole. */
function later(nights: number): Case {
  return { follow: { incomplete: true, incompleteSince: daysAgo(nights) } };
}

function unsealed(one: Case): Case {
  return { ...one, readings: { ...(one.readings ?? READ), unsealedMatch: true } };
}

describe("what is wanted of the follow list", () => {
  it.each<[string, Case, string]>([
    ["a head check of a list that was read", {}, "head"],
    ["the whole list, when never read", { readings: UNREAD }, "whole"],
    ["the whole list under a new key", { follow: { keyVersion: 0 } }, "whole"],
    ["the whole list, when it did not add up", { follow: { incomplete: true } }, "whole"],
    ["the whole list, when its month is over", { follow: { wholeReadAt: daysAgo(34) } }, "whole"],
    [
      "the whole list, when the platform counts fewer than we store",
      { profile: { following: 402 } },
      "whole",
    ],
    ["the whole list, when a match has no name", { readings: { ...READ, unsealedMatch: true } }, "whole"],
    ["nothing of a private account", { presence: "protected" }, "nothing"],
    ["nothing of a missing account", { presence: "missing" }, "nothing"],
    ["nothing of a suspended account", { presence: "suspended" }, "nothing"],
  ])("%s", (_, one, read) => expect(planOne(one).wanted.following.read).toBe(read));

  it.each<[string, Case]>([
    ["never read", { readings: UNREAD }],
    ["read before", {}],
    ["in doubt", { follow: { incomplete: true } }],
    ["under a new key", { follow: { keyVersion: 0 } }],
    ["with a match that has no name", { readings: { ...READ, unsealedMatch: true } }],
  ])("nothing, and nothing is left out, where no learner could be compared with it: a list %s", (_, one) => {
    const question = { ...NIGHT, remaining: 0, night: "2026-11-23", followListsWanted: false };
    const quiet = caseOf("a", { ...one, newestPostId: null });
    expect(planNight({ ...question, accounts: [quiet] })).toEqual({
      accounts: [
        {
          accountId: "a",
          wanted: { activities: { read: "nothing" }, following: { read: "nothing" }, leftOut: null },
          leftOutNeeds: [],
          estimate: 0,
        },
      ],
      total: 0,
      leftOut: 0,
    });
  });

  it.each<[string, Partial<PlanReadings["follow"]>, string]>([
    ["the whole list, when never read", UNREAD.follow, "whole"],
    ["the head alone, in the month after a whole reading", { gap: null }, "head"],
    ["the head alone, also while nothing may pass", { gap: null, incomplete: true }, "head"],
    ["the whole list, when its month is over", { gap: null, wholeReadAt: daysAgo(34) }, "whole"],
    ["nothing, where only this night's count is missing: a check could not add up", {}, "nothing"],
  ])("where the platform gives no count: %s", (_, follow, read) =>
    expect(planOne({ profile: { following: null }, follow }).wanted.following.read).toBe(read),
  );

  it("the whole list once more, when the platform counts again", () =>
    expect(planOne({ follow: { gap: null } }).wanted.following.read).toBe("whole"));

  it("a list without a count is read whole once in a month, not every night", () => {
    const wholes = Array.from({ length: 29 }, (_, days) => {
      const follow = { gap: null, incomplete: true, wholeReadAt: daysAgo(days + 1) };
      return planOne({ profile: { following: null }, follow }).wanted.following.read;
    }).filter((read) => read === "whole");
    expect(wholes).toEqual([]);
  });

  it.each<[string, Case, string]>([
    ["nothing the night after the first one", first(1), "nothing"],
    ["nothing two nights after the first one", first(2), "nothing"],
    ["the whole list three nights after the first one", first(3), "whole"],
    ["the head the night after a later one", later(1), "head"],
    ["the head two nights after a later one", later(2), "head"],
    ["the whole list three nights after a later one", later(3), "whole"],
    ["the whole list at once for a match without a name", unsealed(first(1)), "whole"],
    ["the whole list at once for a match without a name (later one)", unsealed(later(1)), "whole"],
  ])("after a whole reading that was incomplete: %s", (_, one, read) => {
    const planned = planOne({ ...one, newestPostId: null });
    expect(planned.wanted.following.read).toBe(read);
    expect(planned.wanted.leftOut).toBeNull();
  });
});

describe("a platform whose lists have no order", () => {
  const plan = (one: Case, remaining = 1_000_000) => {
    const accounts = [caseOf("a", one)];
    const [planned] = planNight({
      ...NIGHT,
      followOrder: "none",
      prices: { ...NIGHT.prices, currency: "quota", followRows: (rows) => Math.max(1, Math.ceil(rows / 50)) },
      accounts,
      remaining,
      night: "2026-11-23",
    }).accounts;
    return planned;
  };

  it.each<[string, Case]>([
    ["never read", { readings: UNREAD }],
    ["read last night", {}],
    ["incomplete last night", later(1)],
    ["that the platform does not count", { profile: { following: null }, follow: { gap: null } }],
  ])("is read whole every night: %s", (_, one) => {
    expect(plan(one)?.wanted.following).toEqual({ read: "whole" });
  });

  it("costs pages, by the rows that are stored where the platform counts none", () => {
    const one = { profile: { following: null }, newestPostId: null };
    expect(plan(one)?.estimate).toBe(8);
  });

  it("has no head check to fall back to: what does not fit is over budget", () => {
    const planned = plan({ newestPostId: null, profile: { following: null } }, 7);
    expect(planned).toMatchObject({
      wanted: { following: { read: "nothing" }, leftOut: "over-budget" },
      leftOutNeeds: ["following"],
    });
  });
});
