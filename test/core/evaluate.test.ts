import { describe, expect, it } from "vitest";
import { evaluate } from "../../src/core/evaluate.ts";
import type { Severity } from "../../src/core/policy.ts";
import type { Result, Rule } from "../../src/core/rule.ts";
import { factsWith, NOW, policyWith } from "./made-up.ts";

const CONTEXT = { accountId: "a", now: NOW, policy: policyWith(), officialHandles: [], tagsKnown: {} };
const SUBJECT = {
  subject: "account",
  severity: "medium",
  sentence: "It fails.",
  evidence: { figures: {}, posts: [] },
} as const;
const FAIL: Result = {
  result: "fail",
  complete: true,
  subjects: [SUBJECT, { ...SUBJECT, subject: "other" }],
};

function ruleThat(evaluateFacts: Rule["evaluate"], id = "rule"): Rule {
  return {
    id,
    version: 7,
    severity: "medium",
    section: "3",
    title: "",
    why: "",
    remedy: "",
    requires: [],
    evaluate: evaluateFacts,
  };
}

describe("evaluate", () => {
  it("gives one evaluation a rule, with its version and the time", () => {
    const rules = [ruleThat(() => FAIL, "one"), ruleThat(() => ({ result: "pass", detail: "" }), "two")];
    expect(evaluate(rules, factsWith(), CONTEXT)).toEqual([
      { accountId: "a", ruleId: "one", ruleVersion: 7, result: FAIL, at: NOW },
      { accountId: "a", ruleId: "two", ruleVersion: 7, result: { result: "pass", detail: "" }, at: NOW },
    ]);
  });

  it("takes a rule that throws for could not check, tells of it, and goes on", () => {
    const faults: [string, unknown][] = [];
    const mistake = new Error("a mistake of ours");
    const rules = [
      ruleThat(() => {
        throw mistake;
      }, "broken"),
      ruleThat(() => FAIL, "sound"),
    ];
    const onFault = (ruleId: string, error: unknown) => faults.push([ruleId, error]);
    const made = evaluate(rules, factsWith(), { ...CONTEXT, onFault });
    expect(made[0]?.result).toEqual({
      result: "could-not-check",
      cause: "incomplete",
      detail: "the rule itself failed",
    });
    expect(made[1]?.result).toEqual(FAIL);
    expect(faults).toEqual([["broken", mistake]]);
  });

  it("gives all findings of a rule the severity that the settings name for it", () => {
    const policy = policyWith({ severities: { rule: "high" } });
    const [made] = evaluate([ruleThat(() => FAIL)], factsWith(), { ...CONTEXT, policy });
    expect(made?.result).toMatchObject({ subjects: [{ severity: "high" }, { severity: "high" }] });
  });

  it("tells a rule what a waiver of its finding accepts", () => {
    const heard: (Severity | undefined)[] = [];
    const listen = ruleThat((_, { waivedSeverity }) => {
      heard.push(waivedSeverity);
      return FAIL;
    });
    evaluate([listen], factsWith(), CONTEXT);
    evaluate([listen], factsWith(), { ...CONTEXT, waivedSeverities: new Map([["rule", "low"]]) });
    expect(heard).toEqual([undefined, "low"]);
  });
});
