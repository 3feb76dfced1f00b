import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startOf } from "./process-identity.ts";

/**
 * The register of who uses the server: an empty file a client, named `PID.START.NUMBER`, so that a client that died
 * without leaving can be told from one that lives. Changed only under the lock.
 */
export async function enter(folder: string, number: number): Promise<string> {
  await mkdir(folder, { recursive: true });
  const name = `${process.pid}.${startOf(process.pid) ?? "unknown"}.${number}`;
  await writeFile(join(folder, name), "");
  return name;
}

/** Takes the client out, and those that died. Returns how many are left. */
export async function leave(folder: string, name: string): Promise<number> {
  let left = 0;
  for (const entry of await readdir(folder)) {
    const [pid, start] = entry.split(".");
    const lives = entry !== name && startOf(Number(pid)) === start;
    if (lives) left += 1;
    else await rm(join(folder, entry), { force: true });
  }
  return left;
}
