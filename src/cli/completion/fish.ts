import { allOf, type CommandWords, type OptionWords } from "./words.ts";

/** For fish: a line a command and a line an option. */
export function fishScript(program: CommandWords): string {
  return `# completion of account-audit for fish
${allOf(program).flatMap(linesOf).join("\n")}
`;
}

function linesOf(one: CommandWords): readonly string[] {
  const here = conditionOf(one);
  return [
    ...one.inner.map(({ path, summary }) =>
      line(here, `-f -a '${path.at(-1) ?? ""}' -d '${quoted(summary)}'`),
    ),
    ...one.choices.map((choice) => line(here, `-f -a '${choice}'`)),
    ...one.options.map((option) => line(here, optionSpec(option))),
  ];
}

function line(condition: string, what: string): string {
  return `complete -c account-audit -n '${condition}' ${what}`;
}

/** All words of the command were typed, and none of an inner one. */
function conditionOf({ path, inner }: CommandWords): string {
  const typed = path.map((word) => `__fish_seen_subcommand_from ${word}`);
  const further = inner.map(({ path: words }) => words.at(-1) ?? "");
  const none = path.length === 0 ? ["__fish_use_subcommand"] : [];
  const notFurther =
    further.length === 0 || path.length === 0 ? [] : [`not __fish_seen_subcommand_from ${further.join(" ")}`];
  return [...typed, ...none, ...notFurther].join("; and ");
}

function optionSpec({ long, summary, takesValue, choices }: OptionWords): string {
  const value = takesValue ? " -r" : "";
  const words = choices.length === 0 ? "" : ` -f -a '${choices.join(" ")}'`;
  return `-l ${long.replace(/^--/u, "")} -d '${quoted(summary)}'${value}${words}`;
}

/** Inside single quotes of fish. */
function quoted(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("'", String.raw`\'`);
}
