import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import type { Decision } from "../../src/core/finding.ts";
import { evaluationKey, type ReportFinding, type ReportInput } from "../../src/core/report-input.ts";
import { buildReport } from "../../src/report/build.ts";
import { openSeverityAt } from "../../src/report/history.ts";
import { renderReport } from "../../src/report/html.ts";
import { trendsOf } from "../../src/report/trends.ts";
import { accountNamed, daysAgo, findingOf, NOW, untagged } from "../digest/made-up.ts";
import { reportInput, withStory } from "./input.ts";

const htmlOf = (input: ReportInput) => renderReport(buildReport(input));

function decision(kind: Decision["kind"], days: number, more: Partial<Decision> = {}): Decision {
  const none = { systemUser: null, reason: null, evidence: null, until: null, assignee: null };
  return { kind, at: daysAgo(days), by: "head@capitalccg.example", ...none, ...more };
}

test("the same input gives the same bytes", () => {
  expect(htmlOf(reportInput())).toBe(htmlOf(reportInput()));
});

test("the page's policy forbids everything but its own style and script, which it names by their hash", () => {
  const html = htmlOf(reportInput());
  const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/u.exec(html)?.[1] ?? "";
  const hashOf = (tag: string) => {
    const text = new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`, "u").exec(html)?.[1] ?? "";
    return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  };
  expect(policy.split("; ")).toEqual([
    "default-src 'none'",
    `style-src ${hashOf("style")}`,
    `script-src ${hashOf("script")}`,
    "base-uri 'none'",
    "form-action 'none'",
  ]);
  expect(html).not.toMatch(/<img|<link|@import|url\(|\ssrc=|\sstyle=|\son\w+=/u);
});

test("every account stands in the table, in the matrix and in the stories, whatever the rules are", () => {
  const extra = ["vanished-account", "barely-used-account", "official-account-unfollowed"].map((id) => ({
    id,
    severity: "low" as const,
    section: "3",
    title: `Title of ${id}`,
    remedy: "Mend it.",
  }));
  const plain = reportInput();
  const input = reportInput({ week: { rules: [...plain.digest.rules, ...extra] } });
  const { accounts, rules } = buildReport(input);
  const html = htmlOf(input);
  expect(accounts).toHaveLength(input.digest.accounts.length);
  expect(html.match(/<details class="s"/gu)).toHaveLength(accounts.length);
  expect(rules).toHaveLength(6);
  expect(accounts.every(({ cells }) => cells.length === 6)).toBe(true);
  // Nobody has judged the new rules yet: that is no pass.
  expect(accounts[0]?.cells.slice(3).map(({ sign, words }) => `${sign} ${words}`)).toEqual(
    extra.map(() => "? never read"),
  );
});

test("a result that is too old is could not check, not pass", () => {
  const plain = reportInput();
  const evaluations = plain.digest.evaluations.map((one) => ({ ...one, at: daysAgo(5) }));
  const { coverage } = buildReport(reportInput({ week: { evaluations } }));
  expect(coverage.map(({ pass, fail }) => pass + fail)).toEqual([0, 0, 0]);
});

test("with safeguarding_only nothing of a learner finding is left but one constant sentence", () => {
  const withOne = reportInput({ week: { learnerFindingsTo: "safeguarding_only" } });
  const isAbout = ({ ruleId }: { ruleId: string }) => ruleId === "learner-followed";
  const without = reportInput({
    week: {
      learnerFindingsTo: "safeguarding_only",
      findings: withOne.digest.findings.filter((one) => !isAbout(one)),
    },
  });
  expect(withOne.digest.findings.some(isAbout)).toBe(true);
  expect(htmlOf(withOne)).toBe(htmlOf(without));
  expect(htmlOf(withOne)).toContain("The safeguarding leads alone are told");
  expect(htmlOf(withOne)).not.toMatch(/learner-followed|Follows a learner|24,600/u);
});

test("a learner finding shows no learner: no subject, no link, no words of whoever decided", () => {
  const plain = reportInput();
  const evidence = {
    figures: {},
    posts: [{ url: "https://x.com/learner/status/1", at: NOW.toISOString(), note: "x" }],
  };
  const findings = plain.findings.map((one): ReportFinding =>
    one.ruleId === "learner-followed"
      ? {
          ...one,
          evidence,
          decisions: [decision("acknowledged", 1, { reason: "it is Sam", assignee: "sam@x.example" })],
        }
      : one,
  );
  const html = htmlOf(reportInput({ findings }));
  expect(html).toContain("Acknowledged");
  expect(html).not.toMatch(/entry-1|x\.com\/learner|it is Sam|sam@x/u);
  expect(html).toContain("The machine knows 412 of 24,600 learners (1%) on X.");
});

test.each([
  ["script", "<script>alert(1)</script>"],
  ["attribute", `" onmouseover="alert(1)`],
  ["closing tag", "</style></script></details><b>"],
  ["direction", "\u202Egnp.exe"],
  ["endless", "z".repeat(9_000)],
])("hostile words are defused wherever they stand: %s", (_name, text) => {
  const owner = accountNamed(`h${text}`, "conel", text, { keepers: [text], pausedReason: text });
  owner.url = "javascript:alert(1)";
  const found = untagged(owner, 1, { sentence: text });
  found.evidence = {
    figures: {},
    posts: [{ url: "http://evil.example/x", at: NOW.toISOString(), note: text }],
  };
  const story = {
    ...withStory(found),
    decisions: [decision("waived", 1, { by: text, reason: text, until: "2026-12-01" })],
  };
  const html = htmlOf(
    reportInput({
      week: { accounts: [owner], findings: [found], evaluations: [], changes: [] },
      findings: [story],
      details: new Map([[`${owner.account.id} untagged-posts`, text]]),
    }),
  );
  expect(html.match(/<script/gu)).toHaveLength(1);
  expect(html).not.toMatch(/<b>z|\son\w+="|href="(?:javascript|http:)|\u202E|z{600}/u);
  expect(html.match(/<\/details>/gu)?.length).toBe(html.match(/<details/gu)?.length);
});

test("the weeks before the first night have no history: nothing is drawn, and it is said", () => {
  const [open, live] = trendsOf(reportInput());
  const known = open?.points.map(({ values }) => values.some((value) => value !== null));
  expect(known).toEqual([...Array.from({ length: 8 }, () => false), true, true, true, true]);
  expect(open?.note).toBe(
    "Each week as it ended, the last one as it stands now. The audit began on 2 November: before it there is no history.",
  );
  expect(live?.points.map(({ values }) => values[0])).toEqual([
    ...Array.from({ length: 10 }, () => null),
    24,
    25,
  ]);
  expect(htmlOf(reportInput())).toContain('<td class="n">no history');
});

test("a finding's past is told by its steps: open, worse, set aside, taken back, closed", () => {
  const owner = accountNamed("a", "conel", "Maths");
  const finding: ReportFinding = {
    ...withStory(findingOf(owner, { id: "r", severity: "low" }, { openedAt: daysAgo(50) })),
    events: [
      { kind: "opened", at: daysAgo(50), from: null, to: "low" },
      { kind: "worsened", at: daysAgo(40), from: "low", to: "high" },
      { kind: "fixed", at: daysAgo(5), from: null, to: null },
    ],
    decisions: [decision("waived", 30), decision("withdrawn", 20)],
  };
  const at = (days: number) => openSeverityAt(finding, daysAgo(days));
  expect([60, 45, 35, 25, 15, 2].map(at)).toEqual([null, "low", "high", null, "high", null]);
});

test("what was dealt with was open until that day, and is not open ever after", () => {
  const owner = accountNamed("a", "conel", "Maths");
  const finding: ReportFinding = {
    ...withStory(findingOf(owner, { id: "r", severity: "safeguarding" }, { openedAt: daysAgo(50) })),
    status: "dismissed",
    decisions: [decision("settled", 30)],
  };
  expect(openSeverityAt(finding, daysAgo(40))).toBe("safeguarding");
  expect(openSeverityAt(finding, daysAgo(20))).toBeNull();
});

test("posts that nobody knows sort below none, and what a rule says has its dates as people write them", () => {
  const [none, unknown] = ["none", "unknown"].map((name) => accountNamed(name, "conel", "Maths"));
  if (none === undefined || unknown === undefined) throw new Error("two accounts were made");
  for (const owner of [none, unknown]) owner.postsIn180Days = 0;
  unknown.postsMayBeMore = true;
  const accounts = [none, unknown];
  const details = new Map([[`${none.account.id} untagged-posts`, "Known since 2026-11-03 only."]]);
  const entries = buildReport(
    reportInput({ week: { accounts, findings: [], evaluations: [], changes: [] }, findings: [], details }),
  ).accounts;
  expect(entries.map(({ posts }) => posts)).toEqual([
    { words: "0", by: 0 },
    { words: "Not known", by: -1 },
  ]);
  expect(entries[0]?.story.results.map(({ why }) => why)).toContain("Known since 3 November only.");
});

test("a platform that takes no money has no column of dollars", () => {
  const spend = [
    { month: "2026-11", platform: "x" as const, microUsd: 5_210_000 },
    { month: "2026-11", platform: "youtube" as const, microUsd: 0 },
  ];
  const columns = trendsOf(reportInput({ spend })).find(({ id }) => id === "spend")?.columns;
  expect(columns).toEqual(["X"]);
});

test("how often a rule was wrong is what the database counted, not what this year's findings say", () => {
  const wrong = [{ ruleId: "untagged-posts", wrong: 3, opened: 60 }];
  const lines = buildReport(reportInput({ wrong })).wrong.lines;
  expect(lines.filter(({ found }) => found > 0)).toMatchObject([{ found: 60, wrong: 3, share: "5%" }]);
});

test("a learner rule that time alone can answer says from when on; any other stands beside the share known alone", () => {
  const detail = "Its answers are known since 2026-11-16 only: it can be answered from 2027-02-14 on.";
  const whyOf = (cause: "not-long-known" | "incomplete") => {
    const { digest } = reportInput();
    const evaluations = digest.evaluations.map((one) =>
      one.ruleId === "learner-followed" ? { ...one, result: "could-not-check" as const, cause } : one,
    );
    const details = new Map(evaluations.map((one) => [evaluationKey(one), detail]));
    const { accounts } = buildReport(reportInput({ week: { evaluations }, details }));
    return accounts[0]?.story.results.find(({ rule }) => rule.id === "learner-followed")?.why;
  };
  expect(whyOf("not-long-known")).toContain(
    "Not checked: Its answers are known since 16 November only: it can be answered from 14 February 2027 on.",
  );
  expect(whyOf("incomplete")).toContain("Not checked: not everything could be read.");
});
