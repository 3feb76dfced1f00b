import { describe, expect, it } from "vitest";
import { observed, unavailable, type Facts } from "../../src/core/facts.ts";
import { coverageOf, unreadAfter, type CoverageQuestion } from "../../src/core/reading-coverage.ts";
import { daysAgo, factsWith, NOW, partly } from "./made-up.ts";

function coverage(facts: Partial<Facts>, question: Partial<CoverageQuestion> = {}) {
  return coverageOf(factsWith(facts), {
    readings: { unreadSince: {} },
    observes: ["presence", "activities", "following"],
    followListsWanted: true,
    now: NOW,
    ...question,
  });
}

const down = unavailable("platform-error", "down");
const half = partly({ rows: 3, matches: [] }, "incomplete");

describe("what could not be read", () => {
  it("is nothing where all was", () => expect(coverage({})).toMatchObject({ value: { unread: [] } }));

  it("is whatever is not there or not whole, from tonight on", () => {
    expect(coverage({ activities: down, following: half })).toMatchObject({
      value: {
        unread: [
          { fact: "activities", since: NOW, cause: "platform-error" },
          { fact: "following", since: NOW, cause: "incomplete" },
        ],
      },
    });
  });

  it("counts from the first night that could not read it", () => {
    const readings = { unreadSince: { activities: daysAgo(4) } };
    expect(coverage({ activities: down }, { readings })).toMatchObject({
      value: { unread: [{ since: daysAgo(4) }] },
    });
  });

  it("counts from tonight where a clock that ran ahead noted it", () => {
    const readings = { unreadSince: { activities: daysAgo(-100) } };
    expect(coverage({ activities: down }, { readings })).toMatchObject({
      value: { unread: [{ since: NOW }] },
    });
  });

  it("is forgotten once it is read", () => {
    const readings = { unreadSince: { activities: daysAgo(4) } };
    const fact = coverage({}, { readings });
    if (fact.status !== "observed") throw new Error(fact.status);
    expect(unreadAfter(fact.value)).toEqual({});
  });

  it.each<[string, Partial<Facts>, Partial<CoverageQuestion>]>([
    [
      "a follow list that no rule can use",
      { following: unavailable("never-read", "not") },
      { followListsWanted: false },
    ],
    [
      "what the platform's connection cannot give",
      { following: down },
      { observes: ["presence", "activities"] },
    ],
    ["what the platform hides from everyone", { following: { status: "hidden" } }, {}],
    [
      "an account that is missing",
      { presence: observed("missing", NOW), activities: down, following: down },
      {},
    ],
    ["an account that is suspended", { presence: observed("suspended", NOW), activities: down }, {}],
  ])("is never %s", (_, facts, question) => {
    expect(coverage(facts, question)).toMatchObject({ value: { unread: [] } });
  });

  it("is not asked where the product has no connection", () => {
    expect(coverage({ presence: down }, { observes: null })).toEqual({ status: "nonexistent" });
  });
});
