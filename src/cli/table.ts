import type { CommandIo } from "./command.ts";

const GAP = "  ";
/** No column gets narrower than this. */
const MIN_WIDTH = 6;
/** Values that may be broken over lines get at least so much room, or a line of their own. */
const MIN_VALUE_WIDTH = 22;
const BOLD = "\u001b[1m";
const PLAIN = "\u001b[22m";

const GRAPHEMES = new Intl.Segmenter("en", { granularity: "grapheme" });
/** East Asian wide and full-width forms, and pictures: two columns of a terminal (Unicode Annex 11). */
const WIDE =
  /^(?:[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation})/u;
const UNSEEN = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;

/**
 * A table for people. In a terminal, text that does not fit is broken over lines, so that nothing is lost; elsewhere every
 * row is one line. Control characters, which could drive a terminal, are shown as a replacement character.
 */
export function renderTable(
  io: Pick<CommandIo, "isTty" | "columns" | "color">,
  titles: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const cells = [titles, ...rows].map((row) => titles.map((_, column) => tame(row[column] ?? "")));
  const natural = titles.map((_, column) => Math.max(...cells.map((row) => widthOf(row[column] ?? ""))));
  const widths = io.isTty ? fitted(natural, io.columns) : natural;
  const lines = cells.flatMap((row, index) => {
    const rowLines = renderRow(row, widths);
    return index === 0 && io.color ? rowLines.map((line) => `${BOLD}${line}${PLAIN}`) : rowLines;
  });
  return `${lines.join("\n")}\n`;
}

/** Names and values, one pair a line; in a terminal with no room for that, a value stands under its name. */
export function renderPairs(
  io: Pick<CommandIo, "isTty" | "columns">,
  pairs: readonly (readonly [string, string])[],
): string {
  const names = Math.max(...pairs.map(([name]) => widthOf(name)));
  const room = io.isTty ? io.columns - names - GAP.length : Infinity;
  const widest = Math.max(...pairs.map(([, value]) => widthOf(value)));
  if (room < Math.min(widest, MIN_VALUE_WIDTH)) return stackedPairs(io.columns, pairs);
  const lines = pairs.flatMap(([name, value]) => renderRow([tame(name), tame(value)], [names, room]));
  return `${lines.join("\n")}\n`;
}

function stackedPairs(columns: number, pairs: readonly (readonly [string, string])[]): string {
  const room = Math.max(MIN_WIDTH, columns - GAP.length);
  const lines = pairs.flatMap(([name, value]) => [
    tame(name),
    ...breakText(tame(value), room).map((line) => GAP + line),
  ]);
  return `${lines.join("\n")}\n`;
}

/** A sentence that is broken at spaces in a terminal, with its further lines indented. Outside a terminal it stays one line. */
export function flowed(io: Pick<CommandIo, "isTty" | "columns">, text: string, indent: number): string {
  if (!io.isTty) return tame(text);
  const lines = breakText(tame(text), Math.max(MIN_WIDTH, io.columns - indent));
  return lines.join(`\n${" ".repeat(indent)}`);
}

/** Columns of a terminal that a text takes. */
export function widthOf(text: string): number {
  let width = 0;
  for (const { segment } of GRAPHEMES.segment(text)) width += graphemeWidth(segment);
  return width;
}

function graphemeWidth(grapheme: string): number {
  if (UNSEEN.test(grapheme)) return 0;
  return WIDE.test(grapheme) ? 2 : 1;
}

function tame(text: string): string {
  return text.replaceAll(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, "\ufffd");
}

/** Takes from the widest column until the row fits. */
function fitted(natural: readonly number[], columns: number): number[] {
  const widths = [...natural];
  const room = columns - GAP.length * (widths.length - 1);
  while (widths.reduce((sum, width) => sum + width, 0) > room) {
    const widest = widths.indexOf(Math.max(...widths));
    const width = widths[widest] ?? 0;
    if (width <= MIN_WIDTH) break;
    widths[widest] = width - 1;
  }
  return widths;
}

function renderRow(cells: readonly string[], widths: readonly number[]): string[] {
  const broken = cells.map((cell, column) => breakText(cell, widths[column] ?? Infinity));
  const height = Math.max(1, ...broken.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    broken
      .map((lines, column) =>
        padded(lines[line] ?? "", column === cells.length - 1 ? 0 : (widths[column] ?? 0)),
      )
      .join(GAP)
      .trimEnd(),
  );
}

function padded(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - widthOf(text)));
}

/** Breaks at spaces, and inside a word only where it alone is too wide. */
function breakText(text: string, width: number): string[] {
  if (widthOf(text) <= width) return [text];
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ").flatMap((word) => pieces(word, width))) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (widthOf(longer) <= width) line = longer;
    else {
      if (line !== "") lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

function pieces(word: string, width: number): string[] {
  const parts: string[] = [];
  let part = "";
  for (const { segment } of GRAPHEMES.segment(word)) {
    if (part !== "" && widthOf(part) + graphemeWidth(segment) > width) {
      parts.push(part);
      part = "";
    }
    part += segment;
  }
  return [...parts, part];
}
