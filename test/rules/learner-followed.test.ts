import { describe, expect, it } from "vitest";
import { observed, unavailable, type Facts, type LearnerShare } from "../../src/core/facts.ts";
import type { Policy } from "../../src/core/policy.ts";
import type { Result } from "../../src/core/rule.ts";
import { learnerFollowed } from "../../src/rules/learner-followed.ts";
import { daysAgo, factsWith, NOW, partly, policyWith } from "../core/made-up.ts";

interface Case {
  matches?: string[];
  partial?: boolean;
  share?: Partial<LearnerShare>;
  policy?: Partial<Policy>;
  facts?: Partial<Facts>;
}

function judge({ matches = [], partial = false, share, policy, facts }: Case): Result {
  const rows = matches.map((entryId) => ({ entryId, firstSeenAt: daysAgo(3) }));
  const list = { rows: 400, matches: rows };
  const given = factsWith({
    following: partial ? partly(list, "incomplete") : observed(list, NOW),
    learners: observed({ known: 700, enrolled: 1000, notComparable: 0, ...share }, NOW),
    ...facts,
  });
  return learnerFollowed.evaluate(given, {
    now: NOW,
    policy: policyWith(policy),
    officialHandles: [],
    tagsKnown: {},
  });
}

function verdict(one: Case): string {
  const result = judge(one);
  return result.result === "could-not-check" ? result.cause : result.result;
}

describe("learner-followed", () => {
  it.each<[string, Case, string]>([
    ["passes a whole list without a match, where enough learners are known", {}, "pass"],
    ["fails on a match", { matches: ["e1"] }, "fail"],
    ["fails on a match in a list that does not add up", { matches: ["e1"], partial: true }, "fail"],
    ["fails on a match however few learners are known", { matches: ["e1"], share: { known: 1 } }, "fail"],
    ["does not pass a list that does not add up", { partial: true }, "incomplete"],
    ["does not pass when under half of the learners are known", { share: { known: 499 } }, "low-share"],
    ["passes when half of them are known", { share: { known: 500 } }, "pass"],
    [
      "goes by the share of the settings",
      { share: { known: 499 }, policy: { learnerShareForPass: 0.4 } },
      "pass",
    ],
    ["does not pass while a learner cannot be compared", { share: { notComparable: 1 } }, "not-comparable"],
    [
      "does not run without the privacy section",
      { matches: ["e1"], policy: { learnerRulesAuthorised: false } },
      "not-authorised",
    ],
    [
      "cannot check without a list",
      { facts: { learners: unavailable("no-learner-list", "none") } },
      "no-learner-list",
    ],
    ["cannot check under an old key", { facts: { following: unavailable("stale-key", "old") } }, "stale-key"],
    ["cannot check what the platform hides", { facts: { following: { status: "hidden" } } }, "hidden"],
    [
      "does not apply where there is no following",
      { facts: { following: { status: "nonexistent" } } },
      "not-applicable",
    ],
  ])("%s", (_, one, expected) => expect(verdict(one)).toBe(expected));

  it("says how many learners are known beside a result without a match", () => {
    const known = { share: { known: 412, enrolled: 24_600 } };
    expect(judge(known)).toMatchObject({ detail: "No match among the 412 known of 24,600." });
    expect(judge({ share: { known: 600 } })).toMatchObject({
      detail: "No match among the 600 known of 1,000.",
    });
    expect(judge({ share: { notComparable: 3 } })).toMatchObject({
      detail: "3 learners are known by handle only; this list holds ids.",
    });
  });

  it("has one subject a learner, named by the entry's id, at safeguarding", () => {
    const result = judge({ matches: ["e1", "e2"] });
    if (result.result !== "fail") throw new Error(`the rule says ${result.result}`);
    expect(result.subjects.map((one) => [one.subject, one.severity])).toEqual([
      ["e1", "safeguarding"],
      ["e2", "safeguarding"],
    ]);
  });

  it("is complete only on a list that is whole: others may be followed too", () => {
    expect(judge({ matches: ["e1"] })).toMatchObject({ complete: true });
    expect(judge({ matches: ["e1"], partial: true })).toMatchObject({ complete: false });
  });

  it("has seen all who were found before, even when too few are known for a pass; not when some cannot be compared", () => {
    expect(judge({ share: { known: 10 } })).toMatchObject({ cause: "low-share", seenAll: true });
    expect(judge({ share: { known: 10, notComparable: 1 } })).not.toHaveProperty("seenAll");
    expect(judge({ share: { known: 10 }, partial: true })).not.toHaveProperty("seenAll");
  });

  it("keeps no word and no link in its evidence that leads to a learner", () => {
    const result = judge({ matches: ["e1"] });
    if (result.result !== "fail") throw new Error(`the rule says ${result.result}`);
    const [{ sentence, evidence }] = result.subjects;
    expect(evidence).toEqual({
      figures: { first_seen_on: "2026-11-20", learners_known: 700, learners_enrolled: 1000 },
      posts: [],
    });
    expect(sentence).toBe("It follows an account that may be a current learner's, first seen on 2026-11-20.");
  });
});
