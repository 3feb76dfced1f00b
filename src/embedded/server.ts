import { randomBytes } from "node:crypto";
import { chown, mkdir, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { UserError } from "../errors.ts";
import type { Binaries } from "./binaries.ts";
import type { Place } from "./place.ts";
import { callOf, startOf } from "./process-identity.ts";
import { runAs } from "./run-as.ts";

const ROLE = "account_audit";
const START_SECONDS = 300;
const STOP_SECONDS = 60;
const ORPHANS_MS = 30_000;
const LOG_BYTES = 5_000_000;

export interface ServerOptions {
  /** Settings of Postgres beside ours; tests switch fsync off. */
  settings?: Readonly<Record<string, string>>;
}

/** What postmaster.pid says of a server that runs (PostgreSQL, "Server file layout"). */
interface Postmaster {
  pid: number;
  port: number;
  ready: boolean;
}

/** Makes the cluster where there is none. One that was cut short is made anew. */
export async function ensureCluster(place: Place, binaries: Binaries): Promise<void> {
  const made = await readFile(join(place.data, "PG_VERSION"), "utf8").catch(() => null);
  if (made !== null) return sameMajor(place, binaries, made.trim());
  const half = `${place.data}.half`;
  const passwordForInit = join(half, "..", "password.half");
  await rm(half, { recursive: true, force: true });
  await mkdir(half, { mode: 0o700 });
  const password = randomBytes(24).toString("base64url");
  await writeFile(passwordForInit, `${password}\n`, { mode: 0o600 });
  await give(place, half);
  await give(place, passwordForInit);
  const init = await runAs(place.user, join(binaries.folder, "bin", "initdb"), [
    `--pgdata=${half}`,
    `--username=${ROLE}`,
    `--pwfile=${passwordForInit}`,
    "--encoding=UTF8",
    "--locale=C",
    "--auth=scram-sha-256",
  ]);
  await rm(passwordForInit);
  if (init.code !== 0) throw failed("initdb could not make the database", init.output);
  await writeFile(place.passwordFile, `${password}\n`, { mode: 0o600 });
  await rename(half, place.data);
}

function sameMajor(place: Place, binaries: Binaries, made: string): void {
  if (made === String(binaries.major)) return;
  throw new UserError(
    "missing",
    `The database in ${place.data} belongs to PostgreSQL ${made}; this release brings PostgreSQL ${binaries.major}, which cannot read it.`,
    `With the former release running, save it with pg_dump (address: password in ${place.passwordFile}, port in ${place.data}/postmaster.pid); ` +
      `then move ${place.base} away, start this release and load the dump with psql. Or load it into a server of yours and set DATABASE_URL.`,
  );
}

/** The address of the server that runs on this cluster, or null. One that is still coming up is waited for. */
export async function runningServer(place: Place): Promise<string | null> {
  const until = Date.now() + START_SECONDS * 1000;
  for (;;) {
    const postmaster = await readPostmaster(place);
    if (postmaster === null) return null;
    if (postmaster.ready) return address(place, postmaster.port);
    if (Date.now() > until) {
      throw failed(`Postgres (process ${postmaster.pid}) neither starts nor stops`, await tail(place));
    }
    await wait(50);
  }
}

async function readPostmaster(place: Place): Promise<Postmaster | null> {
  const text = await readFile(join(place.data, "postmaster.pid"), "utf8").catch(() => null);
  if (text === null) return null;
  const lines = text.split("\n");
  const pid = Number(lines[0]);
  // The file outlives a crash, and its pid may by now be somebody else's.
  if (startOf(pid) === null || !callOf(pid).includes(place.data)) return null;
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === "ready" };
}

async function address(place: Place, port: number): Promise<string> {
  const password = (await readFile(place.passwordFile, "utf8")).trim();
  return `postgres://${ROLE}:${password}@127.0.0.1:${port}/postgres`;
}

/**
 * Starts the server on 127.0.0.1, at the port where the caller looks for it, else at that of the one that died here last,
 * else, and where that is taken, at a free one; no socket in the file system. To be called under the lock, with no server
 * running. Returns its address.
 */
export async function startServer(
  place: Place,
  binaries: Binaries,
  options: ServerOptions & { port: number | null },
): Promise<string> {
  let port = options.port ?? (await portOfTheDead(place)) ?? (await freePort());
  // Postgres itself forgets a dead postmaster, but not one whose pid has been given to another program.
  await rm(join(place.data, "postmaster.pid"), { force: true });
  await prepareLog(place);
  const until = Date.now() + ORPHANS_MS;
  for (;;) {
    const before = (await stat(place.log)).size;
    const started = await runAs(place.user, join(binaries.folder, "bin", "pg_ctl"), [
      "start",
      "--wait",
      `--timeout=${START_SECONDS}`,
      `--pgdata=${place.data}`,
      `--log=${place.log}`,
      `--options=${settingsAsWords(port, options)}`,
    ]);
    if (started.code === 0) return address(place, port);
    const said = (await tail(place, before)) || started.output;
    // Somebody took the port in between; or children of a killed postmaster are still finishing.
    const isTaken = said.includes("could not bind");
    const passing = isTaken || /shared memory block .* is still in use/.test(said);
    if (!passing || Date.now() > until) throw failed("Postgres did not start", said);
    if (isTaken) port = await freePort();
    await wait(200);
  }
}

/** A server that was stopped leaves no postmaster.pid. Where one died, processes may still ask at its port. */
async function portOfTheDead(place: Place): Promise<number | null> {
  const text = await readFile(join(place.data, "postmaster.pid"), "utf8").catch(() => "");
  const port = Number(text.split("\n")[3]);
  return Number.isInteger(port) && port > 0 ? port : null;
}

/** pg_ctl hands these words to a shell. All of them are ours. */
function settingsAsWords(port: number, options: ServerOptions): string {
  const settings = {
    port: String(port),
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    logging_collector: "off",
    ...options.settings,
  };
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}='${value}'`)
    .join(" ");
}

/** Stops the server: open transactions are rolled back, what was committed is on the disk. */
export async function stopServer(place: Place, binaries: Binaries): Promise<void> {
  if ((await readPostmaster(place)) === null) return;
  const stopped = await runAs(place.user, join(binaries.folder, "bin", "pg_ctl"), [
    "stop",
    "--mode=fast",
    "--wait",
    `--timeout=${STOP_SECONDS}`,
    `--pgdata=${place.data}`,
  ]);
  if (stopped.code !== 0 && (await readPostmaster(place)) !== null) {
    throw failed("Postgres did not stop", stopped.output);
  }
}

async function prepareLog(place: Place): Promise<void> {
  const size = (await stat(place.log).catch(() => null))?.size ?? 0;
  if (size > LOG_BYTES) await rename(place.log, `${place.log}.old`);
  await (await open(place.log, "a", 0o600)).close();
  await give(place, place.log);
}

async function tail(place: Place, from = 0): Promise<string> {
  const text = await readFile(place.log, "utf8").catch(() => "");
  return text.slice(from).split("\n").slice(-20).join("\n");
}

async function give(place: Place, path: string): Promise<void> {
  if (place.user !== null) await chown(path, place.user.uid, place.user.gid);
}

/** A port that nothing listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("a server on a port has an address");
  return address.port;
}

/** The server's own last complaint, which names files and settings and no data, and the way out. */
function failed(what: string, output: string): UserError {
  const lines = output.trim().split("\n");
  const line = lines.findLast((each) => /FATAL|PANIC|error/.test(each)) ?? lines.at(-1) ?? "";
  return new UserError(
    "unreachable",
    `${what}: ${line.trim()}`,
    "Mend what it names and start again, or set DATABASE_URL to a PostgreSQL server of yours.",
  );
}
