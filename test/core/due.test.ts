import { expect, test } from "vitest";
import { dueOn, type DueQuestion } from "../../src/core/due.ts";
import type { Organisation } from "../../src/core/policy.ts";
import { policyWith } from "./made-up.ts";

const CHRISTMAS = { from: "2026-12-24", to: "2027-01-01", name: "Christmas" };
const INSET = { from: "2027-01-04", to: "2027-01-08", name: "Inset week" };

function organisation(id: string, closures: Organisation["closures"]): Organisation {
  return { id, name: id, shortName: id, hashtags: [], closures };
}

const POLICY = policyWith({
  timezone: "Europe/London",
  organisations: [organisation("north", [CHRISTMAS, INSET]), organisation("south", [CHRISTMAS])],
  dueAfterDays: { safeguarding: 2, high: 10, medium: 20, low: null },
});

/** Opened on Friday 18 December. */
function due(
  changes: Partial<DueQuestion["finding"]> & Partial<Pick<DueQuestion, "worsened" | "knowableSince">> = {},
  organisations: readonly string[] = ["south"],
) {
  const { worsened = null, knowableSince = new Date("2026-11-01T00:00:00Z"), ...finding } = changes;
  return dueOn({
    finding: { severity: "high", status: "open", lastOpenedAt: new Date("2026-12-18T03:31:00Z"), ...finding },
    account: { organisations },
    worsened,
    policy: POLICY,
    knowableSince,
  });
}

test("so many working days after it opened, weekends and closures left out", () => {
  expect(due()).toBe("2027-01-12");
});

test("the closures are those of the account's own organisation, and of several only what all have closed", () => {
  expect(due({}, ["north"])).toBe("2027-01-19");
  expect(due({}, ["north", "south"])).toBe("2027-01-12");
});

test("the go-live is when people could know of a backlog", () => {
  expect(due({ knowableSince: new Date("2027-01-04T09:00:00Z") })).toBe("2027-01-18");
  expect(due({ knowableSince: null })).toBeNull();
});

test("an acknowledged one stays due; low ones, and what is accepted or settled, have no date", () => {
  expect(due({ status: "acknowledged" })).toBe("2027-01-12");
  expect(due({ severity: "low" })).toBeNull();
  expect(due({ status: "waived" })).toBeNull();
  expect(due({ status: "dismissed" })).toBeNull();
  expect(due({ status: "resolved" })).toBeNull();
});

test("one that grew worse has the days of its new severity from then on", () => {
  const worsened = { at: new Date("2027-01-05T03:31:00Z"), from: "low" as const };
  expect(due({ worsened })).toBe("2027-01-19");
});

test("growing worse never gives more time than there was", () => {
  const lastOpenedAt = new Date("2026-11-20T03:31:00Z");
  const worsened = { at: new Date("2026-12-17T03:31:00Z"), from: "medium" as const };
  expect(due({ lastOpenedAt, severity: "medium" })).toBe("2026-12-18");
  expect(due({ lastOpenedAt, worsened })).toBe("2026-12-18");
});

test("what was worse before it opened again does not count", () => {
  const worsened = { at: new Date("2026-12-01T03:31:00Z"), from: "medium" as const };
  expect(due({ worsened })).toBe("2027-01-12");
});
