import { chmod, mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { attachEmbeddedPostgres } from "../../src/embedded.ts";
import { POINTER_FILE } from "../../src/embedded/place.ts";
import { startOf } from "../../src/embedded/process-identity.ts";

const PREFIX = "account-audit-tests-";
/** Older than any run: what lies there was left behind, and is not just between two clients. */
const LEFT_BEHIND_MS = 15 * 60_000;

/** A data directory of the test's own, that the user of an embedded Postgres can enter. */
export async function temporaryHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), PREFIX));
  await chmod(home, 0o711);
  return home;
}

/** Removes it, and the server's folder where that lies elsewhere. */
export async function removeHome(home: string): Promise<void> {
  const elsewhere = await readFile(join(home, POINTER_FILE), "utf8").catch(() => null);
  await rm(home, { recursive: true, force: true });
  if (elsewhere !== null) await rm(elsewhere.trim(), { recursive: true, force: true });
}

/** Ends the servers of runs that were killed before they could, and removes what they left. */
export async function sweepHomes(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const home = join(tmpdir(), name);
    if (!name.startsWith(PREFIX) || !(await isDeserted(home))) continue;
    await (await attachEmbeddedPostgres({ home, log: () => undefined })).release();
    await removeHome(home);
  }
}

/** It is old, it has had clients, and none of them lives. */
async function isDeserted(home: string): Promise<boolean> {
  if (Date.now() - (await stat(home)).mtimeMs < LEFT_BEHIND_MS) return false;
  const elsewhere = await readFile(join(home, POINTER_FILE), "utf8").catch(() => null);
  const base = elsewhere?.trim() ?? join(home, "postgres");
  const clients = await readdir(join(base, "clients")).catch(() => []);
  const dead = clients.filter((client) => {
    const [pid, start] = client.split(".");
    return startOf(Number(pid)) !== start;
  });
  return clients.length > 0 && dead.length === clients.length;
}
