import { LABELS } from "./labels.ts";
import type { AccountLabel, ClosureItem, DigestModel, OrganisationRow, Section, TodoItem } from "./model.ts";

const WIDTH = 76;

/** The e-mail as plain text, from the same model: the same words, whole addresses, no HTML behind it. */
export function renderText(model: DigestModel): string {
  return textOf([
    [model.title, model.dateline, ""],
    [model.figures.map(({ value, label }) => `${value} ${label}`).join(" · "), ""],
    [...model.summary, ...model.alerts].flatMap(({ words }) => [...wrapped(words), ""]),
    trust(model),
    section(model.todo, todoItem),
    model.closures.items.length === 0 ? [] : section(model.closures, closureItem),
    accountLines(model.fixed),
    model.waiting.items.length === 0 ? [] : section(model.waiting, (words) => wrapped(words)),
    accountLines(model.ending),
    accountLines(model.changed),
    table(model),
    ...model.end.map(({ heading, lines, link }) => [
      ...headed(heading),
      ...lines.flatMap((words) => wrapped(words, lines.length === 1 ? "" : "- ")),
      ...(link === null ? [] : [link.words, link.url]),
      "",
    ]),
  ]);
}

/** Lines of all parts, one blank line at most between two. */
export function textOf(parts: readonly (readonly string[])[]): string {
  const text = parts.flat().join("\n");
  return `${text.replaceAll(/\n{3,}/gu, "\n\n").trim()}\n`;
}

export function headed(words: string): readonly string[] {
  return ["", words, "-".repeat(words.length), ""];
}

/** Broken at spaces; later lines stand below the first one's words. */
export function wrapped(words: string, mark = ""): readonly string[] {
  const lines: string[] = [];
  let line = mark;
  const indent = " ".repeat(mark.length);
  for (const word of words.split(" ")) {
    const isFirst = line === mark || line === indent;
    if (!isFirst && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = indent + word;
    } else line += isFirst ? word : ` ${word}`;
  }
  return [...lines, line];
}

function section<T>(
  { heading, intro, items, more }: Section<T>,
  entry: (item: T) => readonly string[],
): readonly string[] {
  return [
    ...headed(heading),
    ...(intro === null ? [] : [...wrapped(intro), ""]),
    ...items.flatMap(entry),
    ...(more === null ? [] : ["", ...wrapped(more)]),
    "",
  ];
}

function named({ handle, url, where }: AccountLabel): readonly string[] {
  return [`${handle} ${where}`, ...(url === null ? [] : [url])];
}

function todoItem(item: TodoItem): readonly string[] {
  const evidence = item.evidence.flatMap(({ words, url }) => [words, `  ${url}`]);
  return [
    ...wrapped(`${item.title} [${item.state.words}]`, "* "),
    ...indented([
      ...named(item.account),
      ...wrapped(`${item.sentence} ${item.since}.`),
      ...(evidence.length === 0 ? [] : [LABELS.evidence, ...evidence.map((line) => `  ${line}`)]),
      ...(item.moreEvidence === null ? [] : [`  ${item.moreEvidence}`]),
      ...wrapped(`${LABELS.whatToDo} ${item.ask} ${item.due}`),
      ...wrapped(item.keepers),
      item.section,
    ]),
    "",
  ];
}

function closureItem(item: ClosureItem): readonly string[] {
  const [name = "", ...address] = named(item.account);
  return [
    ...wrapped(`${name} [${item.state.words}]`, "* "),
    ...indented([
      ...address,
      ...wrapped(`${item.sentence} ${item.use}.`),
      ...wrapped(`${item.ask} ${item.due}`),
      ...wrapped(item.keepers),
    ]),
    "",
  ];
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}

function trust({ trust: { heading, intro, lines, unread } }: DigestModel): readonly string[] {
  const notRead = unread.items.flatMap(({ accounts, words, mender }) =>
    wrapped(`${accounts}: ${words} (${mender})`, "- "),
  );
  return [
    ...headed(heading),
    ...wrapped(intro),
    "",
    ...lines.flatMap(({ question, verdict, words }) =>
      wrapped(`${question} ${words} [${verdict.words}]`, "* "),
    ),
    ...(notRead.length === 0 ? [] : ["", unread.heading, ...notRead]),
    ...(unread.more === null ? [] : wrapped(unread.more)),
    "",
  ];
}

function accountLines(lines: Section<{ account: AccountLabel; words: string }>): readonly string[] {
  if (lines.items.length === 0) return [];
  return section(lines, ({ account, words }) => {
    const [name = "", ...address] = named(account);
    return [...wrapped(name, "- "), ...indented([...address, ...wrapped(words)])];
  });
}

function table({ table }: DigestModel): readonly string[] {
  const rows = [LABELS.columns, ...[...table.rows, table.total].map(cellsOf)];
  const widths = LABELS.columns.map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  const lines = rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  "),
  );
  return [...headed(table.heading), ...lines, "", ...wrapped(table.intro), ""];
}

function cellsOf(row: OrganisationRow): readonly string[] {
  const numbers = [row.live, row.active, row.quiet, row.tooLong, row.notRead, row.posts];
  return [row.name, ...numbers.map((number) => number.toLocaleString("en-GB")), row.tagged];
}
