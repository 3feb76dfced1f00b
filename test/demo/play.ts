import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";
import { runDemo, type DemoOutcome } from "../../src/demo/story.ts";
import { ROOT } from "../support/source-tree.ts";

/** The files of the demo's folder, in the order of their names. */
export const FILES = [
  "digest.eml",
  "digest.html",
  "digest.txt",
  "findings.csv",
  "keepers.eml",
  "ops.eml",
  "report.html",
  "safeguarding-again.eml",
  "safeguarding.eml",
  "term.html",
];

const QUIET = { step: () => undefined, progress: () => undefined, night: () => undefined };

/** The demo in this process, on a database of its own beside the tests' Postgres. */
export function play(env: Readonly<Record<string, string>> = {}): Promise<DemoOutcome> {
  const server = { DATABASE_URL: inject("postgresUrl") };
  return runDemo({ env: { ...server, ...env }, listener: QUIET, signal: new AbortController().signal });
}

/** One short word for each file: equal words are equal bytes. */
export function bytesOf(files: DemoOutcome["files"]): Readonly<Record<string, string>> {
  const hash = (content: string | Buffer) => createHash("sha256").update(content).digest("hex");
  return Object.fromEntries(
    Object.entries(files)
      .map(([name, content]): [string, string] => [name, hash(content)])
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

export interface Command {
  code: number | null;
  stdout: string;
  stderr: string;
  files: Readonly<Record<string, Buffer>>;
  /** The most memory that the process ever held. */
  peakMegabytes: number;
  /** What lies in the folder afterwards. Temporary files are made there too. */
  left: readonly string[];
}

/** Leaves the highest resident set of a process, in kilobytes, as its last line on standard error. */
const TELLS_MEMORY =
  'data:text/javascript,process.on("exit",()=>process.stderr.write(`${process.resourceUsage().maxRSS}\\n`))';

/** `account-audit demo` in a process and a folder of its own, with this environment and nothing else. */
export async function runCommand(env: Readonly<Record<string, string>>): Promise<Command> {
  const folder = await mkdtemp(join(tmpdir(), "account-audit-demo-test-"));
  try {
    const bin = join(ROOT, "bin", "account-audit.js");
    const words = ["--import", TELLS_MEMORY, bin, "demo"];
    const child = spawn(process.execPath, words, { cwd: folder, env: { TMPDIR: folder, ...env } });
    const said = { stdout: "", stderr: "" };
    child.stdout.on("data", (chunk: Buffer) => (said.stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (said.stderr += chunk.toString()));
    const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
    const out = join(folder, "demo-out");
    const names = code === 0 ? await readdir(out) : [];
    const contents = await Promise.all(names.map((name) => readFile(join(out, name))));
    const files = Object.fromEntries(names.map((name, at) => [name, contents[at] ?? Buffer.alloc(0)]));
    const lines = said.stderr.trimEnd().split("\n");
    const peakMegabytes = Number(lines.pop()) / 1024;
    const { stdout } = said;
    return { code, stdout, stderr: lines.join("\n"), peakMegabytes, files, left: await readdir(folder) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
