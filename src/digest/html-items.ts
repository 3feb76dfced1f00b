import { markup, NOTHING, type Html } from "./html-template.ts";
import {
  accountName,
  aside,
  badge,
  block,
  edged,
  heading,
  layout,
  link,
  list,
  paragraph,
  small,
  smallOrNothing,
} from "./html-parts.ts";
import { LABELS } from "./labels.ts";
import type { AccountLabel, ClosureItem, Letter, Section, TodoItem } from "./model.ts";

export function todo(section: Section<TodoItem>): Html {
  return cards(section, todoItem);
}

export function closures(section: Section<ClosureItem>): Html {
  return section.items.length === 0 ? NOTHING : cards(section, closureItem);
}

function cards<T>({ heading: words, intro, items, more }: Section<T>, card: (item: T) => Html): Html {
  const opening = intro === null ? [] : [paragraph(intro)];
  const body = items.length === 0 ? [] : [layout(items.map(card))];
  return block([heading(words), ...opening, ...body, smallOrNothing(more)]);
}

function todoItem(item: TodoItem): Html {
  const evidence = item.evidence.map(
    ({ words, url }, index) => markup`${index === 0 ? "" : " · "}${link(words, url)}`,
  );
  const proof =
    evidence.length === 0
      ? NOTHING
      : small(markup`${LABELS.evidence} ${evidence} ${item.moreEvidence ?? ""}`);
  return edged(item.state.tone, [
    markup`<h3 style="margin:0 0 6px;font-size:16px">${item.title} ${badge(item.state)}</h3>`,
    paragraph(accountName(item.account)),
    paragraph(markup`${item.sentence} ${aside(`${item.since}.`)}`),
    proof,
    paragraph(markup`<b>${LABELS.whatToDo}</b> ${item.ask} <b>${item.due}</b>`),
    foot(item.keepers, item.section, item.letter),
  ]);
}

function closureItem(item: ClosureItem): Html {
  return edged(item.state.tone, [
    paragraph(markup`${accountName(item.account)} ${badge(item.state)}`),
    paragraph(markup`${item.sentence} ${aside(`${item.use}.`)}`),
    paragraph(markup`<b>${item.ask}</b> ${item.due}`),
    foot(item.keepers, null, item.letter),
  ]);
}

/** Who shares it; below, what to click and what is cited. */
function foot(keepers: string, section: string | null, letter: Letter | null): Html {
  const below = [
    ...(letter === null ? [] : [markup`<b>${link(letter.words, letter.href)}</b>`]),
    ...(section === null ? [] : [markup`${section}`]),
  ].map((part, index) => markup`${index === 0 ? "" : " · "}${part}`);
  return small(below.length === 0 ? markup`${keepers}` : markup`${keepers}<br />${below}`);
}

export function accountLines(section: Section<{ account: AccountLabel; words: string }>): Html {
  return listed(section, ({ account, words }) => markup`${accountName(account)}: ${words}`);
}

export function wordLines({ heading: words, intro, items, more }: Section<string>): Html {
  if (items.length === 0) return NOTHING;
  return block([heading(words), smallOrNothing(intro), ...items.map(paragraph), smallOrNothing(more)]);
}

function listed<T>({ heading: words, intro, items, more }: Section<T>, entry: (item: T) => Html): Html {
  if (items.length === 0) return NOTHING;
  return block([heading(words), smallOrNothing(intro), list(items.map(entry)), smallOrNothing(more)]);
}
