import { describe, expect, it } from "vitest";
import { observed, unavailable, type Facts, type Presence } from "../../src/core/facts.ts";
import { HOUR_MS } from "../../src/core/time.ts";
import { vanishedAccount } from "../../src/rules/vanished-account.ts";
import { accountWith, factsWith, NOW, policyWith } from "../core/made-up.ts";

interface Case {
  seen?: Presence;
  missingHours?: number | null;
  isTakenOver?: boolean;
  facts?: Partial<Facts>;
}

function judge({ seen = "missing", missingHours = 24, isTakenOver = false, facts }: Case) {
  const missingSince = missingHours === null ? null : new Date(NOW.getTime() - missingHours * HOUR_MS);
  const given = factsWith({
    presence: observed(seen, NOW),
    absence: observed({ missingSince, isTakenOver }, NOW),
    ...facts,
  });
  return vanishedAccount.evaluate(given, {
    now: NOW,
    policy: policyWith(),
    officialHandles: [],
    tagsKnown: {},
  });
}

function verdict(one: Case): string {
  const result = judge(one);
  return result.result === "could-not-check" ? result.cause : result.result;
}

describe("vanished-account", () => {
  it.each<[string, Case, string]>([
    ["passes an account that is there", { seen: "present", missingHours: null }, "pass"],
    ["passes a private one: it is there", { seen: "protected", missingHours: null }, "pass"],
    ["fails a suspended one at once", { seen: "suspended", missingHours: null }, "fail"],
    ["waits for a second night before it calls one missing", { missingHours: 0 }, "account-missing"],
    ["takes no scan on the same day for a second night", { missingHours: 12 }, "account-missing"],
    ["fails one that is missing in a second night", { missingHours: 24 }, "fail"],
    ["takes what is 20 hours later for a second night", { missingHours: 20 }, "fail"],
    ["fails it when the clocks went forward in between", { missingHours: 23 }, "fail"],
    [
      "does not apply to a closed account",
      { facts: { register: observed(accountWith({ status: "closed" }), NOW) } },
      "not-applicable",
    ],
    [
      "cannot check what was not looked up",
      { facts: { presence: unavailable("rate-limited", "wait") } },
      "rate-limited",
    ],
  ])("%s", (_, one, expected) => expect(verdict(one)).toBe(expected));

  it("says since when, and that the handle is somebody else's", () => {
    expect(judge({})).toMatchObject({
      subjects: [
        { severity: "high", sentence: "The platform finds no such account: first missed on 2026-11-22." },
      ],
    });
    expect(judge({ isTakenOver: true })).toMatchObject({
      subjects: [{ evidence: { figures: { missing_since: "2026-11-22", taken_over: "yes" } } }],
    });
  });
});
