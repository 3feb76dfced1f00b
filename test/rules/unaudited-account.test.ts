import { describe, expect, it } from "vitest";
import { observed, unavailable, type Cause, type Facts, type ReadFact } from "../../src/core/facts.ts";
import { unauditedAccount } from "../../src/rules/unaudited-account.ts";
import { accountWith, daysAgo, factsWith, NOW, policyWith } from "../core/made-up.ts";

const unread = (fact: ReadFact, days: number, cause: Cause) => ({ fact, since: daysAgo(days), cause });

function judge(list: readonly ReturnType<typeof unread>[], facts: Partial<Facts> = {}) {
  const given = factsWith({ coverage: observed({ unread: list }, NOW), ...facts });
  return unauditedAccount.evaluate(given, {
    now: NOW,
    policy: policyWith(),
    officialHandles: [],
    tagsKnown: {},
  });
}

describe("unaudited-account", () => {
  it.each<[string, ReturnType<typeof unread>[], Partial<Facts>, string]>([
    ["passes where all was read", [], {}, "pass"],
    ["passes what was unreadable for six days", [unread("activities", 6, "platform-error")], {}, "pass"],
    ["fails what was unreadable for seven", [unread("activities", 7, "platform-error")], {}, "fail"],
    [
      "fails an account that nobody could look up",
      [unread("presence", 9, "not-connected")],
      { presence: unavailable("not-connected", "no token") },
      "fail",
    ],
    [
      "fails one that was made private: a person must decide",
      [unread("activities", 8, "account-protected")],
      { presence: observed("protected", NOW) },
      "fail",
    ],
    [
      "does not apply where the product has no connection",
      [],
      { coverage: { status: "nonexistent" } },
      "not-applicable",
    ],
    [
      "does not apply to a closed account",
      [unread("presence", 9, "not-connected")],
      { register: observed(accountWith({ status: "closed" }), NOW) },
      "not-applicable",
    ],
  ])("%s", (_, list, facts, expected) => expect(judge(list, facts).result).toBe(expected));

  it("names what, since when and why, longest first, and nothing that is younger than the limit", () => {
    const list = [
      unread("presence", 2, "rate-limited"),
      unread("following", 8, "over-budget"),
      unread("activities", 10, "no-permission"),
    ];
    expect(judge(list)).toMatchObject({
      complete: true,
      subjects: [
        {
          subject: "account",
          severity: "medium",
          sentence:
            "Not readable since 2026-11-13: its posts, its follow list (the platform refused us permission).",
          evidence: { figures: { cause: "no-permission", not_read_since: "2026-11-13" } },
        },
      ],
    });
  });
});
