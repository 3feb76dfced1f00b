import { createHash } from "node:crypto";
import { LINK_BREAK } from "../digest/hostile.ts";
import { markup, type Html } from "../digest/html-template.ts";
import { accountsSection, matrixSection, storiesSection } from "./html-accounts.ts";
import {
  coverageSection,
  endSections,
  organisationsSection,
  trustSection,
  wrongSection,
} from "./html-tables.ts";
import { headlineSection } from "./html-headline.ts";
import { trendsSection } from "./html-trends.ts";
import type { ReportModel } from "./model.ts";
import { PAGE_SCRIPT } from "./page-script.ts";
import { pageStyle } from "./page-style.ts";

/**
 * The report as one file that loads nothing: its style and script stand in it and are named by their hash in its policy,
 * which forbids everything else. It works from a folder, without a network and without scripts.
 */
export function renderReport(model: ReportModel): string {
  const content = [
    headlineSection(model),
    trustSection(model),
    coverageSection(model),
    trendsSection(model),
    organisationsSection(model),
    accountsSection(model),
    matrixSection(model),
    storiesSection(model),
    wrongSection(model),
    ...endSections(model),
  ];
  return page({
    title: `${model.title}, ${model.dateline}`,
    header: headerOf(model),
    content,
    style: pageStyle(),
    script: PAGE_SCRIPT,
  });
}

export interface PageParts {
  title: string;
  header: Html;
  content: readonly Html[];
  style: string;
  /** null: a page without a script. */
  script: string | null;
}

/** The shell of both papers. A browser makes no links of words, so that what keeps mail programs from it goes. */
export function page({ title, header, content, style, script }: PageParts): string {
  const policy = [
    "default-src 'none'",
    `style-src ${hashOf(style)}`,
    ...(script === null ? [] : [`script-src ${hashOf(script)}`]),
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const whole = markup`<!DOCTYPE html>
    <html lang="en-GB" dir="ltr">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${{ markup: policy }}">
    <meta name="viewport" content="width=device-width,initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="referrer" content="no-referrer">
    <meta name="robots" content="noindex">
    <title>${title}</title>
    <style>${{ markup: style }}</style>
    </head>
    <body>
    ${header}
    <main class="w" id="main">${content}</main>
    ${script === null ? [] : [{ markup: `<script>${script}</script>` }]}
    </body>
    </html>
    `;
  return whole.markup.replaceAll(LINK_BREAK, "");
}

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

const CHAPTERS = [
  ["short", "In short"],
  ["trust", "Can you trust this?"],
  ["coverage", "What was checked"],
  ["trends", "Trends"],
  ["organisations", "Organisations"],
  ["accounts", "Every account"],
  ["results", "Account by rule"],
  ["stories", "Stories"],
  ["wrong", "How often wrong"],
] as const;

function headerOf({ title, dateline }: ReportModel): Html {
  const links = CHAPTERS.map(([id, words]) => markup`<li><a href="#${id}">${words}</a></li>`);
  return markup`<a class="skip" href="#main">Skip to the content</a>
    <header><div class="w"><h1>${title}</h1><p>${dateline}</p>
    <nav aria-label="Chapters"><ul>${links}</ul></nav></div></header>`;
}
