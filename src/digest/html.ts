import { accountLines, closures, todo, wordLines } from "./html-items.ts";
import { aside, block, gap, link, list, small } from "./html-parts.ts";
import { darkStyles, PAGE, PAPER } from "./html-style.ts";
import { organisations } from "./html-table.ts";
import { markup, NOTHING, type Html } from "./html-template.ts";
import { header, summary, trust } from "./html-top.ts";
import type { DigestModel, Section } from "./model.ts";

/** Gmail cuts a mail near 102 KB, with what a gateway may add (DIGEST.md, limits). */
export const LIMIT_BYTES = 60 * 1024;

/**
 * The e-mail as HTML: tables and inline styles, for Outlook's Word engine as for a telephone. Where endless names would make
 * it too long, the ready-written letters are left out first, since the addresses to write to still stand there; then half
 * of the entries, which findings.csv holds.
 */
export function renderHtml(model: DigestModel): string {
  const fits = (page: string) => Buffer.byteLength(page) <= LIMIT_BYTES;
  const whole = render(model);
  if (fits(whole)) return whole;
  const plain = withoutLetters(model);
  const shorter = render(plain);
  return fits(shorter)
    ? shorter
    : render({ ...plain, todo: halved(plain.todo), closures: halved(plain.closures) });
}

function withoutLetters(model: DigestModel): DigestModel {
  return {
    ...model,
    todo: { ...model.todo, items: model.todo.items.map((item) => ({ ...item, letter: null })) },
    closures: { ...model.closures, items: model.closures.items.map((item) => ({ ...item, letter: null })) },
  };
}

function halved<T>(section: Section<T>): Section<T> {
  const items = section.items.slice(0, Math.ceil(section.items.length / 2));
  return { ...section, items, more: "The list is cut here: all of it is in the attached findings.csv." };
}

function render(model: DigestModel): string {
  const content = [
    header(model),
    summary(model),
    trust(model),
    todo(model.todo),
    closures(model.closures),
    accountLines(model.fixed),
    wordLines(model.waiting),
    accountLines(model.ending),
    accountLines(model.changed),
    organisations(model),
    endings(model.end),
  ];
  return page({ title: model.subject, preheader: model.preheader, content }).markup;
}

/** The small print, in one block: nothing in it is news. */
function endings(parts: DigestModel["end"]): Html {
  return block(parts.flatMap(ending));
}

function ending({ heading: words, lines, link: target }: DigestModel["end"][number]): readonly Html[] {
  const linked = target === null ? [] : [small(link(target.words, target.url))];
  const said = lines.length === 1 ? lines.map(small) : [list(lines.map((line) => markup`${aside(line)}`))];
  return [markup`<h2 style="margin:10px 0 2px;font-size:15px">${words}</h2>`, ...said, ...linked];
}

/** The shell that every mail of ours is in: one card on a pale ground. */
export function page(parts: { title: string; preheader: string; content: readonly Html[] }): Html {
  return markup`<!DOCTYPE html>
    <html lang="en-GB" dir="ltr">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no" />
        <title>${parts.title}</title>
        <style>
          ${STYLES}
        </style>
      </head>
      <body class="pg" style="margin:0;padding:0;background:${PAGE}">
        ${preheader(parts.preheader)}
        <div role="main" lang="en-GB" dir="ltr">
        <table
          role="presentation"
          class="pg"
          width="100%"
          cellpadding="0"
          cellspacing="0"
          border="0"
          style="background:${PAGE}"
        >
          <tr>
            <td class="ed" align="center" style="padding:16px 8px">
              <table
                role="presentation"
                class="cd"
                width="640"
                cellpadding="0"
                cellspacing="0"
                border="0"
                style="width:100%;max-width:640px;background:${PAPER};text-align:left"
              >
                ${parts.content}${gap(20)}
              </table>
            </td>
          </tr>
        </table>
        </div>
      </body>
    </html> `;
}

/** Ours alone, and free of quotes: nothing in it is escaped. */
const STYLES: Html = { markup: darkStyles() };

/** What the list of mails shows below the subject. Hidden in the mail itself. */
function preheader(words: string): Html {
  if (words === "") return NOTHING;
  return markup`<div
    aria-hidden="true"
    style="display:none;font-size:1px;line-height:1px;max-height:0;max-width:0;opacity:0;overflow:hidden;mso-hide:all"
  >
    ${words}
  </div>`;
}
