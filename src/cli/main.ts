import { Command, CommanderError } from "commander";
import { UserError } from "../errors.ts";
import { examples, type CliCommand, type CommandIo } from "./command.ts";
import { EXIT, EXIT_OF_ERROR, type ExitCode } from "./exit-codes.ts";
import { versionOfProduct } from "./version.ts";

/** The one command that must know all the others. */
const COMPLETION = "completion";

interface Entry {
  name: string;
  summary: string;
  /** Only the command that was called is loaded: `--help` must not wait for a database driver. */
  load(): Promise<{ command: CliCommand }>;
}

/** Every command, one line each. A test holds the list complete. */
export const COMMANDS: readonly Entry[] = [
  { name: "init", summary: "Write a commented settings file and a key", load: () => import("./init.ts") },
  { name: "status", summary: "Last night in one screen, and what to do", load: () => import("./status.ts") },
  { name: "doctor", summary: "Check everything that a night needs", load: () => import("./doctor.ts") },
  {
    name: "connections",
    summary: "How each platform is connected, and who must do what",
    load: () => import("./connections.ts"),
  },
  { name: "accounts", summary: "The register of accounts", load: () => import("./accounts.ts") },
  { name: "learners", summary: "The learner index (keyed hashes only)", load: () => import("./learners.ts") },
  { name: "keys", summary: "Key pairs of safeguarding leads", load: () => import("./keys.ts") },
  { name: "plan", summary: "What the next night will read and cost", load: () => import("./plan.ts") },
  { name: "spend", summary: "What the platforms cost, by month", load: () => import("./spend.ts") },
  { name: "scan", summary: "Audit accounts now", load: () => import("./scan.ts") },
  {
    name: "serve",
    summary: "Run unattended: nightly audit, weekly e-mail",
    load: leanly(() => import("./serve.ts")),
  },
  { name: "runs", summary: "Nights and scans", load: () => import("./runs.ts") },
  {
    name: "coverage",
    summary: "What a night could say, and what it could not check",
    load: () => import("./coverage.ts"),
  },
  {
    name: "findings",
    summary: "What is wrong, its story, and what was decided",
    load: () => import("./findings.ts"),
  },
  {
    name: "decisions",
    summary: "Bring in a filled-in findings.csv",
    load: () => import("./decisions.ts"),
  },
  {
    name: "reveal",
    summary: "Open the sealed evidence of a learner finding",
    load: () => import("./reveal.ts"),
  },
  {
    name: "report",
    summary: "Every account with its story, as one file; the paper of the term",
    load: () => import("./report.ts"),
  },
  { name: "digest", summary: "The weekly e-mail", load: () => import("./digest.ts") },
  { name: "go-live", summary: "Let mail leave from now on", load: () => import("./go-live.ts") },
  {
    name: "demo",
    summary: "A made-up college group, from first night to e-mail",
    load: () => import("./demo.ts"),
  },
  {
    name: COMPLETION,
    summary: "Completion of commands and options for your shell",
    load: () => import("./completion.ts"),
  },
];

/** For what runs for months: the process is kept small (lean.ts), which must begin before the store's modules are loaded. */
function leanly(load: Entry["load"]): Entry["load"] {
  return async () => {
    (await import("../lean.ts")).stayLean();
    return load();
  };
}

const EPILOGUE = `${examples("init", "status", "accounts import register.csv --dry-run", "scan --help")}
Exit codes: 0 fine, 1 findings at or above --fail-on, 2 a mistake in the call or the settings,
            3 something that can be checked was not, or is not finished,
            4 the product failed, or something it needs is missing.
`;

/** Runs one command; the number is the exit code (exit-codes.ts). Nothing is thrown. */
export async function main(argv: readonly string[], io?: CommandIo): Promise<number> {
  const terminal = io ?? (await import("./terminal.ts")).processIo();
  const verbose = argv.includes("--verbose");
  let code: ExitCode = EXIT.ok;
  try {
    const program = await buildProgram(argv, terminal, (said) => (code = said));
    await program.parseAsync([...argv], { from: "user" });
    return code;
  } catch (error) {
    return await sayError(error, terminal, verbose);
  }
}

async function buildProgram(argv: readonly string[], io: CommandIo, exit: (code: ExitCode) => void) {
  const program = new Command("account-audit")
    .description("Audits an organisation's social media accounts against its policy.")
    .version(versionOfProduct(), "-V, --version", "print the version")
    .option("--verbose", "show what failed inside, with stack traces")
    .addHelpText("after", EPILOGUE)
    .enablePositionalOptions();
  quiet(program, io);
  const called = argv.find((word) => !word.startsWith("-"));
  for (const entry of COMMANDS) {
    const command = program.command(entry.name).summary(entry.summary).description(entry.summary);
    quiet(command, io);
    if (entry.name !== called && called !== COMPLETION) continue;
    command.option("--verbose", "show what failed inside, with stack traces");
    (await entry.load()).command.build(command, io, exit);
    for (const inner of command.commands) {
      inner.option("--verbose", "show what failed inside, with stack traces");
      quiet(inner, io);
    }
  }
  return program;
}

/** Commander neither exits nor writes by itself. */
function quiet(command: Command, io: CommandIo): void {
  command.showHelpAfterError(`→ ${pathOf(command)} --help shows how it is called`);
  command.exitOverride().configureOutput({
    writeOut: (text) => io.stdout(text),
    writeErr: (text) => io.stderr(text),
    getOutHelpWidth: () => io.columns,
    getErrHelpWidth: () => io.columns,
    getOutHasColors: () => io.color,
    getErrHasColors: () => io.color,
  });
}

/** Its name behind its parents': `account-audit accounts list`. */
function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

/** Of an error that nobody foresaw: its name and, from the operating system, its code and the path that it is about. */
async function inShort(error: unknown): Promise<string> {
  if (!(error instanceof Error)) return "an unknown error";
  const { nameOf } = await import("../log.ts");
  const path = "path" in error && typeof error.path === "string" ? ` at ${error.path}` : "";
  return `${nameOf(error)}${path}`;
}

async function sayError(error: unknown, io: CommandIo, verbose: boolean): Promise<ExitCode> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof UserError) {
    io.stderr(`${error.message}\n→ ${error.next}\n`);
    if (verbose && error.stack !== undefined) io.stderr(`${error.stack}\n`);
    return EXIT_OF_ERROR[error.kind];
  }
  io.stderr(`Something failed inside: ${await inShort(error)}.\n`);
  if (verbose && error instanceof Error) io.stderr(`${await traceOf(error)}\n`);
  else io.stderr("→ run the command again with --verbose; nothing that was written before is lost\n");
  return EXIT.failure;
}

/** The stack; of a failed query without its parameters, which the driver writes into the message. */
async function traceOf(error: Error): Promise<string> {
  if (!("query" in error && "params" in error)) return error.stack ?? error.message;
  const { nameOf } = await import("../log.ts");
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at .+:\d+:\d+\)?$/u.test(line));
  return [`${nameOf(error)}: ${String(error.query)}`, ...frames].join("\n");
}
