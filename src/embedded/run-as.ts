import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";

/** The system user that Postgres runs as; null: the user of this process. Postgres refuses to run as root. */
export interface SystemUser {
  name: string;
  uid: number;
  gid: number;
}

export interface Finished {
  /** null when the program could not be started at all. */
  code: number | null;
  /** Standard output and standard error, in the order in which they came. */
  output: string;
}

/**
 * Runs a program of Postgres to its end, in a session of its own, so that a Ctrl-C meant for us does not reach it.
 * The environment is ours, never the caller's: an empty one must give the same cluster.
 */
export function runAs(user: SystemUser | null, program: string, args: readonly string[]): Promise<Finished> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: "/",
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: { PATH: "/usr/local/bin:/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" },
      ...(user === null ? {} : { uid: user.uid, gid: user.gid }),
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.once("error", (error) => resolve({ code: null, output: error.message }));
    child.once("close", (code) => resolve({ code, output }));
  });
}

/** The first of these names that the system knows. */
export async function findUser(names: readonly string[]): Promise<SystemUser | null> {
  const lines = (await readFile("/etc/passwd", "utf8")).split("\n").map((line) => line.split(":"));
  for (const name of names) {
    const entry = lines.find((fields) => fields[0] === name);
    if (entry !== undefined) return { name, uid: Number(entry[2]), gid: Number(entry[3]) };
  }
  return null;
}
