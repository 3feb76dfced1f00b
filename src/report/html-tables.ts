import { LABELS } from "../digest/labels.ts";
import { markup, NOTHING, type Html } from "../digest/html-template.ts";
import type { OrganisationRow, TrustLine } from "../digest/model.ts";
import { badge, chapter, list, paragraph, scrolling, small, table } from "./html-parts.ts";
import type { CoverageLine, ReportModel } from "./model.ts";

export function trustSection({ trust }: ReportModel): Html {
  const { unread } = trust;
  const items = unread.items.map(
    ({ accounts, words, mender }) => markup`<b>${accounts}</b>: ${words} <span class="mu">(${mender})</span>`,
  );
  return chapter("trust", "Can you trust this?", [
    paragraph(trust.intro),
    markup`<div class="trust">${trust.lines.map(trustLine)}</div>`,
    ...(items.length === 0 ? [] : [markup`<h3>${unread.heading}</h3>`, list(items), small(unread.more)]),
  ]);
}

function trustLine({ question, verdict, words }: TrustLine): Html {
  return markup`<div><p><b>${question}</b> ${badge(verdict)}</p><p class="sm">${words}</p></div>`;
}

/** Rule by rule, over all live accounts. */
export function coverageSection({ coverage }: ReportModel): Html {
  const heads = [
    { words: "Rule" },
    { words: "At a glance" },
    ...["Pass", "Fail", "Could not check", "Not applicable"].map((words) => ({ words, isNumber: true })),
    { words: "Why not" },
  ];
  const rows = coverage.map((line) => [
    markup`<b>${line.rule.title}</b><span class="where">${line.rule.section === "-" ? "the audit itself" : `policy, section ${line.rule.section}`}</span>`,
    glance(line),
    ...[line.pass, line.fail, line.unknown, line.none].map((number) => number.toLocaleString("en-GB")),
    markup`${line.causes === "" ? "–" : line.causes}${aside(line.share)}`,
  ]);
  return chapter("coverage", "What was checked", [
    small("Live accounts by the result of each rule."),
    scrolling("What was checked, table", table("Live accounts by the result of each rule", heads, rows)),
  ]);
}

function aside(words: string | null): Html {
  return words === null ? NOTHING : markup`<span class="where">${words}</span>`;
}

/** The numbers beside it as one bar; it says nothing that they do not. */
function glance({ pass, fail, unknown, none }: CoverageLine): Html {
  const all = Math.max(1, pass + fail + unknown + none);
  let left = 0;
  const parts = (["p", "f", "u", "x"] as const).map((name, at) => {
    const width = Math.round((1000 * ([pass, fail, unknown, none][at] ?? 0)) / all) / 10;
    const part =
      width === 0 ? NOTHING : markup`<rect class="${name}" x="${left}" y="0" width="${width}" height="10"/>`;
    left = Math.round((left + width) * 10) / 10;
    return part;
  });
  return markup`<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">${parts}</svg>`;
}

export function organisationsSection({ table: { intro, rows, total } }: ReportModel): Html {
  const heads = LABELS.columns.map((words, at) => ({ words, isNumber: at > 0 }));
  return chapter("organisations", "Organisations", [
    small(intro),
    scrolling("Organisations, table", table("Organisations", heads, [...rows, total].map(organisationCells))),
  ]);
}

function organisationCells(row: OrganisationRow): readonly string[] {
  const { name, live, active, quiet, tooLong, notRead, posts, tagged } = row;
  const numbers = [live, active, quiet, tooLong, notRead, posts].map((one) => one.toLocaleString("en-GB"));
  return [name, ...numbers, tagged];
}

export function wrongSection({ wrong: { intro, lines } }: ReportModel): Html {
  const heads = [
    { words: "Rule" },
    ...["Found", "Not a breach", "Share"].map((words) => ({ words, isNumber: true })),
  ];
  const rows = lines.map(({ title, found, wrong, share }) => [
    title,
    found.toLocaleString("en-GB"),
    wrong.toLocaleString("en-GB"),
    share,
  ]);
  return chapter("wrong", "How often each rule was wrong", [
    small(intro),
    scrolling("How often each rule was wrong, table", table("How often each rule was wrong", heads, rows)),
  ]);
}

export function endSections({ end }: ReportModel): readonly Html[] {
  return end.map(({ heading, lines }, at) => chapter(`end-${at + 1}`, heading, [list(lines)]));
}
