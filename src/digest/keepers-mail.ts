import type { LocalDate } from "../core/time.ts";
import { counted, listed } from "./accounts-in-words.ts";
import { fullDate, shortDate } from "./dates.ts";
import { accountName, badge, block, edged, heading, layout, link, paragraph, small } from "./html-parts.ts";
import { markup, NOTHING, type Html } from "./html-template.ts";
import { header } from "./html-top.ts";
import { page } from "./html.ts";
import type { KeeperItem, KeeperNote } from "./keepers.ts";
import { LABELS } from "./labels.ts";
import type { RenderedMail } from "./rendered.ts";
import { headed, textOf, wrapped } from "./text.ts";

/** Of the accounts that a keeper shares. */
const MOST_NAMED = 5;

const OPENING =
  "The weekly social media audit found something on an account that you share. A few minutes are enough.";

/** A keeper's mail: short, only what is theirs, each with a ready-written answer. */
export function renderKeeperNote(note: KeeperNote, date: LocalDate): RenderedMail {
  const [only] = note.items;
  const what =
    note.count === 1 && only !== undefined
      ? `1 thing to do on ${only.account.handle}`
      : `${counted(note.count, "thing")} to do on your accounts`;
  const subject = `Social media audit, ${shortDate(date)}: ${what}`;
  const top = { title: "Your social media accounts", dateline: fullDate(date) };
  const why = reasonOf(note);
  const html = page({
    title: subject,
    preheader: OPENING,
    content: [
      header(top),
      block([paragraph(OPENING)]),
      block([
        heading("To do"),
        layout(note.items.map(htmlItem)),
        note.more === null ? NOTHING : paragraph(note.more),
      ]),
      block([heading("Why you get this"), ...why.map(paragraph)]),
    ],
  });
  const text = textOf([
    [top.title, top.dateline, "", ...wrapped(OPENING)],
    headed("To do"),
    ...note.items.map(textItem),
    note.more === null ? [] : wrapped(note.more),
    headed("Why you get this"),
    ...why.map((line) => [...wrapped(line), ""]),
  ]);
  return { subject, html: html.markup, text };
}

function reasonOf({ shared }: KeeperNote): readonly string[] {
  const handles = listed(
    shared.map(({ handle }) => handle),
    MOST_NAMED,
  );
  return [
    `The register says that you share ${handles}.`,
    "Something here is not yours, or is wrong? Answer this e-mail: a person in Marketing reads it.",
  ];
}

function htmlItem(item: KeeperItem): Html {
  const evidence = item.evidence.map(
    ({ words, url }, index) => markup`${index === 0 ? "" : " · "}${link(words, url)}`,
  );
  return edged(item.state.tone, [
    markup`<h3 style="margin:0 0 6px;font-size:16px">${item.title} ${badge(item.state)}</h3>`,
    paragraph(accountName(item.account)),
    paragraph(item.sentence),
    evidence.length === 0 ? NOTHING : small(markup`${LABELS.evidence} ${evidence}`),
    paragraph(markup`<b>${LABELS.whatToDo}</b> ${item.ask} <b>${item.due}</b>`),
    paragraph(markup`<b>${link(item.answer.words, item.answer.href)}</b>`),
  ]);
}

function textItem({ account, state, title, sentence, evidence, ask, due }: KeeperItem): readonly string[] {
  return [
    ...wrapped(`${title} [${state.words}]`, "* "),
    ...[
      ...wrapped(`${account.handle} ${account.where}`),
      ...(account.url === null ? [] : [account.url]),
      ...wrapped(sentence),
      ...evidence.flatMap(({ words, url }, index) => [
        `${index === 0 ? `${LABELS.evidence} ` : ""}${words}`,
        url,
      ]),
      ...wrapped(`${LABELS.whatToDo} ${ask} ${due}`),
    ].map((line) => `  ${line}`),
    "",
  ];
}
