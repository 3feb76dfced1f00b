import { markup, NOTHING, type Html } from "../digest/html-template.ts";
import type { AccountLabel, Sentence } from "../digest/model.ts";

/** A chapter of the page. */
export function chapter(id: string, heading: string, content: readonly Html[], more = ""): Html {
  return markup`<section id="${id}" aria-labelledby="${id}-h" class="${more}"><h2 id="${id}-h">${heading}</h2>
    ${content}</section>
    `;
}

export function badge({ tone, words }: Sentence): Html {
  return markup`<span class="b ${tone}">${words}</span>`;
}

export function notice({ tone, words }: Sentence): Html {
  return markup`<p class="note ${tone}">${words}</p>`;
}

export function paragraph(words: string | null): Html {
  return words === null || words === "" ? NOTHING : markup`<p>${words}</p>`;
}

export function small(words: string | null): Html {
  return words === null || words === "" ? NOTHING : markup`<p class="sm">${words}</p>`;
}

export function list(items: readonly (string | Html)[]): Html {
  return items.length === 0
    ? NOTHING
    : markup`<ul class="plain">${items.map((item) => markup`<li>${item}</li>`)}</ul>`;
}

/** A link that tells the other side nothing. */
export function link(words: string, url: string): Html {
  return markup`<a href="${url}" rel="noopener noreferrer">${words}</a>`;
}

export function handle({ handle: name, url }: AccountLabel): Html {
  return url === null ? markup`${name}` : link(name, url);
}

/** A table may be wider than a telephone: its own box scrolls, by keyboard too. */
export function scrolling(label: string, content: Html, more = ""): Html {
  return markup`<div class="scroll ${more}" role="region" aria-label="${label}" tabindex="0">${content}</div>`;
}

export interface Column {
  words: string;
  isNumber?: boolean;
}

/** A plain table. The first cell of each row names the row. Closing tags that HTML lets one leave out are left out. */
export function table(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly (string | Html)[])[],
): Html {
  const classOf = (at: number): Html => (columns[at]?.isNumber === true ? RIGHT : NOTHING);
  const heads = columns.map(({ words }, at) => markup`<th scope="col"${classOf(at)}>${words}`);
  const lines = rows.map(([first = "", ...others]) => {
    const cells = others.map((cell, at) => markup`<td${classOf(at + 1)}>${cell}`);
    return markup`<tr><th scope="row">${first}${cells}
      `;
  });
  return markup`<table><caption>${caption}</caption><thead><tr>${heads}<tbody>
    ${lines}</table>`;
}

const RIGHT: Html = { markup: ' class="n"' };
