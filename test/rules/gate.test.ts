import { describe, expect, it } from "vitest";
import { observed, unavailable, type Facts } from "../../src/core/facts.ts";
import { LEARNER_RULE_IDS } from "../../src/core/safeguarding.ts";
import { RULES } from "../../src/rules/index.ts";
import { accountWith, factsWith, HANDLES, NOW, policyWith } from "../core/made-up.ts";

const CONTEXT = { now: NOW, policy: policyWith(), officialHandles: HANDLES, tagsKnown: {} };
const closed = observed(accountWith({ status: "closed" }), NOW);
const presence = (value: "present" | "protected" | "missing" | "suspended") => ({
  presence: observed(value, NOW),
});

it("rules are listed once, and say all that people need", () => {
  expect(new Set(RULES.map((rule) => rule.id)).size).toBe(RULES.length);
  for (const rule of RULES) {
    expect(rule.section).toBe(rule.id === "unaudited-account" ? "-" : "3");
    for (const words of [rule.why, rule.remedy]) expect(words).toMatch(/^[A-Z].+\.$/u);
  }
});

it("the rules about learners are those of the safeguarding severity: no setting changes whom the leads hear about", () => {
  const ids = RULES.filter(({ severity }) => severity === "safeguarding").map(({ id }) => id);
  expect(ids).toEqual([...LEARNER_RULE_IDS]);
});

/** These say themselves what it means that an account cannot be read. */
const UNGATED = ["vanished-account", "unaudited-account"];
const gated = RULES.filter(({ id }) => !UNGATED.includes(id));

describe.each(gated.map((rule) => [rule.id, rule] as const))("%s", (_, rule) => {
  it.each<[string, Partial<Facts>, object]>([
    [
      "cannot check a missing account",
      presence("missing"),
      { result: "could-not-check", cause: "account-missing" },
    ],
    [
      "cannot check a suspended one",
      presence("suspended"),
      { result: "could-not-check", cause: "account-suspended" },
    ],
    [
      "cannot check a private one",
      presence("protected"),
      { result: "could-not-check", cause: "account-protected" },
    ],
    [
      "does not judge what is closed and still there",
      { register: closed },
      { result: "could-not-check", cause: "account-closed" },
    ],
    [
      "cannot check an account that was not looked up",
      { presence: unavailable("rate-limited", "wait") },
      { result: "could-not-check", cause: "rate-limited" },
    ],
  ])("%s", (_claim, facts, result) => {
    expect(rule.evaluate(factsWith(facts), CONTEXT)).toMatchObject(result);
  });
});

describe.each(RULES.map((rule) => [rule.id, rule] as const))("%s", (_, rule) => {
  it("passes a healthy account", () => {
    expect(rule.evaluate(factsWith(), CONTEXT)).toMatchObject({ result: "pass" });
  });

  it.each(["missing", "suspended"] as const)("does not apply to what is closed and %s", (gone) => {
    const facts = factsWith({ register: closed, ...presence(gone) });
    expect(rule.evaluate(facts, CONTEXT)).toMatchObject({ result: "not-applicable" });
  });

  it("never passes on anything but observed facts", () => {
    for (const name of rule.requires) {
      if (name === "register" || name === "profile") continue;
      const partial = { ...factsWith()[name], status: "partial", cause: "incomplete", detail: "half" };
      for (const fact of [partial, unavailable("platform-error", "down"), { status: "hidden" }]) {
        const facts = { ...factsWith(), [name]: fact } as Facts;
        expect([name, rule.evaluate(facts, CONTEXT).result]).toEqual([name, "could-not-check"]);
      }
    }
  });
});
