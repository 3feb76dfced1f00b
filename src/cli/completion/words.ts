import type { Command, Option } from "commander";

/** A command as a shell must know it. */
export interface CommandWords {
  /** The words that lead to it, without the program's own: `["accounts", "list"]`. */
  path: readonly string[];
  summary: string;
  inner: readonly CommandWords[];
  options: readonly OptionWords[];
  /** What its first argument can be, where only some words can be. */
  choices: readonly string[];
}

export interface OptionWords {
  /** `--severity`. */
  long: string;
  summary: string;
  takesValue: boolean;
  choices: readonly string[];
}

/** The tree of commands below a program, with their options. */
export function wordsOf(program: Command, path: readonly string[] = []): CommandWords {
  return {
    path,
    summary: program.summary() || program.description(),
    inner: program.commands.map((inner) => wordsOf(inner, [...path, inner.name()])),
    options: [...program.options.flatMap(optionWords), HELP],
    choices: program.registeredArguments[0]?.argChoices ?? [],
  };
}

const HELP: OptionWords = {
  long: "--help",
  summary: "display help for command",
  takesValue: false,
  choices: [],
};

function optionWords(option: Option): OptionWords[] {
  if (option.long == null) return [];
  const takesValue = option.required || option.optional;
  return [{ long: option.long, summary: option.description, takesValue, choices: option.argChoices ?? [] }];
}

/** The command and all below it, itself first. */
export function allOf(words: CommandWords): readonly CommandWords[] {
  return [words, ...words.inner.flatMap(allOf)];
}
