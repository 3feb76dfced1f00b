import { counted } from "./accounts-in-words.ts";
import { fullDate, shortDate } from "./dates.ts";
import { block, edged, heading, layout, paragraph } from "./html-parts.ts";
import { markup, type Html } from "./html-template.ts";
import { header } from "./html-top.ts";
import { page } from "./html.ts";
import type { OpsItem } from "./ops-items.ts";
import type { RenderedMail } from "./rendered.ts";
import { headed, textOf, wrapped } from "./text.ts";
import type { LocalDate } from "../core/time.ts";

const END = "It comes at most once a day, and again only when something new is in it. Everything at once: ";
const ALL = "account-audit doctor";

/** The mail to IT: one line a thing, with the command that mends or shows it where there is one. */
export function renderOps(items: readonly OpsItem[], date: LocalDate): RenderedMail {
  const broke = items.filter(({ when }) => when === "broke");
  const soon = items.filter(({ when }) => when === "soon");
  const news = [
    ...(broke.length > 0 ? [`${counted(broke.length, "thing")} broke`] : []),
    ...(soon.length > 0 ? [`${counted(soon.length, "thing")} will soon`] : []),
  ].join(", ");
  const subject = `Social media audit, ${shortDate(date)}: ${news}`;
  const top = { title: "Social media audit, for IT", dateline: fullDate(date) };
  const parts = [
    { heading: "What broke", items: broke },
    { heading: "What will, within 14 days", items: soon },
  ].filter((part) => part.items.length > 0);
  const html = page({
    title: subject,
    preheader: news,
    content: [
      header(top),
      ...parts.map(htmlPart),
      block([heading("About this mail"), paragraph(markup`${END}${code(ALL)}`)]),
    ],
  });
  const text = textOf([
    [top.title, top.dateline],
    ...parts.map(textPart),
    [...headed("About this mail"), ...wrapped(`${END}${ALL}`)],
  ]);
  return { subject, html: html.markup, text };
}

interface Part {
  heading: string;
  items: readonly OpsItem[];
}

function htmlPart({ heading: words, items }: Part): Html {
  return block([
    heading(words),
    layout(
      items.map((item) =>
        edged(item.when === "broke" ? "bad" : "warn", [
          paragraph(item.words),
          ...(item.command === null ? [] : [paragraph(code(item.command))]),
        ]),
      ),
    ),
  ]);
}

function code(command: string): Html {
  return markup`<code style="font-family:Consolas,monospace;font-size:14px">${command}</code>`;
}

function textPart({ heading: words, items }: Part): readonly string[] {
  return [
    ...headed(words),
    ...items.flatMap(({ words, command }) => [
      ...wrapped(words, "- "),
      ...(command === null ? [] : [`  ${command}`]),
      "",
    ]),
  ];
}
