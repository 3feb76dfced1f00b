import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { UserError } from "../errors.ts";
import type { CommandIo } from "./command.ts";

/** The process's own terminal, files and environment. */
export function processIo(): CommandIo {
  const isTty = process.stdout.isTTY;
  return {
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    isTty,
    columns: process.stdout.columns ?? 100,
    // https://no-color.org: set and not empty means no colour
    color: isTty && !process.env["NO_COLOR"] && process.env["TERM"] !== "dumb",
    env: process.env,
    cwd: process.cwd(),
    stdin: () => buffer(process.stdin),
    promptHidden,
  };
}

/** Asks on the terminal without showing what is typed. */
async function promptHidden(question: string): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new UserError(
      "usage",
      "this needs a terminal to ask on, and there is none",
      "run it in a terminal",
    );
  }
  process.stderr.write(question);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  try {
    return await new Promise((resolve) => lines.once("line", resolve));
  } finally {
    lines.close();
    process.stderr.write("\n");
  }
}
