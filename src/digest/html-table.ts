import { markup, NOTHING, type Html } from "./html-template.ts";
import { block, heading, small } from "./html-parts.ts";
import { BARS, CELL_FONT, INK, LINE, MUTED, SMALL } from "./html-style.ts";
import { LABELS } from "./labels.ts";
import type { DigestModel, OrganisationRow } from "./model.ts";

/** Numbers in cells, and a bar below them that shows the same at a glance. */
export function organisations({ table }: DigestModel): Html {
  const head = LABELS.columns.map(
    (words, index) =>
      markup`<th
        scope="col"
        class="mu nu${index === 0 ? " og" : ""}"
        align="${index === 0 ? "left" : "right"}"
        valign="bottom"
        style="padding:0 3px 4px;color:${MUTED};${CELL_FONT};font-size:12px"
      >
        ${words}
      </th>`,
  );
  const rows = [...table.rows.map((row) => organisation(row, "400")), organisation(table.total, "600")];
  return block([
    heading(table.heading),
    markup`<table width="100%" cellpadding="0" cellspacing="0" border="0">
      <thead>
        <tr>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>`,
    legend(),
    small(table.intro),
  ]);
}

function organisation(row: OrganisationRow, weight: "400" | "600"): Html {
  const numbers = [row.live, row.active, row.quiet, row.tooLong, row.notRead, row.posts];
  const cells = [...numbers.map((number) => number.toLocaleString("en-GB")), row.tagged];
  const style = `border-top:1px solid ${LINE};padding:8px 3px 2px;color:${INK};${CELL_FONT};font-weight:`;
  return markup`<tr>
      <th scope="row" class="tx ln nu og" align="left" style="${style}600">${row.name}</th>
      ${cells.map((cell) => markup`<td class="tx ln nu" align="right" style="${style}${weight}">${cell}</td>`)}
    </tr>
    <tr>
      <td colspan="${LABELS.columns.length}" style="padding:0 3px 8px">${bar(row)}</td>
    </tr> `;
}

/** Table cells as bars: every mail program draws them. The numbers are in the row above, so nothing is read out. */
function bar({ active, quiet, tooLong, notRead, live }: OrganisationRow): Html {
  if (live === 0) return NOTHING;
  const cells = [active, quiet, tooLong, notRead].map((count, index) => {
    const width = Math.round((100 * count) / live);
    return width === 0
      ? NOTHING
      : markup`<td
          width="${width}%"
          bgcolor="${BARS[index] ?? ""}"
          height="8"
          style="font-size:0;line-height:8px"
        >
          &nbsp;
        </td>`;
  });
  return markup`<table
    role="presentation"
    aria-hidden="true"
    width="100%"
    cellpadding="0"
    cellspacing="0"
    border="0"
  >
    <tr>
      ${cells}
    </tr>
  </table>`;
}

function legend(): Html {
  const words = LABELS.columns.slice(2, 6);
  const entries = words.map(
    (word, index) =>
      markup`<span style="background:${BARS[index] ?? ""}">&nbsp;&nbsp;&nbsp;</span> ${word} &nbsp; `,
  );
  return markup`<p class="mu" aria-hidden="true" style="margin:12px 0 8px;${SMALL}">${entries}</p>`;
}
