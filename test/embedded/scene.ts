import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { vi } from "vitest";
import { attachEmbeddedPostgres, type EmbeddedPostgres } from "../../src/embedded.ts";
import { findPlace, type Place } from "../../src/embedded/place.ts";
import { callOf, startOf } from "../../src/embedded/process-identity.ts";
import { removeHome, temporaryHome } from "../support/home.ts";

const CLIENT = fileURLToPath(new URL("client.ts", import.meta.url));

/** Another process that is attached. */
export interface Client {
  child: ChildProcess;
  url: string;
  leave(): Promise<void>;
}

/** A data directory of its own, and what attaches to it. */
export interface Scene {
  home: string;
  place: Place;
  attach(): Promise<EmbeddedPostgres>;
  /** Another process with nothing in its environment, in a process group of its own. */
  client(): Promise<Client>;
  /** The pid of the server that lives, or null. Never of another program, since what lives at the end is killed. */
  postmaster(): Promise<number | null>;
  /** Until no server lives. */
  gone(): Promise<void>;
  /** Kills the server, and waits for its end. Gives its pid. */
  killServer(): Promise<number>;
  close(): Promise<void>;
}

export async function openScene(): Promise<Scene> {
  const home = await temporaryHome();
  const place = await findPlace(home);
  const clients: ChildProcess[] = [];
  const postmaster = async () => {
    const text = await readFile(join(place.data, "postmaster.pid"), "utf8").catch(() => null);
    const pid = Number(text?.split("\n")[0]);
    return text !== null && startOf(pid) !== null && callOf(pid).includes(place.data) ? pid : null;
  };
  const gone = () =>
    vi.waitUntil(async () => (await postmaster()) === null, { timeout: 10_000 }).then(() => undefined);
  return {
    home,
    place,
    attach: () => attachEmbeddedPostgres({ home, log: () => undefined }),
    async client() {
      const client = await startClient(home);
      clients.push(client.child);
      return client;
    },
    postmaster,
    gone,
    async killServer() {
      const pid = await postmaster();
      if (pid === null) throw new Error("there is no server to kill");
      process.kill(pid, "SIGKILL");
      await gone();
      return pid;
    },
    async close() {
      for (const client of clients) await killed(client);
      const pid = await postmaster();
      if (pid !== null) process.kill(pid, "SIGKILL");
      await gone();
      await removeHome(home);
    },
  };
}

async function startClient(home: string): Promise<Client> {
  const child = spawn(process.execPath, [CLIENT, home], {
    env: {},
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
  });
  let complaint = "";
  child.stderr.on("data", (chunk: Buffer) => (complaint += chunk.toString()));
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).once("line", resolve);
    child.once("exit", () => reject(new Error(complaint)));
  });
  const leave = async () => {
    child.stdin.end();
    await once(child, "exit");
  };
  return { child, url, leave };
}

export async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}

export async function ask(url: string, question: string): Promise<unknown> {
  const sql = postgres(url, { max: 1 });
  try {
    const [row] = await sql.unsafe(question);
    return row?.["answer"];
  } finally {
    // Without a limit it waits for ever for a connection whose server died while it was made (postgres 3.4.9).
    await sql.end({ timeout: 1 });
  }
}
