import type { Command } from "commander";
import type { Clock } from "../core/time.ts";
import type { ExitCode } from "./exit-codes.ts";

/** What a command may use of the terminal, the environment and the standard streams. Tests hand in their own. */
export interface CommandIo {
  stdout(text: string): void;
  stderr(text: string): void;
  /** Whether standard output is a terminal. */
  isTty: boolean;
  /** Its width, in columns. */
  columns: number;
  color: boolean;
  env: NodeJS.ProcessEnv;
  cwd: string;
  /** The system's, unless given. */
  clock?: Clock;
  /** All of standard input. */
  stdin(): Promise<Buffer>;
  /** Asks for one line. Throws a UserError where there is no terminal to ask on. */
  prompt(question: string): Promise<string>;
  /** Asks without showing what is typed. Throws a UserError where there is no terminal to ask on. */
  promptHidden(question: string): Promise<string>;
}

/** What showing something takes of the terminal. */
export type Screen = Pick<CommandIo, "isTty" | "columns" | "color">;

/** One entry of the table of commands in main.ts. */
export interface CliCommand {
  name: string;
  summary: string;
  /** Adds arguments, options, examples, the action or inner commands. */
  build(command: Command, io: CommandIo, exit: (code: ExitCode) => void): void;
}

/** Adds one inner command, such as `import` of `accounts`. */
export type BuildInner = (parent: Command, io: CommandIo, exit: (code: ExitCode) => void) => void;

/** The examples that end a command's help. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  account-audit ${line}\n`).join("")}`;
}
