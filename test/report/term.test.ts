import { expect, test } from "vitest";
import { buildTermPaper } from "../../src/report/term/build.ts";
import { renderTermPaper } from "../../src/report/term/html.ts";
import { renderTermText } from "../../src/report/term/text.ts";
import { closureCandidates, closuresToDecide } from "../../src/digest/build-closures.ts";
import { standingsOf } from "../../src/digest/standing.ts";
import { daysAgo } from "../digest/made-up.ts";
import { readHtml, wordsOf } from "../digest/reading.ts";
import { week } from "../digest/weeks.ts";
import { reportInput } from "./input.ts";

const paper = () => buildTermPaper(reportInput(), 15);

test("the paper has its sections in their order", () => {
  expect(paper().sections.map(({ heading }) => heading)).toEqual([
    "Purpose",
    "What we ask you to decide or have done",
    "The numbers",
    "What changed",
    "Accounts to close or merge",
    "Compliance by organisation",
    "Safeguarding",
    "How far this can be trusted",
    "What no machine can judge",
    "What it cost",
    "How often each rule was wrong",
  ]);
});

test("what was never kept is not known, and without a first night nothing is compared", () => {
  const text = renderTermText(
    buildTermPaper(reportInput({ firstNightAt: null, nights: [], figures: [] }), null),
  );
  expect(text).toMatch(/Live accounts +25 +not known +none set/u);
  expect(text).toMatch(/Questions answered +not known +not known +100%/u);
  expect(text).toContain("there is nothing to compare with");
});

test("dormant accounts are named with their reasons, the target with what is over it", () => {
  const text = renderTermText(paper());
  expect(text).toMatch(/1\. @\S+ \(X, [^)]+\):\s+silent for too long/u);
  expect(text.replaceAll(/\s+/gu, " ")).toContain("The target is 15; there are 25.");
});

test("an account whose silence is accepted by a waiver is not named to be closed, as in the e-mail", () => {
  const { findings } = week();
  const [idle] = findings.filter(({ ruleId, status }) => ruleId === "dormant-account" && status === "open");
  if (idle === undefined) throw new Error("the made-up week has a dormant account");
  const waived = findings.map((one) =>
    one.accountId === idle.accountId && one.ruleId === idle.ruleId
      ? {
          ...one,
          status: "waived" as const,
          waivedUntil: new Date("2027-01-31T23:59:59Z"),
          waivedSeverity: one.severity,
        }
      : one,
  );
  const named = (input = reportInput()) =>
    closureCandidates(standingsOf(input.digest), input.digest).map(({ use }) => use.account.id);
  expect(named()).toContain(idle.accountId);
  const after = reportInput({ week: { findings: waived } });
  expect(named(after)).not.toContain(idle.accountId);
  const listed = buildTermPaper(after, 15).sections.find(({ heading }) => /close or merge/u.test(heading));
  const digest = closuresToDecide(standingsOf(after.digest), after.digest);
  const items = listed?.blocks.flatMap((each) => (each.kind === "list" ? each.items : [])) ?? [];
  expect(items).toHaveLength(digest.length);
});

test("one account to be closed or kept is told as one", () => {
  const { findings } = week();
  const isIdle = ({ ruleId }: { ruleId: string }) => ruleId === "dormant-account";
  const [idle] = findings.filter((one) => isIdle(one) && one.status === "open");
  const kept = findings.filter((one) => !isIdle(one) || one === idle);
  const text = renderTermText(buildTermPaper(reportInput({ week: { findings: kept } }), 15));
  expect(text.replaceAll(/\s+/gu, " ")).toContain("Decide for the account named below:");
});

test("what people found to be no breach is told, so that new, fixed and open add up", () => {
  const [first, ...others] = reportInput().findings.filter(({ status }) => status === "open");
  if (first === undefined) throw new Error("the made-up week has open findings");
  const none = { systemUser: null, reason: null, evidence: null, until: null, assignee: null };
  const wrong = { kind: "wrong" as const, at: daysAgo(1), by: "head@capitalccg.example", ...none };
  const findings = [{ ...first, status: "dismissed" as const, decisions: [wrong] }, ...others];
  const text = renderTermText(buildTermPaper(reportInput({ findings }), 15));
  expect(text).toContain("- 1 finding turned out to be no breach.");
});

test("what a platform takes in quota alone is not told as dollars", () => {
  const spend = [{ month: "2026-11", platform: "youtube" as const, microUsd: 0 }];
  const text = renderTermText(buildTermPaper(reportInput({ spend }), 15));
  expect(text).toContain("Nothing was paid for reading.");
  expect(text).not.toContain("Reading YouTube");
});

test("every table of the paper has names for its columns and one of its own, unlike any heading", () => {
  const { sections } = paper();
  const tables = sections.flatMap(({ blocks }) => blocks.filter((each) => each.kind === "table"));
  const names = [...sections.map(({ heading }) => heading), ...tables.map(({ caption }) => caption)];
  expect(new Set(names).size).toBe(names.length);
  expect(tables.flatMap(({ columns }) => columns).filter(({ words }) => words === "")).toEqual([]);
});

test("safeguarding is told in counts alone, and not at all where the leads alone are told", () => {
  const open = renderTermText(paper());
  expect(open).toContain("1 point is with the safeguarding leads.");
  expect(open).not.toMatch(/entry-1|WestKingPlumbing: Follows/u);
  const closed = renderTermText(
    buildTermPaper(reportInput({ week: { learnerFindingsTo: "safeguarding_only" } }), null),
  );
  expect(closed).toContain("The safeguarding leads alone are told");
  expect(closed).not.toMatch(/Follows a learner|24,600/u);
});

test("every word of the HTML stands in the text, which has the chart as figures beside", () => {
  const inText = wordsOf(renderTermText(paper()));
  const inHtml = wordsOf(readHtml(renderTermPaper(paper())));
  const missing = [...inHtml].filter((word) => !inText.has(word));
  expect(missing, "in HTML, not in the text").toEqual([]);
});

test("the paper holds no script and forbids all", () => {
  const html = renderTermPaper(paper());
  expect(html).not.toContain("<script");
  expect(html).not.toContain("script-src");
  expect(html).toContain("default-src 'none'");
});
