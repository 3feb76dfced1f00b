import { access, constants, mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { DemoListener } from "../demo/stage.ts";
import type { DemoOutcome } from "../demo/story.ts";
import { UserError } from "../errors.ts";
import { stayLean } from "../lean.ts";
import { systemCode } from "../system-code.ts";
import { examples, type CliCommand, type CommandIo } from "./command.ts";
import { inJson } from "./demo/in-json.ts";
import { nightLine, opening, sayOutcome } from "./demo/say.ts";
import { EXIT } from "./exit-codes.ts";
import { writeJson } from "./json.ts";
import { progressBar } from "./progress.ts";

const FOLDER = "demo-out";

export const command: CliCommand = {
  name: "demo",
  summary: "A made-up college group, from first night to e-mail",
  build(command, io, exit) {
    command
      .description(
        "Run the whole line on a made-up college group: eight nights and their e-mails. Everything stays on this machine: " +
          "stand-ins of X and YouTube, a mail catcher, a database that is removed at the end. Your own settings and data are not touched.",
      )
      .option("--out <folder>", "where the files go; files of an earlier demo are replaced", FOLDER)
      .option("--json", "print JSON for machines")
      .addHelpText("after", examples("demo", "demo --out monday"))
      .action(async ({ out, json }: { out: string; json?: true }) => {
        await openFolder(io, out);
        if (!json) io.stdout(opening());
        stayLean();
        const { runDemo } = await import("../demo/story.ts");
        const outcome = await untilInterrupted((signal) =>
          runDemo({ env: io.env, signal, listener: json ? QUIET : listenerFor(io) }),
        );
        const files = await writeFiles(io, out, outcome.files);
        if (json) writeJson(io, inJson(outcome, files));
        else io.stdout(sayOutcome(io, outcome, out));
        exit(EXIT.ok);
      });
  },
};

const QUIET: DemoListener = { step: () => undefined, progress: () => undefined, night: () => undefined };

/** A bar while a night is at work, in a terminal; a line when it is over. */
function listenerFor(io: CommandIo): DemoListener {
  let bar = progressBar(io, "accounts");
  return {
    step: (words) => io.stdout(`  ${words}\n`),
    progress(night, finished, accounts) {
      if (finished === 0) bar = progressBar(io, `accounts, night ${night} of 8`);
      bar.show(finished, accounts);
    },
    night(figures) {
      bar.end();
      io.stdout(nightLine(figures));
    },
  };
}

/** Ctrl-C ends the demo before its next night, so that its database and files go with it. */
async function untilInterrupted(work: (signal: AbortSignal) => Promise<DemoOutcome>): Promise<DemoOutcome> {
  const stop = new AbortController();
  const interrupt = () =>
    stop.abort(new UserError("usage", "the demo was stopped; what it had made is removed", "run it again"));
  process.once("SIGINT", interrupt);
  process.once("SIGTERM", interrupt);
  try {
    return await work(stop.signal);
  } finally {
    process.removeListener("SIGINT", interrupt);
    process.removeListener("SIGTERM", interrupt);
  }
}

/** Before the work, so that nobody waits for a demo that cannot be kept. */
async function openFolder(io: CommandIo, folder: string): Promise<void> {
  try {
    await mkdir(resolve(io.cwd, folder), { recursive: true });
    await access(resolve(io.cwd, folder), constants.W_OK);
  } catch (error) {
    throw cannotWrite(folder, error);
  }
}

async function writeFiles(io: CommandIo, folder: string, files: DemoOutcome["files"]): Promise<string[]> {
  try {
    for (const [name, content] of Object.entries(files)) {
      await writeFile(resolve(io.cwd, folder, name), content);
    }
  } catch (error) {
    throw cannotWrite(folder, error);
  }
  return Object.keys(files).map((name) => join(folder, name));
}

function cannotWrite(folder: string, error: unknown): UserError {
  return new UserError(
    "usage",
    `the demo cannot write to ${folder} (${systemCode(error)})`,
    "name a folder that you may write to: `account-audit demo --out FOLDER`",
  );
}
