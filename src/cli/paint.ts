import type { CommandIo } from "./command.ts";

const CODES = { red: [31, 39], yellow: [33, 39], green: [32, 39], bold: [1, 22] } as const;
export type Paint = keyof typeof CODES;

/** A word in colour, where colour is wanted. Meaning never hangs on it: the word says the same. */
export function paint(io: Pick<CommandIo, "color">, how: Paint, word: string): string {
  const [on, off] = CODES[how];
  return io.color ? `\u001b[${on}m${word}\u001b[${off}m` : word;
}

/** Paints words where they begin a line: the first column of a table. */
export function paintFirst(
  io: Pick<CommandIo, "color">,
  text: string,
  words: Readonly<Record<string, Paint>>,
): string {
  if (!io.color) return text;
  const any = Object.keys(words).join("|");
  return text.replaceAll(new RegExp(`^(?:${any})(?![\\w-])`, "gmu"), (word) => {
    const how = words[word];
    return how === undefined ? word : paint(io, how, word);
  });
}
