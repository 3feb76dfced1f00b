import { Argument } from "commander";
import type { CliCommand } from "./command.ts";
import { bashScript } from "./completion/bash.ts";
import { fishScript } from "./completion/fish.ts";
import { wordsOf } from "./completion/words.ts";
import { zshScript } from "./completion/zsh.ts";

const SHELLS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;
type Shell = keyof typeof SHELLS;

export const command: CliCommand = {
  name: "completion",
  summary: "Completion of commands and options for your shell",
  build(command, io) {
    command
      .description("Print a script that lets your shell complete commands and options. It starts no program.")
      .addArgument(new Argument("<shell>", "your shell").choices(Object.keys(SHELLS)))
      .addHelpText(
        "after",
        `
Examples:
  account-audit completion bash > ~/.local/share/bash-completion/completions/account-audit
  account-audit completion zsh > ~/.zfunc/_account-audit     (with fpath+=(~/.zfunc) before compinit)
  account-audit completion fish > ~/.config/fish/completions/account-audit.fish
`,
      )
      .action((shell: Shell) => {
        io.stdout(SHELLS[shell](wordsOf(command.parent ?? command)));
      });
  },
};
