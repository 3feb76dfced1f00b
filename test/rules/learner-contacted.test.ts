import { describe, expect, it } from "vitest";
import { observed, unavailable, type Facts, type LearnerShare } from "../../src/core/facts.ts";
import type { Policy } from "../../src/core/policy.ts";
import { learnerContacted } from "../../src/rules/learner-contacted.ts";
import { daysAgo, factsWith, NOW, partly, policyWith } from "../core/made-up.ts";

interface Case {
  matches?: string[];
  partial?: boolean;
  knownDays?: number;
  notComparable?: number;
  share?: Partial<LearnerShare>;
  policy?: Partial<Policy>;
  facts?: Partial<Facts>;
}

function judge({
  matches = [],
  partial = false,
  knownDays = 100,
  notComparable = 0,
  share,
  policy,
  facts,
}: Case) {
  const contacts = {
    threads: 7,
    matches: matches.map((entryId) => ({ entryId, lastOn: "2026-11-20" })),
    from: daysAgo(knownDays),
    notComparable,
  };
  const given = factsWith({
    contacts: partial ? partly(contacts, "incomplete") : observed(contacts, NOW),
    learners: observed({ known: 700, enrolled: 1000, notComparable: 0, ...share }, NOW),
    ...facts,
  });
  return learnerContacted.evaluate(given, {
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

/** What the rule says on a later day of an account that was first read a week before NOW. */
function at(day: string) {
  const contacts = { threads: 7, matches: [], from: daysAgo(7), notComparable: 0 };
  const now = new Date(`${day}T03:40:00Z`);
  const facts = factsWith({ contacts: observed(contacts, now) });
  return learnerContacted.evaluate(facts, { now, policy: policyWith(), officialHandles: [], tagsKnown: {} });
}

describe("learner-contacted", () => {
  it.each<[string, Case, string]>([
    ["passes where no thread is a learner's and enough learners are known", {}, "pass"],
    ["fails on an answer in a learner's thread", { matches: ["e1"] }, "fail"],
    ["fails on one however short the reading", { matches: ["e1"], knownDays: 3 }, "fail"],
    ["fails on one although other starters are not known", { matches: ["e1"], partial: true }, "fail"],
    ["fails on one however few learners are known", { matches: ["e1"], share: { known: 1 } }, "fail"],
    ["does not pass while the starter of a thread is not known", { partial: true }, "incomplete"],
    [
      "does not pass while the answers are not known for the whole window",
      { knownDays: 89 },
      "not-long-known",
    ],
    ["passes once they are", { knownDays: 90 }, "pass"],
    ["goes by the window of the settings", { knownDays: 89, policy: { contactWindowDays: 30 } }, "pass"],
    ["does not pass when under half of the learners are known", { share: { known: 499 } }, "low-share"],
    [
      "does not pass while a learner cannot be compared with the starters",
      { notComparable: 2 },
      "not-comparable",
    ],
    [
      "does not pass while a learner cannot be compared with anybody",
      { share: { notComparable: 2 } },
      "not-comparable",
    ],
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
    ["cannot check what the platform hides", { facts: { contacts: { status: "hidden" } } }, "hidden"],
  ])("%s", (_, one, expected) => expect(verdict(one)).toBe(expected));

  it("says from when on it can be answered, while answers are not known without a gap far enough back", () => {
    expect(judge({ knownDays: 7 })).toMatchObject({
      detail:
        "Its answers are known without a gap since 2026-11-16 only, and the rule looks back 90 days: it can be answered from 2027-02-14 on.",
    });
    expect(at("2027-02-13")).toMatchObject({ cause: "not-long-known" });
    expect(at("2027-02-14")).toMatchObject({ result: "pass" });
  });

  it("has one subject a learner, named by the entry's id, and keeps no link, no text and no time but the day", () => {
    const result = judge({ matches: ["e1", "e2"] });
    if (result.result !== "fail") throw new Error(`the rule says ${result.result}`);
    expect(result.subjects.map(({ subject, severity }) => [subject, severity])).toEqual([
      ["e1", "safeguarding"],
      ["e2", "safeguarding"],
    ]);
    expect(result.subjects[0].evidence).toEqual({
      figures: { last_on: "2026-11-20", learners_known: 700, learners_enrolled: 1000 },
      posts: [],
    });
    expect(result.subjects[0].sentence).toBe(
      "It answered in a thread that may have been started by a current learner, last on 2026-11-20.",
    );
  });

  it("is complete only where every starter is known", () => {
    expect(judge({ matches: ["e1"] })).toMatchObject({ complete: true });
    expect(judge({ matches: ["e1"], partial: true })).toMatchObject({ complete: false });
  });

  it("has seen all who were found before, even when too few are known for a pass; not in a short reading", () => {
    expect(judge({ share: { known: 10 } })).toMatchObject({ cause: "low-share", seenAll: true });
    expect(judge({ share: { known: 10 }, knownDays: 3 })).not.toHaveProperty("seenAll");
  });
});
