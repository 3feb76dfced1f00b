import { markup, NOTHING, type Html } from "./html-template.ts";
import {
  aside,
  badge,
  block,
  gap,
  heading,
  layout,
  list,
  notice,
  paragraph,
  smallOrNothing,
} from "./html-parts.ts";
import { BIG, BODY, HEAD, HEAD_INK, LINE, SMALL, TITLE } from "./html-style.ts";
import type { DigestModel, Figure, TrustLine } from "./model.ts";

export function header({ title, dateline }: { title: string; dateline: string }): Html {
  return markup`<tr>
    <td class="pad hd" style="${BODY};background:${HEAD};color:${HEAD_INK};padding:22px 32px">
      <h1 style="margin:0;color:${HEAD_INK};${TITLE}">${title}</h1>
      <p style="margin:4px 0 0">${dateline}</p>
    </td>
  </tr> `;
}

/** The five-minute answer: four numbers, two lines, and what went wrong with the audit itself. */
export function summary({ figures, summary, alerts }: DigestModel): Html {
  const [urgent, ...others] = summary;
  const first = urgent === undefined ? NOTHING : notice(urgent);
  return markup`<tr>
    <td class="pad tx" style="${BODY};padding:20px 32px 10px">
      ${layout(
        markup`<tr>
          ${figures.map(figure)}
        </tr>`,
      )}
      ${layout([gap(16), first])}${others.map(({ words }) => paragraph(words))}${alerts.length === 0 ? NOTHING : layout(alerts.map(notice))}
    </td>
  </tr> `;
}

function figure({ value, label }: Figure, index: number): Html {
  const edge = index === 0 ? "" : `border-left:1px solid ${LINE};padding-left:12px;`;
  return markup`<td class="ln tx${index === 0 ? "" : " fg"}" width="25%" valign="top" style="${edge}${BODY}">
    <div class="bg" style="${BIG}">${value}</div>
    <div class="mu" style="${SMALL};line-height:16px">${label}</div>
  </td>`;
}

export function trust({ trust: { heading: words, intro, lines, unread } }: DigestModel): Html {
  const entries = unread.items.map(
    ({ accounts, words, mender }) => markup`<b>${accounts}</b>: ${words} ${aside(`(${mender})`)}`,
  );
  const notRead = [
    markup`<h3 style="margin:4px 0 8px;font-size:15px">${unread.heading}</h3>`,
    list(entries),
    smallOrNothing(unread.more),
  ];
  return block([
    heading(words),
    paragraph(intro),
    layout(lines.map(trustLine)),
    ...(entries.length === 0 ? [] : notRead),
  ]);
}

/** The verdict stands at the right edge, so that the eye can run down it. */
function trustLine({ question, verdict, words }: TrustLine): Html {
  return markup`<tr>
    <td class="tx" valign="top" style="${BODY};padding:0 12px 6px 0">
      <b>${question}</b> ${aside(words)}
    </td>
    <td valign="top" align="right" style="${BODY};padding:0 0 6px">${badge(verdict)}</td>
  </tr> `;
}
