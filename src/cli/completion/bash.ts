import { allOf, type CommandWords } from "./words.ts";

/** For bash 4 and newer, without bash-completion. Where nothing of ours fits, file names are offered. */
export function bashScript(program: CommandWords): string {
  const commands = allOf(program);
  return `# completion of account-audit for bash
_account_audit() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} path= words= each
  for each in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$path $each" in
${commands
  .filter(({ path }) => path.length > 0)
  .map(({ path }) => `      "${asKey(path)}") path="${asKey(path)}" ;;`)
  .join("\n")}
    esac
  done
  case "$path:$before" in
${commands.flatMap(valueCases).join("\n")}
  esac
  if [[ -z $words ]]; then
    case "$path" in
${commands.map((one) => `      "${asKey(one.path)}") words="${wordsAfter(one).join(" ")}" ;;`).join("\n")}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _account_audit account-audit
`;
}

/** As the script gathers them: each word with a space before it. */
function asKey(path: readonly string[]): string {
  return path.map((word) => ` ${word}`).join("");
}

function wordsAfter({ inner, options, choices }: CommandWords): readonly string[] {
  return [...inner.map(({ path }) => path.at(-1) ?? ""), ...choices, ...options.map(({ long }) => long)];
}

function valueCases({ path, options }: CommandWords): readonly string[] {
  return options.flatMap(({ long, choices }) =>
    choices.length === 0 ? [] : [`    "${asKey(path)}:${long}") words="${choices.join(" ")}" ;;`],
  );
}
