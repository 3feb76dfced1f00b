import { readFileSync } from "node:fs";

/**
 * When a process started, in ticks since the machine did (field 22 of /proc/PID/stat, proc_pid_stat(5)); null when there
 * is no such process, or only its unburied entry. A pid alone comes round again; pid and start do not.
 */
export function startOf(pid: number): string | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return null;
  }
  // The second field is the program's name in brackets and may itself hold spaces and brackets.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return fields[0] === "Z" || fields[0] === "X" ? null : (fields[19] ?? null);
}

/** The words that a process was called with; empty when it is gone. */
export function callOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return [];
  }
}
