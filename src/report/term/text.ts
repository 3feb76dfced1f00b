import { LINK_BREAK } from "../../digest/hostile.ts";
import type { Trend } from "../model.ts";
import { numberIn } from "../units.ts";
import type { Block, TermPaper } from "./model.ts";

const WIDTH = 78;

/** The paper as plain text, with the same words; a picture becomes its numbers. */
export function renderTermText(paper: TermPaper): string {
  const sections = paper.sections.map(
    ({ heading, blocks }) => `${underlined(heading, "-")}\n${blocks.map(block).join("\n")}`,
  );
  const whole = [underlined(paper.title, "="), `${paper.dateline}\n`, ...sections].join("\n");
  return whole.replaceAll(LINK_BREAK, "");
}

function underlined(words: string, line: string): string {
  return `${words}\n${line.repeat(words.length)}\n`;
}

function block(part: Block): string {
  if (part.kind === "words") return `${wrapped(part.words)}\n`;
  if (part.kind === "picture") return picture(part.trend);
  if (part.kind === "table") return columns([part.columns.map(({ words }) => words), ...part.rows]);
  const marks = part.items.map((_, at) => (part.isNumbered ? `${at + 1}. ` : "- "));
  return `${part.items.map((item, at) => wrapped(item, marks[at])).join("\n")}\n`;
}

function picture({ title, summary, columns: names, points, unit, note }: Trend): string {
  const rows = points.map(({ label, values }) => [
    label,
    ...values.map((value) => (value === null ? "no history" : numberIn(unit, value))),
  ]);
  return `${wrapped(`${title}: ${summary}`)}\n\n${columns([["Week of", ...names], ...rows])}${note === null ? "" : `${wrapped(note)}\n`}`;
}

/** The first column to the left, the others to the right. */
function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => (row[at] ?? "").length)));
  const lines = rows.map((row) =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
  return `${lines.join("\n")}\n`;
}

function wrapped(words: string, mark = ""): string {
  const lines: string[] = [];
  let line = mark;
  for (const word of words.split(" ")) {
    const isFull = line.length + word.length + 1 > WIDTH && line.trim() !== "";
    if (isFull) lines.push(line.trimEnd());
    line = isFull ? `${" ".repeat(mark.length)}${word} ` : `${line}${word} `;
  }
  return [...lines, line.trimEnd()].join("\n");
}
