import { markup, NOTHING, type Html } from "../digest/html-template.ts";
import { chapter, scrolling, small, table as plainTable } from "./html-parts.ts";
import type { ReportModel, Trend } from "./model.ts";
import { SERIES_COLOURS } from "./page-style.ts";
import { picture } from "./svg.ts";
import { numberIn } from "./units.ts";

export function trendsSection({ trends }: ReportModel): Html {
  return chapter("trends", "Trends", [
    markup`<div class="charts">${trends.map((trend) => figureOf(trend, { hasTable: true }))}</div>`,
  ]);
}

/** Picture, key and note; the same numbers beside it unless they stand elsewhere. */
export function figureOf(trend: Trend, { hasTable }: { hasTable: boolean }): Html {
  const table = hasTable
    ? markup`<details><summary class="sm">The same numbers in a table</summary>${numbers(trend)}</details>`
    : NOTHING;
  return markup`<figure><figcaption><b>${trend.title}</b> <span class="mu">${trend.summary}</span> </figcaption>
    ${picture(trend)}${keyOf(trend)}${small(trend.note)}
    ${table}</figure>`;
}

/** Which colour is what, with its number of today. */
function keyOf({ columns, points, unit, shape }: Trend): Html {
  if (shape === "line" || columns.length === 0) return NOTHING;
  const last = points.at(-1)?.values ?? [];
  const items = columns.map((words, at) => {
    const value = last[at] ?? null;
    const now = value === null ? "" : `: ${numberIn(unit, value)}`;
    return markup`<li><i class="k${at % SERIES_COLOURS}"></i>${words}${now}</li>`;
  });
  return markup`<ul class="key">${items}</ul>`;
}

function numbers({ title, columns, points, unit }: Trend): Html {
  const heads = [
    { words: unit === "dollars" ? "Month" : "Week of" },
    ...columns.map((words) => ({ words, isNumber: true })),
  ];
  const rows = points.map(({ label, values }) => [
    label,
    ...values.map((value) => (value === null ? "no history" : numberIn(unit, value))),
  ]);
  return scrolling(`${title}, numbers`, plainTable(title, heads, rows));
}
