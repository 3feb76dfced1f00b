import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { UserError } from "../errors.ts";
import type { CommandIo } from "./command.ts";

/** The bytes of a file that was named on the command line; `-` is standard input. */
export async function readInput(io: CommandIo, file: string): Promise<Uint8Array> {
  if (file === "-") return io.stdin();
  try {
    return await readFile(resolve(io.cwd, file));
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown cause";
    throw new UserError(
      "usage",
      `${file} cannot be read (${code})`,
      "check the name; - reads standard input",
    );
  }
}

/** One line that must not stand in argv: asked without echo, or the first line of standard input. */
export async function readSecretLine(io: CommandIo, question: string, fromStdin: boolean): Promise<string> {
  const text = fromStdin ? (await io.stdin()).toString("utf8") : await askHidden(io, question);
  const line = text.split(/\r?\n/u)[0]?.trim() ?? "";
  if (line === "") throw new UserError("usage", "nothing was given", "type it when asked, or use --stdin");
  return line;
}

async function askHidden(io: CommandIo, question: string): Promise<string> {
  try {
    return await io.promptHidden(question);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError("usage", error.message, "run it in a terminal, or use --stdin");
  }
}
