import type { CommandIo } from "./command.ts";

/** What `--json` prints: one value, with dates in ISO form and a line's end. */
export function writeJson(io: Pick<CommandIo, "stdout">, value: unknown): void {
  io.stdout(`${JSON.stringify(value, null, 2)}\n`);
}
