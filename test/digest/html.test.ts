import { expect, test } from "vitest";
import { buildDigest } from "../../src/digest/build.ts";
import * as style from "../../src/digest/html-style.ts";
import { renderHtml } from "../../src/digest/html.ts";
import { renderText } from "../../src/digest/text.ts";
import { accountNamed, findingOf, untagged } from "./made-up.ts";
import { readHtml, withoutAddresses, wordsOf } from "./reading.ts";
import { crowd, week } from "./weeks.ts";

/** More, and Gmail may cut the mail off (DIGEST.md). */
const LIMIT_BYTES = 60 * 1024;

test.each([1, 52, 1_000, 10_000])("the HTML of %i accounts stays below 60 KB", (count) => {
  expect(Buffer.byteLength(renderHtml(buildDigest(crowd(count))))).toBeLessThan(LIMIT_BYTES);
});

test("the HTML stays below 60 KB however long and hostile the names are, and leaves the letters out first", () => {
  const input = crowd(200);
  for (const [index, owner] of input.accounts.entries()) {
    owner.account = {
      ...owner.account,
      handle: `"<&'>`.repeat(40) + index,
      department: `"&".${"\u{1F469}".repeat(90)}`,
      keepers: Array.from(
        { length: 30 },
        (_, keeper) => `${"k".repeat(60)}${keeper}@${"d".repeat(60)}.example`,
      ),
    };
  }
  for (const finding of input.findings) Object.assign(finding, { sentence: `"&'<>`.repeat(400) });
  const html = renderHtml(buildDigest(input));
  expect(Buffer.byteLength(html)).toBeLessThan(LIMIT_BYTES);
  expect(lettersIn(html)).toBe(0);
});

const lettersIn = (html: string) => html.match(/href="mailto:/gu)?.length ?? 0;

test("each entry with somebody to write to has its letter", () => {
  const model = buildDigest(week());
  const items = [...model.todo.items, ...model.closures.items];
  const written = items.filter(({ letter }) => letter !== null).length;
  expect(written).toBeGreaterThan(5);
  expect(lettersIn(renderHtml(model))).toBe(written);
});

test("HTML and text say the same words", () => {
  for (const input of [week(), week({ runs: [], learnerFindingsTo: "safeguarding_only" }), crowd(52)]) {
    const model = buildDigest(input);
    const inHtml = wordsOf(readHtml(renderHtml(model)));
    const inText = wordsOf(withoutAddresses(renderText(model)));
    // The letters' own words are links in HTML; in the text the keepers' addresses stand.
    const missing = [...inHtml].filter(
      (word) => !inText.has(word) && !["Write", "to", "its", "keeper", "keepers"].includes(word),
    );
    expect(missing, "in HTML, not in the text").toEqual([]);
    expect(
      [...inText].filter((word) => !inHtml.has(word)),
      "in the text, not in HTML",
    ).toEqual([]);
  }
});

test("every link of the HTML but the letters stands in the text as a whole address", () => {
  const model = buildDigest(week());
  const text = renderText(model);
  const links = [...renderHtml(model).matchAll(/href="(https:[^"]+)"/gu)].map(([, url]) => url ?? "");
  expect(links.length).toBeGreaterThan(10);
  expect(links.filter((url) => !text.includes(url))).toEqual([]);
});

const HOSTILE = {
  script: `<script>alert(1)</script>`,
  attribute: `" onmouseover="alert(1)`,
  direction: "\u202Egnp.exe\u202C",
  invisible: "a\u200Bb\u2066c\uFEFF",
  surrogate: "x\uD800y",
  zalgo: `e${"\u0301".repeat(500)}`,
  address: "visit http://evil.example/now or www.evil.example",
};

test.each(Object.entries(HOSTILE))(
  "a hostile department, handle, sentence and note are defused: %s",
  (_name, text) => {
    const owner = accountNamed(`h${text}`, "conel", text, { keepers: [text] });
    owner.url = `javascript:alert(1)`;
    const finding = untagged(owner, 1, { sentence: text });
    finding.evidence = {
      figures: {},
      posts: [{ url: `https://x.com/a"><script>`, at: "2026-11-20T10:00:00Z", note: text }],
    };
    const model = buildDigest(week({ accounts: [owner], findings: [finding], changes: [], evaluations: [] }));
    const html = renderHtml(model);
    expect(html).not.toMatch(/<script|onmouseover="|javascript:/u);
    for (const part of [html, renderText(model)]) {
      expect(part).not.toMatch(/[\u202A-\u202E\u2066-\u2069\u200B\uFEFF\uD800-\uDFFF]/u);
      expect(part).not.toMatch(/\u0301{10}/u);
      expect(part.replaceAll(/mailto:[^"]*/gu, "")).not.toMatch(/evil\.example|http:\/\//u);
    }
  },
);

test("a very long handle is cut, and an address too long for a link is none", () => {
  const owner = accountNamed("z".repeat(5_000), "conel", "Maths");
  const model = buildDigest(
    week({
      accounts: [owner],
      findings: [findingOf(owner, { id: "a", severity: "high" })],
      changes: [],
    }),
  );
  expect(model.todo.items[0]?.account.handle.length).toBeLessThan(40);
  expect(model.todo.items[0]?.account.url).toBeNull();
});

test("nothing is loaded from elsewhere, layout tables say so, and the page names its language and title", () => {
  const html = renderHtml(buildDigest(week()));
  expect(html).not.toMatch(/<img|url\(|<link|@import|<script|src=/u);
  expect(html).toMatch(/<html lang="en-GB" dir="ltr">/u);
  expect(html).toMatch(/<title>Social media audit, 23 Nov: 3 to do/u);
  const tables = [...html.matchAll(/<table[^>]*>/gu)].map(([tag]) => tag);
  expect(tables.filter((tag) => !tag.includes('role="presentation"'))).toHaveLength(1);
  expect(html).not.toMatch(/border-radius|display:\s*(?:flex|grid)|position:/u);
});

test("headings step down by one level and are in sentence case", () => {
  const html = renderHtml(buildDigest(week()));
  const headings = [...html.matchAll(/<h([1-6])[^>]*>([^<]+)/gu)].map(([, level, words]) => ({
    level: Number(level),
    words: words ?? "",
  }));
  expect(headings[0]?.level).toBe(1);
  for (const [index, { level }] of headings.entries()) {
    expect(level - (headings[index - 1]?.level ?? 0)).toBeLessThanOrEqual(1);
  }
  expect(headings.filter(({ words }) => words === words.toUpperCase())).toEqual([]);
});

/** WCAG 2.2, contrast ratio. */
function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

test("words stand out from their ground by 4.5 to 1, in light and in dark", () => {
  const { DARK, TONES } = style;
  const pairs = [
    [style.INK, style.PAPER],
    [style.MUTED, style.PAPER],
    [style.LINK, style.PAPER],
    [style.HEAD, style.PAPER],
    [style.HEAD_INK, style.HEAD],
    [DARK.ink, DARK.paper],
    [DARK.muted, DARK.paper],
    [DARK.link, DARK.paper],
    [style.HEAD_INK, DARK.head],
    ...Object.values(TONES).flatMap((tone) => [
      [tone.ink, tone.back],
      [tone.darkInk, tone.darkBack],
    ]),
  ];
  expect(pairs.filter(([ink = "", ground = ""]) => contrast(ink, ground) < 4.5)).toEqual([]);
  // The control: the lightest grey that fails on white does fail.
  expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 1);
});
