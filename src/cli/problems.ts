import type { Problem } from "../csv/read.ts";
import type { CommandIo } from "./command.ts";
import { renderTable } from "./table.ts";

/** More than this many are counted only: a file with a slipped column has one a row. */
const SHOWN = 50;

/** Bad rows for people, by line. The problems name no value (src/csv/read.ts). */
export function renderProblems(io: CommandIo, problems: readonly Problem[]): string {
  const shown = problems.slice(0, SHOWN);
  const rows = shown.map(({ line, column, reason }) => [String(line), column, reason]);
  const more = problems.length - shown.length;
  return (
    renderTable(io, ["Line", "Column", "What is wrong"], rows) +
    (more > 0 ? `… and ${more} more; --json shows all\n` : "")
  );
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en-GB")} ${count === 1 ? one : many}`;
}
