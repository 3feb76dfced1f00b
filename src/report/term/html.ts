import { markup, type Html } from "../../digest/html-template.ts";
import { page } from "../html.ts";
import { table } from "../html-parts.ts";
import { figureOf } from "../html-trends.ts";
import { pageStyle } from "../page-style.ts";
import type { Block, PaperSection, TermPaper } from "./model.ts";

/** The paper for print: two to four pages of A4, readable on a screen as well. It holds no script. */
export function renderTermPaper(paper: TermPaper): string {
  return page({
    title: `${paper.title}, ${paper.dateline}`,
    header: markup`<header><div class="w"><h1>${paper.title}</h1><p>${paper.dateline}</p></div></header>`,
    content: paper.sections.map(section),
    style: `${pageStyle()}\n${PAPER_STYLE}`,
    script: null,
  });
}

const PAPER_STYLE = `
.w{max-width:860px}
section{margin:12px 0;padding:14px 22px}
figure{max-width:440px}
@media print{
body{font-size:9.5pt;line-height:1.4}
h1{font-size:17pt}h2{font-size:12pt;margin:0 0 4pt}
section{margin:0 0 10pt;padding:0}
main{padding-top:8pt}
table{font-size:8.5pt}th,td{padding:2pt 5pt}
figure{max-width:84mm}
ul.plain,ol.plain{margin:0 0 4pt}
p{margin:0 0 4pt;orphans:3;widows:3}
}`;

function section({ heading, blocks }: PaperSection, at: number): Html {
  return markup`<section aria-labelledby="s${at}"><h2 id="s${at}">${heading}</h2>
    ${blocks.map(block)}</section>
    `;
}

function block(part: Block): Html {
  if (part.kind === "words") return markup`<p>${part.words}</p>`;
  if (part.kind === "picture") return figureOf(part.trend, { hasTable: false });
  if (part.kind === "table") {
    return markup`<div class="scroll" role="region" aria-label="${part.caption}" tabindex="0">${table(part.caption, part.columns, part.rows)}</div>`;
  }
  const items = part.items.map((item) => markup`<li>${item}</li>`);
  return part.isNumbered ? markup`<ol class="plain">${items}</ol>` : markup`<ul class="plain">${items}</ul>`;
}
