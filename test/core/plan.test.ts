import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { naiveCost } from "../../src/core/plan.ts";
import { daysAgo, PRICES, SEED } from "./made-up.ts";
import { caseOf, CENT, plan, planOne, READ, UNREAD, type Case } from "./made-up-plan.ts";

describe("what is wanted of posts", () => {
  it.each<[string, Case, string]>([
    ["nothing, when the newest one is known", {}, "nothing"],
    ["those since the newest known one", { newestPostId: "901" }, "since"],
    ["those since the newest known one, also when the newest was deleted", { newestPostId: "899" }, "since"],
    ["the first reading, when never read", { readings: UNREAD }, "first"],
    ["nothing, when none was ever made", { readings: UNREAD, newestPostId: null }, "nothing"],
    ["nothing of a private account", { presence: "protected", readings: UNREAD }, "nothing"],
    ["nothing of a missing account", { presence: "missing", readings: UNREAD }, "nothing"],
    ["nothing of a suspended account", { presence: "suspended", readings: UNREAD }, "nothing"],
    ["nothing of a closed account", { account: { status: "closed" }, readings: UNREAD }, "nothing"],
  ])("%s", (_, one, read) => expect(planOne(one).wanted.activities.read).toBe(read));
});

it("an account whose survey failed is not read, and the budget is not to blame", () => {
  const one = caseOf("a");
  const failed = { accountId: "a", status: "failed", cause: "platform-error", detail: "" } as const;
  const [planned] = plan([{ ...one, surveyed: failed }]).accounts;
  expect(planned?.wanted).toEqual({
    activities: { read: "nothing" },
    following: { read: "nothing" },
    leftOut: null,
  });
});

describe("the estimate", () => {
  it.each<[string, Case, number]>([
    ["a quiet night is one row", {}, CENT],
    ["two new posts and a row", { newestPostId: "902", profile: { posts: 102 } }, 2 * CENT],
    ["two new follows are pages of one and five", { profile: { following: 405 } }, 6 * CENT],
    [
      "thirty new follows are pages of one, five, twenty, a hundred",
      { profile: { following: 433 } },
      126 * CENT,
    ],
    ["the first reading is a page of posts and the list", { readings: UNREAD }, 453 * CENT],
    [
      "without a count, a head check is pages of one and five",
      { profile: { following: null }, follow: { gap: null } },
      6 * CENT,
    ],
    ["a private account costs nothing", { presence: "protected" }, 0],
  ])("%s", (_, one, microUsd) => expect(planOne(one).estimate).toBe(microUsd));

  it("naive is the profile, 100 posts and the whole list: 180.40 dollars for the reference night", () => {
    expect(40 * naiveCost({ following: 400 }, PRICES)).toBe(180_400_000);
  });
});

describe("what the budget leaves out", () => {
  it("is said, with the need that it concerns", () => {
    const planned = planOne({ readings: UNREAD }, 60 * CENT);
    expect(planned.wanted.leftOut).toBe("over-budget");
    expect(planned.wanted.activities.read).toBe("first");
    expect(planned.wanted.following.read).toBe("nothing");
    expect(planned.leftOutNeeds).toEqual(["following"]);
  });

  it("is a needed whole reading before a head check: new follows may still fail", () => {
    const planned = planOne({ follow: { incomplete: true } }, 100 * CENT);
    expect(planned.wanted).toMatchObject({ following: { read: "head" }, leftOut: "over-budget" });
  });

  it("is not said of a whole reading that was due and still has days: the head check holds", () => {
    const planned = planOne({ follow: { wholeReadAt: daysAgo(34) } }, 100 * CENT);
    expect(planned.wanted).toMatchObject({ following: { read: "head" }, leftOut: null });
  });

  it("spends cents on everybody before dollars on anybody", () => {
    const accounts = [caseOf("new", { readings: UNREAD, profile: { posts: 0 } }), caseOf("a"), caseOf("b")];
    const night = plan(accounts, 404 * CENT);
    expect(night.accounts.map((one) => one.wanted.following.read)).toEqual(["nothing", "head", "head"]);
    expect(plan(accounts, 405 * CENT).accounts[0]?.wanted.following.read).toBe("whole");
  });

  it("looks at the heads of lists, where a learner may be, before new posts", () => {
    const accounts = ["a", "b"].map((id) => caseOf(id, { newestPostId: "901" }));
    const night = plan(accounts, 2 * CENT);
    expect(night.accounts.map((one) => one.wanted.following.read)).toEqual(["head", "head"]);
    expect(night.accounts.map((one) => one.leftOutNeeds)).toEqual([["activities"], ["activities"]]);
  });

  it("lets posts that were left out for days go before heads that were not", () => {
    const waiting = { ...READ, postsReadAt: daysAgo(3) };
    const accounts = [caseOf("a"), caseOf("b", { newestPostId: "901", readings: waiting })];
    const [, b] = plan(accounts, CENT / 2).accounts;
    expect(b?.wanted.activities.read).toBe("since");
  });

  it("a list too long for the night does not stand in the way of shorter ones", () => {
    const long = caseOf("long", { readings: UNREAD, profile: { posts: 0, following: 100_000 } });
    const short = caseOf("short", { readings: UNREAD, profile: { posts: 0, following: 10 } });
    const night = plan([long, short], 500 * CENT);
    expect(night.accounts.map((one) => one.wanted.following.read)).toEqual(["nothing", "whole"]);
    expect(night).toMatchObject({ leftOut: 1, total: 10 * CENT });
  });

  it.each<[string, Case, Case]>([
    ["a match without a name", { readings: { ...READ, unsealedMatch: true } }, { readings: UNREAD }],
    ["a list never read", { readings: UNREAD }, { follow: { incomplete: true } }],
    ["a list in doubt", { follow: { incomplete: true } }, { follow: { wholeReadAt: daysAgo(36) } }],
    [
      "an official account",
      { account: { kind: "official" }, follow: { wholeReadAt: daysAgo(36) } },
      { follow: { wholeReadAt: daysAgo(50) } },
    ],
    [
      "the longest unread",
      { follow: { wholeReadAt: daysAgo(50) } },
      { follow: { wholeReadAt: daysAgo(36) } },
    ],
  ])("riskiest first: %s", (_, riskier, other) => {
    const quiet = { posts: 0 };
    const accounts = [
      caseOf("other", { ...other, profile: quiet, newestPostId: null }),
      caseOf("riskier", { ...riskier, profile: quiet, newestPostId: null }),
    ];
    const reads = plan(accounts, 420 * CENT).accounts.map((one) => one.wanted.following.read);
    expect(reads[1]).toBe("whole");
    expect(reads[0]).not.toBe("whole");
  });
});

it(`the plan never exceeds the budget, nor forgets an account (seed ${SEED})`, () => {
  const cases = fc.array(
    fc.record({
      readings: fc.constantFrom(READ, UNREAD),
      profile: fc.record({
        following: fc.integer({ min: 0, max: 3000 }),
        posts: fc.integer({ min: 0, max: 300 }),
      }),
      newestPostId: fc.constantFrom("900", "901", null),
    }),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(cases, fc.integer({ min: 0, max: 50_000_000 }), (drawn, budget) => {
      const night = plan(
        drawn.map((one, index) => caseOf(`a${index}`, one)),
        budget,
      );
      expect(night.total).toBeLessThanOrEqual(budget);
      expect(night.accounts.map((one) => one.accountId)).toEqual(drawn.map((_, index) => `a${index}`));
    }),
    { seed: SEED, numRuns: 300 },
  );
});

it("nobody starves: with money for one list a night, ten are read in ten nights", () => {
  const unread = new Set(Array.from({ length: 10 }, (_, index) => `a${index}`));
  for (let night = 1; night <= 10; night += 1) {
    const accounts = Array.from({ length: 10 }, (_, index) => {
      const readings = unread.has(`a${index}`) ? UNREAD : READ;
      return caseOf(`a${index}`, {
        readings,
        profile: { posts: 0, following: 400 },
        newestPostId: null,
        follow: readings === READ ? { gap: 0 } : {},
      });
    });
    const planned = plan(accounts, 410 * CENT, `2026-11-${String(night).padStart(2, "0")}`);
    const whole = planned.accounts.filter((one) => one.wanted.following.read === "whole");
    expect(whole).toHaveLength(1);
    whole.forEach((one) => unread.delete(one.accountId));
  }
  expect(unread.size).toBe(0);
});
