import { describe, expect, it } from "vitest";
import { observed, unavailable, type Facts } from "../../src/core/facts.ts";
import type { OfficialHandle } from "../../src/core/policy.ts";
import { officialAccountUnfollowed } from "../../src/rules/official-account-unfollowed.ts";
import {
  accountWith,
  daysAgo,
  factsWith,
  handleOf,
  HANDLES,
  NOW,
  partly,
  policyWith,
} from "../core/made-up.ts";

interface Case {
  follows?: string[];
  handles?: OfficialHandle[];
  facts?: Partial<Facts>;
}

function verdict({ follows = [], handles = HANDLES, facts }: Case): string {
  const given = factsWith({ officialFollows: observed({ accountIds: follows }, NOW), ...facts });
  const context = { now: NOW, policy: policyWith(), officialHandles: handles, tagsKnown: {} };
  const result = officialAccountUnfollowed.evaluate(given, context);
  return result.result === "could-not-check" ? result.cause : result.result;
}

const SOUTH = handleOf("southcollege", "south");

describe("official-account-unfollowed", () => {
  it.each<[string, Case, string]>([
    ["fails an account that follows none", {}, "fail"],
    ["passes one that follows the Group", { follows: ["official-capitalccg"] }, "pass"],
    ["passes one that follows its college", { follows: ["official-northcollege"] }, "pass"],
    [
      "does not count another college",
      { follows: ["official-southcollege"], handles: [...HANDLES, SOUTH] },
      "fail",
    ],
    [
      "does not judge official accounts",
      { facts: { register: observed(accountWith({ kind: "official" }), NOW) } },
      "not-applicable",
    ],
    ["does not apply where nobody official is", { handles: [SOUTH] }, "not-applicable"],
    [
      "does not apply where the official accounts are on another platform",
      { handles: [handleOf("capitalccg", "group", { platform: "youtube" })] },
      "not-applicable",
    ],
    [
      "does not ask for an account that is official no more",
      { handles: [handleOf("capitalccg", "group", { validTo: daysAgo(1) })] },
      "not-applicable",
    ],
    [
      "fails nothing on a list that does not add up",
      { facts: { officialFollows: partly({ accountIds: [] }, "incomplete") } },
      "incomplete",
    ],
    [
      "passes nothing on one either: the row may have gone since",
      { facts: { officialFollows: partly({ accountIds: ["official-capitalccg"] }, "incomplete") } },
      "incomplete",
    ],
    [
      "cannot check a list that was never read",
      { facts: { officialFollows: unavailable("never-read", "not yet") } },
      "never-read",
    ],
    ["cannot check what the platform hides", { facts: { officialFollows: { status: "hidden" } } }, "hidden"],
    [
      "does not apply where there is no following",
      { facts: { officialFollows: { status: "nonexistent" } } },
      "not-applicable",
    ],
  ])("%s", (_, one, expected) => expect(verdict(one)).toBe(expected));
});
