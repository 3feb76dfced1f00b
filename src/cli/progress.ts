import type { CommandIo } from "./command.ts";

/** A bar on standard error, in a terminal only; elsewhere it says nothing. */
export interface ProgressBar {
  show(done: number, of: number): void;
  end(): void;
}

const WIDTH = 30;

export function progressBar(io: CommandIo, what: string): ProgressBar {
  let shown = "";
  return {
    show(done, of) {
      if (!io.isTty || of === 0) return;
      const full = Math.round((WIDTH * done) / of);
      const line = `${"█".repeat(full)}${"░".repeat(WIDTH - full)} ${done} of ${of} ${what}`;
      if (line === shown) return;
      io.stderr(`\r${line}`);
      shown = line;
    },
    end() {
      if (shown !== "") io.stderr(`\r${" ".repeat(shown.length)}\r`);
      shown = "";
    },
  };
}
