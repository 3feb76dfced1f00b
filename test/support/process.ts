/** Processes of a test's own: scripts beside this file, told by one argument of JSON, ended by their own id. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { until } from "./until.ts";

export interface TestProcess {
  pid: number;
  signal(name: NodeJS.Signals): void;
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<void>;
  isGone(): boolean;
  /** Its exit code, or the signal that ended it; waits for the end. */
  ended(): Promise<number | NodeJS.Signals>;
  /** All that it wrote so far, to both streams. */
  said(): string;
}

/** Starts a program of ours under the Node that runs the test. */
export function startProcess(
  file: string,
  words: readonly string[],
  options: { env: Readonly<Record<string, string>>; cwd?: string },
): TestProcess {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const child = spawn(process.execPath, [path, ...words], { ...options, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
  }
  const closed = once(child, "close");
  const isGone = () => child.exitCode !== null || child.signalCode !== null;
  return {
    pid: child.pid ?? 0,
    signal: (name) => void child.kill(name),
    async kill() {
      if (!isGone()) child.kill("SIGKILL");
      await closed;
    },
    isGone,
    async ended() {
      await closed;
      return child.signalCode ?? child.exitCode ?? 0;
    },
    said: () => said,
  };
}

/** Starts it and waits for its line `ready`. */
export async function startScript(
  file: string,
  told: object,
  env: Readonly<Record<string, string>>,
): Promise<TestProcess> {
  const started = startProcess(file, [JSON.stringify(told)], { env });
  await until(`${file} is ready`, () => started.said().includes("ready\n") || started.isGone());
  if (!started.said().includes("ready\n")) throw new Error(`${file} ended at once: ${started.said()}`);
  return started;
}
