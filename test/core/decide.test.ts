import { describe, expect, it } from "vitest";
import { decide, type Question, type Verdict } from "../../src/core/decide.ts";
import type { Decision, FindingStatus, Wish } from "../../src/core/finding.ts";
import { assigneeOf, inForce } from "../../src/core/in-force.ts";
import { daysAgo, NOW } from "./made-up.ts";
import { findingWith } from "./made-up-findings.ts";

const TODAY = "2026-11-25";
const JO = "Jo Smith";
const LEAD = { name: "A. Lead", email: "lead@college.example", publicKey: null };

function wish(kind: Wish["kind"], more: Partial<Wish> = {}): Wish {
  const needed = kind === "waived" ? { until: "2027-01-31" } : {};
  return { kind, by: JO, reason: "because", evidence: null, until: null, assignee: null, ...needed, ...more };
}

function made(kind: Decision["kind"], more: Partial<Decision> = {}): Decision {
  return { ...wish(kind), at: daysAgo(1), systemUser: "jo", ...more };
}

function question(status: FindingStatus, more: Partial<Question> = {}): Question {
  return {
    finding: findingWith({ status, ...(status === "resolved" ? { closing: "fixed", closedAt: NOW } : {}) }),
    earlier: [],
    keepers: ["art@college.example"],
    guardians: null,
    today: TODAY,
    zone: "Europe/London",
    longestWaiverDays: 365,
    ...more,
  };
}

/** An answer to a learner, last seen in the night of today. */
function answeredOn(lastOn: string) {
  const evidence = { figures: { last_on: lastOn }, posts: [] };
  return findingWith({ ruleId: "learner-contacted", evidence, lastSeenAt: new Date(`${TODAY}T03:31:00Z`) });
}

/** The status afterwards, or what else became of it. */
function outcome(verdict: Verdict): string {
  return verdict.verdict === "applies" ? verdict.after.status : verdict.verdict;
}

describe("what a decision makes of a finding", () => {
  it.each<[FindingStatus, Wish["kind"], string]>([
    ["open", "acknowledged", "acknowledged"],
    ["open", "waived", "waived"],
    ["open", "wrong", "dismissed"],
    ["open", "settled", "refused"],
    ["open", "withdrawn", "unchanged"],
    ["acknowledged", "waived", "waived"],
    ["acknowledged", "wrong", "dismissed"],
    ["acknowledged", "withdrawn", "open"],
    ["waived", "acknowledged", "refused"],
    ["waived", "waived", "waived"],
    ["waived", "wrong", "dismissed"],
    ["waived", "withdrawn", "open"],
    ["dismissed", "acknowledged", "refused"],
    ["dismissed", "waived", "refused"],
    ["dismissed", "withdrawn", "open"],
    ["resolved", "acknowledged", "settled"],
    ["resolved", "waived", "settled"],
    ["resolved", "wrong", "settled"],
    ["resolved", "withdrawn", "settled"],
  ])("%s, %s: %s", (status, kind, expected) => {
    expect(outcome(decide(wish(kind), question(status)))).toBe(expected);
  });

  it("an assignment leaves the status as it is, a waiver's end too", () => {
    const waivedUntil = new Date("2026-12-31T23:59:59.999Z");
    const finding = findingWith({ status: "waived", waivedUntil, waivedSeverity: "medium" });
    const verdict = decide(
      wish("assigned", { assignee: "ART@college.example" }),
      question("waived", { finding }),
    );
    expect(verdict).toEqual({
      verdict: "applies",
      after: { status: "waived", waivedUntil, waivedSeverity: "medium", isClosed: false },
    });
  });
});

describe("a waiver", () => {
  const until = (day: string | null) => decide(wish("waived", { until: day }), question("open"));

  it("holds for all of its last day on the wall clock, for what it is now", () => {
    expect(until("2027-06-30")).toEqual({
      verdict: "applies",
      after: {
        status: "waived",
        waivedUntil: new Date("2027-06-30T22:59:59.999Z"),
        waivedSeverity: "medium",
        isClosed: false,
      },
    });
  });

  it.each([
    ["without an end", null],
    ["that ends today", TODAY],
    ["that ended before", "2026-01-01"],
    ["longer than the longest", "2027-11-26"],
  ])("%s is refused", (_, day) => {
    expect(until(day)).toMatchObject({ verdict: "refused", about: "until" });
  });

  it("of the longest time is granted", () => expect(outcome(until("2027-11-25"))).toBe("waived"));

  it("without a reason is refused, as is a dismissal; an acknowledgement needs none", () => {
    const without = (kind: Wish["kind"]) => outcome(decide(wish(kind, { reason: null }), question("open")));
    expect(["waived", "wrong", "acknowledged"].map((kind) => without(kind as Wish["kind"]))).toEqual([
      "refused",
      "refused",
      "acknowledged",
    ]);
  });
});

describe("the same decision again changes nothing", () => {
  it("by the same person with the same words, even after its day has passed", () => {
    const past = { until: "2026-11-20" };
    const again = (more: Partial<Wish>) =>
      outcome(
        decide(wish("waived", { ...past, ...more }), question("waived", { earlier: [made("waived", past)] })),
      );
    expect(again({})).toBe("unchanged");
    expect(again({ by: "jo smith" })).toBe("unchanged");
    expect(again({ until: "2027-01-01" })).toBe("waived");
    expect(again({ until: "2027-01-01", reason: "another" })).toBe("waived");
    expect(again({ until: "2027-01-01", by: "Somebody else" })).toBe("waived");
  });

  it("also where another was made after it, unless it was taken back or the finding has opened again", () => {
    const repeated = (...earlier: Decision[]) =>
      decide(wish("acknowledged"), question("waived", { earlier })).verdict;
    expect(repeated(made("acknowledged"), made("waived"))).toBe("unchanged");
    expect(repeated(made("acknowledged"), made("withdrawn"), made("waived"))).toBe("refused");
    expect(repeated(made("acknowledged", { at: daysAgo(30) }), made("waived"))).toBe("refused");
  });

  it("an assignment to whom has it already is none", () => {
    const earlier = [made("assigned", { assignee: "art@college.example" })];
    const to = (assignee: string | null) =>
      decide(wish("assigned", { assignee }), question("open", { earlier })).verdict;
    expect(to("Art@College.example")).toBe("unchanged");
    expect(to(null)).toBe("applies");
  });
});

describe("who may have a finding", () => {
  it("is a current keeper alone, and the refusal names them", () => {
    expect(decide(wish("assigned", { assignee: "gone@college.example" }), question("open"))).toMatchObject({
      verdict: "refused",
      about: "assignee",
      says: expect.stringContaining("art@college.example"),
    });
  });
});

describe("a finding about a learner", () => {
  const ask = (kind: Wish["kind"], more: Partial<Wish> = {}, guardians = [LEAD]) =>
    decide(wish(kind, { by: "a. lead", ...more }), question("open", { guardians }));

  it("is acknowledged and dismissed as wrong by those who hear of it, by name or address", () => {
    expect(outcome(ask("acknowledged"))).toBe("acknowledged");
    expect(outcome(ask("wrong", { by: "LEAD@college.example" }))).toBe("dismissed");
  });

  it("is settled where it is an answer, which cannot be undone, and only with a reason", () => {
    const settle = (more: Partial<Wish> = {}, lastOn = "2026-11-24") =>
      decide(
        wish("settled", { by: "a. lead", ...more }),
        question("open", { finding: answeredOn(lastOn), guardians: [LEAD] }),
      );
    expect(outcome(settle())).toBe("dismissed");
    expect(settle({ reason: null })).toMatchObject({ verdict: "refused", about: "reason" });
    expect(settle({ by: JO })).toMatchObject({ verdict: "refused", about: "by" });
    expect(settle({}, TODAY)).toMatchObject({
      verdict: "refused",
      about: "kind",
      says: expect.stringContaining(TODAY),
    });
  });

  it.each<[string, Verdict, string]>([
    ["is not settled while the follow stands", ask("settled"), "kind"],
    ["is never waived", ask("waived"), "kind"],
    ["is assigned to no keeper", ask("assigned", { assignee: "art@college.example" }), "kind"],
    ["is not decided about by others", ask("wrong", { by: JO }), "by"],
    ["is decided about by nobody where the settings name nobody", ask("acknowledged", {}, []), "by"],
    ["keeps no handle in a reason", ask("wrong", { reason: "it was @someone" }), "reason"],
    ["keeps no link in its evidence", ask("wrong", { evidence: "https://x.com/someone" }), "reason"],
  ])("%s", (_, verdict, about) => expect(verdict).toMatchObject({ verdict: "refused", about }));
});

describe("the decision in force", () => {
  const ack = made("acknowledged");
  const assigned = made("assigned", { assignee: "a@college.example" });

  it("is the last that gave the finding its status", () => {
    expect(inForce({ status: "acknowledged" }, [ack, assigned])).toBe(ack);
    expect(inForce({ status: "open" }, [ack])).toBeNull();
  });

  it("leaves an assignment until it goes to another, or to nobody", () => {
    expect(assigneeOf([assigned, ack, made("withdrawn")])).toBe("a@college.example");
    expect(assigneeOf([assigned, made("assigned", { assignee: null })])).toBeNull();
  });
});
