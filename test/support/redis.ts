import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { freePort } from "../../src/embedded/server.ts";

export interface TestRedis {
  url: string;
  port: number;
  pid: number;
  /** Ends it, and removes its files. A second call does nothing. */
  stop(): Promise<void>;
  /** SIGKILL: no time to save anything. */
  kill(): Promise<void>;
  /** Starts it again on the same port after `kill`; empty unless it was append-only. */
  restart(): Promise<void>;
}

export interface RedisOptions {
  /** Further words of its command line, such as `--maxmemory 2mb`. They win over ours. */
  args?: readonly string[];
  /** Keeps its data over `kill` and `restart`. */
  appendOnly?: boolean;
}

export type QueueBackend = "postgres" | "redis";

/** Where `redis-server` lies on the PATH, or null. */
export function redisServer(): string | null {
  const folders = (process.env["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(delimiter);
  const found = folders.map((folder) => join(folder, "redis-server")).find(isExecutable);
  if (found === undefined && process.env["CI"] === "true") {
    throw new Error(
      "redis-server is not on the PATH. In CI nothing is skipped: install it (apt-get install redis-server).",
    );
  }
  return found ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The backends that the queue's tests run on. Says so where Redis is missing. */
export function queueBackends(): readonly QueueBackend[] {
  if (redisServer() !== null) return ["postgres", "redis"];
  process.stderr.write("redis-server is not on the PATH: the queue tests run on Postgres alone.\n");
  return ["postgres"];
}

/** Starts a Redis of the test's own on a free port of 127.0.0.1; null where there is no redis-server. */
export async function startRedis(options: RedisOptions = {}): Promise<TestRedis | null> {
  const program = redisServer();
  if (program === null) return null;
  const folder = await mkdtemp(join(tmpdir(), "account-audit-redis-"));
  const port = await freePort();
  const words = [
    `--port ${port} --bind 127.0.0.1 --maxmemory-policy noeviction`.split(" "),
    ["--dir", folder, "--save", "", "--appendonly", options.appendOnly === true ? "yes" : "no"],
    options.args ?? [],
  ].flat();
  let child = await launch(program, words, port);
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    get pid() {
      return child.pid ?? 0;
    },
    stop: async () => {
      await end(child, "SIGTERM");
      await rm(folder, { recursive: true, force: true });
    },
    kill: () => end(child, "SIGKILL"),
    restart: async () => {
      child = await launch(program, words, port);
    },
  };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill(signal);
  await ended;
}

async function launch(program: string, words: readonly string[], port: number): Promise<ChildProcess> {
  const child = spawn(program, words, { stdio: ["ignore", "pipe", "ignore"] });
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  for (let tries = 0; tries < 200; tries += 1) {
    if (child.exitCode !== null) break;
    if (await answersPing(port)) return child;
    await wait(25);
  }
  child.kill("SIGKILL");
  throw new Error(`redis-server did not start: ${said.trim().split("\n").at(-1) ?? ""}`);
}

function answersPing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write("PING\r\n"));
    const finish = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("data", (data) => finish(data.toString().startsWith("+PONG")));
    socket.once("error", () => finish(false));
  });
}
