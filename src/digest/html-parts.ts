import { markup, NOTHING, type Html } from "./html-template.ts";
import { BODY, HEAD, HEADLINE, LINE, LINK, SMALL, TONES } from "./html-style.ts";
import type { AccountLabel, Sentence, Tone } from "./model.ts";

/** A table that only places things: screen readers are told so. */
export function layout(rows: Html | readonly Html[]): Html {
  return markup`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
    ${rows}
  </table>`;
}

/** A block of the page, below a fine line. */
export function block(content: readonly Html[]): Html {
  return markup`<tr>
    <td class="pad ln tx" style="padding:24px 32px 6px;border-top:1px solid ${LINE};${BODY}">${content}</td>
  </tr> `;
}

export function heading(words: string): Html {
  return markup`<h2 class="tx" style="margin:0 0 12px;color:${HEAD};${HEADLINE}">${words}</h2>`;
}

export function paragraph(content: string | Html): Html {
  return markup`<p style="margin:0 0 8px">${content}</p>`;
}

export function small(content: string | Html): Html {
  return markup`<p class="mu" style="margin:0 0 8px;${SMALL}">${content}</p>`;
}

export function smallOrNothing(words: string | null): Html {
  return words === null ? NOTHING : small(words);
}

/** Said beside something, in smaller letters. */
export function aside(words: string): Html {
  return markup`<span class="mu" style="${SMALL}">${words}</span>`;
}

export function link(words: string, url: string): Html {
  return markup`<a class="lk" href="${url}" style="color:${LINK}">${words}</a>`;
}

const LIST = "margin:0 0 10px;padding:0 0 0 20px";

/** Entries with a bullet. */
export function list(items: readonly Html[]): Html {
  return markup`<ul style="${LIST}">${entries(items)}</ul>`;
}

/** Entries that are counted, since their order matters. */
export function numbered(items: readonly Html[]): Html {
  return markup`<ol style="${LIST}">${entries(items)}</ol>`;
}

function entries(items: readonly Html[]): readonly Html[] {
  return items.map((item) => markup`<li style="margin:0 0 6px">${item}</li>`);
}

/** A word on a tinted ground. */
export function badge({ tone, words }: Sentence): Html {
  const { back, ink } = TONES[tone];
  const style = `background:${back};color:${ink};font-size:12px;font-weight:600;padding:2px 8px;white-space:nowrap`;
  return markup`<span class="${tone}" style="${style}">${words}</span>`;
}

/** A paragraph on a tinted ground, for what must not be overlooked. */
export function notice({ tone, words }: Sentence): Html {
  const { back, ink, edge } = TONES[tone];
  return markup`<tr>
      <td
        class="${tone}"
        style="${BODY};background:${back};border-left:4px solid ${edge};color:${ink};padding:10px 14px"
      >
        ${words}
      </td>
    </tr>
    ${gap(8)}`;
}

/** The handle, linked and bold, and where it belongs. */
export function accountName({ handle, url, where }: AccountLabel): Html {
  const name = url === null ? markup`${handle}` : link(handle, url);
  return markup`<b>${name}</b> ${aside(where)}`;
}

/** An entry with a coloured edge; the words in it carry the meaning. */
export function edged(tone: Tone, content: readonly Html[]): Html {
  return markup`<tr>
      <td
        class="le tx"
        style="${BODY};border:1px solid ${LINE};border-left:4px solid ${TONES[tone].edge};padding:12px 14px 4px"
      >
        ${content}
      </td>
    </tr>
    ${gap(10)} `;
}

export function gap(pixels: number): Html {
  return markup`<tr>
    <td height="${pixels}" style="font-size:0;line-height:${pixels}px">&nbsp;</td>
  </tr>`;
}
