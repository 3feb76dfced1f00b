import { allOf, type CommandWords, type OptionWords } from "./words.ts";

/** For zsh's own completion system: one function a command, each with its options and what they take. */
export function zshScript(program: CommandWords): string {
  return `#compdef account-audit
# completion of account-audit for zsh
${allOf(program).map(functionOf).join("\n")}
if [ "$funcstack[1]" = "_account-audit" ]; then
  _account-audit "$@"
else
  compdef _account-audit account-audit
fi
`;
}

function nameOf(path: readonly string[]): string {
  return ["_account-audit", ...path].join("-");
}

function functionOf(one: CommandWords): string {
  return one.inner.length === 0 ? leaf(one) : branch(one);
}

function leaf({ path, options, choices }: CommandWords): string {
  const rest = choices.length === 0 ? "'*:file:_files'" : `'1:choice:(${choices.join(" ")})'`;
  return `${nameOf(path)}() {
  _arguments ${[...options.map(optionSpec), rest].join(" \\\n    ")}
}`;
}

function branch({ path, inner, options }: CommandWords): string {
  const commands = inner.map((one) => `    '${quoted(`${one.path.at(-1)}:${one.summary}`)}'`);
  const cases = inner.map((one) => `        ${one.path.at(-1)}) ${nameOf(one.path)} ;;`);
  return `${nameOf(path)}() {
  local line state
  local -a commands=(
${commands.join("\n")}
  )
  _arguments -C ${options.map(optionSpec).join(" \\\n    ")} \\
    '1: :->command' '*:: :->rest'
  case $state in
    command) _describe command commands ;;
    rest)
      case $line[1] in
${cases.join("\n")}
      esac ;;
  esac
}`;
}

function optionSpec({ long, summary, takesValue, choices }: OptionWords): string {
  const value = choices.length === 0 ? ":value:_files" : `:value:(${choices.join(" ")})`;
  return `'${quoted(`${long}[${summary.replaceAll(/[[\]:]/gu, " ")}]`)}${takesValue ? value : ""}'`;
}

/** Inside single quotes of a shell. */
function quoted(text: string): string {
  return text.replaceAll("'", String.raw`'\''`);
}
