import { expect, it } from "vitest";
import { coverageOf } from "../../src/core/coverage.ts";

const audited = (accountId: string) => ({ accountId, audited: true, cause: null });

const made = (
  accountId: string,
  result: "pass" | "fail" | "could-not-check" | "not-applicable",
  isOfRun = false,
) => ({
  accountId,
  ruleId: "r",
  result,
  cause: result === "could-not-check" ? ("low-share" as const) : null,
  isOfRun,
});

it("each rule's counts add up to the accounts, each account under what tonight says of it", () => {
  const accounts = [
    ...["a", "b", "c", "d", "e"].map(audited),
    { accountId: "f", audited: false, cause: null },
  ];
  const coverage = coverageOf(["r"], accounts, [
    made("a", "pass"),
    made("b", "fail"),
    made("c", "could-not-check"),
    made("d", "not-applicable"),
    made("f", "pass"),
  ]);
  expect(coverage).toEqual({
    accounts: 6,
    audited: 5,
    notAudited: 1,
    rules: { r: { pass: 1, fail: 1, couldNotCheck: { "low-share": 1, "not-audited": 2 }, notApplicable: 1 } },
  });
});

it("an account that was not audited counts under its own cause, for every rule", () => {
  const coverage = coverageOf(["r", "s"], [{ accountId: "a", audited: false, cause: "over-budget" }], []);
  expect(coverage.rules["r"]?.couldNotCheck).toEqual({ "over-budget": 1 });
  expect(coverage.rules["s"]?.couldNotCheck).toEqual({ "over-budget": 1 });
});

it("what the run itself found to fail for want of an audit is a fail; no earlier fail counts, and nothing passes", () => {
  const accounts = ["a", "b", "c"].map((accountId) => ({ accountId, audited: false, cause: null }));
  const coverage = coverageOf(["r"], accounts, [
    made("a", "fail", true),
    made("b", "pass", true),
    made("c", "fail"),
  ]);
  expect(coverage).toMatchObject({
    audited: 0,
    rules: { r: { fail: 1, couldNotCheck: { "not-audited": 2 } } },
  });
});

it("what does not apply does not for want of an audit either, if the run said so", () => {
  const accounts = ["a", "b"].map((accountId) => ({
    accountId,
    audited: false,
    cause: "no-connector" as const,
  }));
  const said = [made("a", "not-applicable", true), made("b", "not-applicable")];
  expect(coverageOf(["r"], accounts, said).rules["r"]).toMatchObject({
    couldNotCheck: { "no-connector": 1 },
    notApplicable: 1,
  });
});

it("a run without accounts has a line for each rule, all zero", () => {
  expect(coverageOf(["r"], [], []).rules["r"]).toEqual({
    pass: 0,
    fail: 0,
    couldNotCheck: {},
    notApplicable: 0,
  });
});
