import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { UserError } from "../errors.ts";
import type { CommandIo } from "./command.ts";

/** Writes a file that its owner alone may read, and never over another. Throws {@link UserError}. */
export async function writePrivateFile(io: CommandIo, file: string, content: string): Promise<void> {
  try {
    await writeFile(resolve(io.cwd, file), content, { mode: 0o600, flag: "wx" });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown cause";
    throw new UserError(
      "usage",
      code === "EEXIST" ? `${file} is there already` : `${file} cannot be written (${code})`,
      "give the name of a new file in a folder that you may write to",
    );
  }
}
