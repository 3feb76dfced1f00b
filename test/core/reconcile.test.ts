import { describe, expect, it } from "vitest";
import type { Finding } from "../../src/core/finding.ts";
import type { Severity } from "../../src/core/policy.ts";
import { fingerprint, reconcile } from "../../src/core/reconcile.ts";
import type { FailingSubject, Result } from "../../src/core/rule.ts";
import { daysAgo, NOW } from "./made-up.ts";
import {
  evaluated,
  failing,
  findingWith,
  NOT_APPLICABLE,
  PASS,
  subject,
  UNKNOWN,
} from "./made-up-findings.ts";

const waived = (days: number, severity: Severity = "medium") =>
  findingWith({ status: "waived", waivedUntil: daysAgo(-days), severity });
const resolved = findingWith({ status: "resolved", closing: "fixed", closedAt: daysAgo(5) });

function after(known: Finding | null, result: Result, left?: Set<string>) {
  const question = {
    known: known === null ? [] : [known],
    evaluations: [evaluated(result)],
  };
  const { changes, events } = reconcile(left === undefined ? question : { ...question, left });
  return { finding: changes[0], events: events.map(({ event }) => event.kind), changes };
}

describe("a finding's life", () => {
  it("opens at the first fail", () => {
    const { finding, events } = after(null, failing([subject()]));
    const id = fingerprint("rule", "a", "account").slice(0, 12);
    expect(events).toEqual(["opened"]);
    expect(finding).toEqual(findingWith({ id, openedAt: NOW, lastOpenedAt: NOW, lastSeenAt: NOW }));
  });

  it.each<[string, Finding, Result, Finding["status"], string[]]>([
    ["an open one that still fails stays open", findingWith(), failing([subject()]), "open", []],
    [
      "an acknowledged one that still fails stays so",
      findingWith({ status: "acknowledged" }),
      failing([subject()]),
      "acknowledged",
      [],
    ],
    ["a higher severity is told", findingWith(), failing([subject("account", "high")]), "open", ["worsened"]],
    ["a lower severity is told", findingWith(), failing([subject("account", "low")]), "open", ["eased"]],
    ["a pass fixes it", findingWith(), PASS, "resolved", ["fixed"]],
    [
      "a complete fail without its subject fixes it",
      findingWith({ subject: "gone" }),
      failing([subject("other")]),
      "open",
      ["opened", "fixed"],
    ],
    [
      "not applicable closes it, and not as fixed",
      findingWith(),
      NOT_APPLICABLE,
      "resolved",
      ["no-longer-applies"],
    ],
    ["a resolved one that fails again is reopened", resolved, failing([subject()]), "open", ["reopened"]],
    ["a waived one that still fails stays waived", waived(10), failing([subject()]), "waived", []],
    [
      "a waived one that eases stays waived",
      waived(10),
      failing([subject("account", "low")]),
      "waived",
      ["eased"],
    ],
    [
      "a waiver is void when it grows worse",
      waived(10),
      failing([subject("account", "high")]),
      "open",
      ["waiver-void"],
    ],
    [
      "a waiver holds when it eases and comes back to what was waived",
      { ...waived(10), severity: "low", waivedSeverity: "medium" },
      failing([subject("account", "medium")]),
      "waived",
      ["worsened"],
    ],
    [
      "a waiver of less is void by what is worse than that",
      { ...waived(10), severity: "low", waivedSeverity: "low" },
      failing([subject("account", "medium")]),
      "open",
      ["waiver-void"],
    ],
    [
      "an acknowledged one that grows worse stays in hand, and it is told",
      findingWith({ status: "acknowledged" }),
      failing([subject("account", "high")]),
      "acknowledged",
      ["worsened"],
    ],
    [
      "an acknowledged one is fixed by a pass",
      findingWith({ status: "acknowledged" }),
      PASS,
      "resolved",
      ["fixed"],
    ],
    ["a waiver lapses", waived(-1), failing([subject()]), "open", ["waiver-lapsed"]],
    ["its last moment is over at once", waived(0), failing([subject()]), "open", ["waiver-lapsed"]],
    ["a waived one is fixed by a pass", waived(10), PASS, "resolved", ["fixed"]],
    [
      "a dismissed one that still fails stays dismissed",
      findingWith({ status: "dismissed" }),
      failing([subject("account", "high")]),
      "dismissed",
      [],
    ],
    [
      "a dismissed one that passes is closed, and not counted as fixed",
      findingWith({ status: "dismissed" }),
      PASS,
      "resolved",
      ["no-longer-applies"],
    ],
  ])("%s", (_, known, result, status, events) => {
    const outcome = after(known, result);
    expect(outcome.finding?.status).toBe(status);
    expect(outcome.events).toEqual(events);
  });

  it.each<[string, Finding, Result]>([
    ["could not check moves nothing", findingWith(), UNKNOWN],
    ["nor does it end a waiver that has lapsed", waived(-1), UNKNOWN],
    ["not applicable does nothing to what is closed", resolved, NOT_APPLICABLE],
    ["a pass does nothing to what is closed", resolved, PASS],
  ])("%s", (_, known, result) => expect(after(known, result).changes).toEqual([]));

  it("a fail that did not see all leaves open subjects that it does not name", () => {
    const { changes } = after(findingWith({ subject: "unseen" }), failing([subject("seen")], false));
    expect(changes.map((finding) => finding.subject)).toEqual(["seen"]);
  });

  it("could not check that saw all who were found before fixes them", () => {
    const result: Result = { result: "could-not-check", cause: "low-share", detail: "", seenAll: true };
    expect(after(findingWith({ subject: "e1" }), result).events).toEqual(["fixed"]);
  });

  it("reopening counts, and forgets how it was closed", () => {
    expect(after(resolved, failing([subject()])).finding).toMatchObject({
      openedAt: daysAgo(20),
      lastOpenedAt: NOW,
      reopenedCount: 1,
      closing: null,
      closedAt: null,
    });
  });

  it("closing says when and how, and keeps the last evidence", () => {
    expect(after(findingWith(), PASS).finding).toEqual(
      findingWith({ status: "resolved", closing: "fixed", closedAt: NOW }),
    );
  });

  it.each<[string, Finding, Result]>([
    ["closes", waived(10), PASS],
    ["opens", waived(-1), failing([subject()])],
  ])("a waiver that %s with its finding leaves nothing of itself behind", (_, known, result) => {
    const { finding } = after({ ...known, waivedSeverity: "medium" }, result);
    expect(finding).toMatchObject({ waivedUntil: null, waivedSeverity: null });
  });

  it("wording and version change the sentence, not the finding", () => {
    const { finding, events } = after(
      findingWith(),
      failing([{ ...subject(), sentence: "Put in other words." }]),
    );
    expect(finding).toEqual(findingWith({ sentence: "Put in other words.", lastSeenAt: NOW }));
    expect(events).toEqual([]);
  });

  it("findings of other rules and accounts are not touched", () => {
    const other = [findingWith({ ruleId: "other" }), findingWith({ accountId: "b" })];
    expect(reconcile({ known: other, evaluations: [evaluated(PASS)] }).changes).toEqual([]);
  });
});

describe("a dismissal is remembered until the facts change", () => {
  const posts = ["2026-11-01T00:00:00.000Z", "2026-11-10T00:00:00.000Z"];
  const dismissed = findingWith({
    status: "dismissed",
    evidence: subject("account", "medium", posts).evidence,
  });
  it("the same posts, or fewer, are the same facts, and the evidence stays as it was judged", () => {
    const { finding } = after(dismissed, failing([subject("account", "medium", posts.slice(0, 1))]));
    expect(finding).toEqual({ ...dismissed, lastSeenAt: NOW });
  });
  it("a newer post is a new fact", () => {
    const more = [...posts, "2026-11-20T00:00:00.000Z"];
    expect(after(dismissed, failing([subject("account", "medium", more)])).events).toEqual(["reopened"]);
  });
});

describe("a dismissed answer to a learner", () => {
  const answered = (last_on: string): FailingSubject => {
    const failure = subject("e1", "safeguarding");
    return { ...failure, evidence: { figures: { last_on, learners_known: 7 }, posts: [] } };
  };
  const dismissed = findingWith({ ...answered("2026-11-20"), status: "dismissed" });
  it.each(["2026-11-20", "2026-11-19"])("stays dismissed while %s is the last day", (day) => {
    expect(after(dismissed, failing([answered(day)])).events).toEqual([]);
  });
  it("opens again when the account answers that learner on a later day", () => {
    const { finding, events } = after(dismissed, failing([answered("2026-11-21")]));
    expect(events).toEqual(["reopened"]);
    expect(finding).toMatchObject({
      status: "open",
      reopenedCount: 1,
      evidence: answered("2026-11-21").evidence,
    });
  });
});

describe("findings about nobody any more", () => {
  const left = new Set([findingWith({ subject: "e1" }).id]);
  it.each<[string, Result]>([
    ["when the rule passes", PASS],
    ["when it fails for others", failing([subject("e2")])],
    ["even when nothing could be checked", UNKNOWN],
  ])("no longer apply, and are not fixed, %s", (_, result) => {
    expect(after(findingWith({ subject: "e1" }), result, left).events.at(-1)).toBe("no-longer-applies");
  });
  it("leave the others as they are, those of another rule about the same learner too", () => {
    expect(after(findingWith({ subject: "e2" }), UNKNOWN, left).changes).toEqual([]);
    const sameLearner = findingWith({ id: "of another rule", subject: "e1" });
    expect(after(sameLearner, UNKNOWN, left).changes).toEqual([]);
  });
});

it("a finding's id hangs on what it is about alone, not on the order of the audits", () => {
  const opened = (subjects: Parameters<typeof failing>[0]) =>
    after(null, failing(subjects)).changes.map(({ subject, id }) => `${subject} ${id}`);
  const there = opened([subject("e1"), subject("e2")]);
  const back = opened([subject("e2"), subject("e1")]);
  expect(new Set(there).size).toBe(2);
  expect(back.toReversed()).toEqual(there);
});

it("a fingerprint tells rule, account and subject apart, wherever the words are cut", () => {
  const prints = [fingerprint("ab", "c", "d"), fingerprint("a", "bc", "d"), fingerprint("a", "b", "cd")];
  expect(new Set(prints).size).toBe(3);
  expect(fingerprint("rule", "a", "account")).toMatch(/^[0-9a-f]{64}$/u);
});
