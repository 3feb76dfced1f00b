import { createInterface, type Interface } from "node:readline";
import { Writable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { UserError } from "../errors.ts";
import type { CommandIo } from "./command.ts";

/** Of what is no terminal: help is broken to it. */
const WIDTH_ELSEWHERE = 100;

/**
 * Colour for terminals that have it. NO_COLOR (no-color.org: set and not empty) forbids it; FORCE_COLOR (force-color.org)
 * wants it in files and pipes too.
 */
export function wantsColor(env: Readonly<Record<string, string | undefined>>, isTty: boolean): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = env;
  if (NO_COLOR !== undefined && NO_COLOR !== "") return false;
  if (FORCE_COLOR === "0" || FORCE_COLOR === "false") return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== "") return true;
  return isTty && TERM !== "dumb";
}

/** The process's own terminal, files and environment. */
export function processIo(): CommandIo {
  const isTty = process.stdout.isTTY;
  return {
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    isTty,
    columns: process.stdout.columns ?? WIDTH_ELSEWHERE,
    color: wantsColor(process.env, isTty),
    env: process.env,
    cwd: process.cwd(),
    stdin: () => buffer(process.stdin),
    prompt,
    promptHidden,
  };
}

/** Asks on the terminal. */
async function prompt(question: string): Promise<string> {
  refuseWithoutTerminal();
  try {
    const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: true });
    return await lineOf(lines, question);
  } catch (error) {
    process.stderr.write("\n"); // An answer would have ended the line.
    throw error;
  }
}

/** Asks on the terminal without showing what is typed. */
async function promptHidden(question: string): Promise<string> {
  refuseWithoutTerminal();
  process.stderr.write(question);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  try {
    return await lineOf(createInterface({ input: process.stdin, output: nowhere, terminal: true }), "");
  } finally {
    process.stderr.write("\n");
  }
}

function refuseWithoutTerminal(): void {
  if (process.stdin.isTTY) return;
  throw new UserError("usage", "this needs a terminal to ask on, and there is none", "run it in a terminal");
}

/** Ctrl-C, Ctrl-D and the end of the terminal close the interface. Throws {@link UserError} then. */
export async function lineOf(lines: Interface, question: string): Promise<string> {
  try {
    return await new Promise((resolve, reject) => {
      lines.once("close", () => reject(nothingAnswered()));
      lines.question(question, resolve);
    });
  } finally {
    lines.close();
  }
}

function nothingAnswered(): UserError {
  return new UserError("usage", "nothing was answered", "run it again, and answer what it asks");
}
