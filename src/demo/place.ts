import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { POINTER_FILE } from "../embedded/place.ts";
import { UserError } from "../errors.ts";
import { nameOf } from "../log.ts";

/** A data directory and a database of the demo's own: nothing of a real installation is read or touched. */
export interface Place {
  folder: string;
  /** null: the embedded server, in `folder`. */
  databaseUrl: string | null;
  /** Names the demo's queues on a Redis that others may use. */
  queuePrefix: string;
  remove(): Promise<void>;
}

/** Throws {@link UserError} where a database cannot be made on the server that DATABASE_URL names. */
export async function makePlace(server: string | undefined, settings: string): Promise<Place> {
  const name = `account_audit_demo_${randomBytes(5).toString("hex")}`;
  if (server !== undefined) await ask(server, `create database ${name}`);
  const folder = await mkdtemp(join(tmpdir(), "account-audit-demo-"));
  // The user that an embedded Postgres runs as must pass through; nobody else can list it.
  await chmod(folder, 0o711);
  await writeFile(join(folder, "account-audit.yaml"), settings, { mode: 0o600 });
  return {
    folder,
    databaseUrl: server === undefined ? null : sibling(server, name),
    queuePrefix: name,
    async remove() {
      if (server !== undefined) await ask(server, `drop database if exists ${name} with (force)`);
      const elsewhere = await readFile(join(folder, POINTER_FILE), "utf8").catch(() => null);
      await rm(folder, { recursive: true, force: true });
      if (elsewhere !== null) await rm(elsewhere.trim(), { recursive: true, force: true });
    },
  };
}

function sibling(server: string, database: string): string {
  const address = new URL(server);
  address.pathname = `/${database}`;
  return address.href;
}

async function ask(server: string, statement: string): Promise<void> {
  const client = postgres(server, { max: 1, onnotice: () => undefined });
  try {
    await client.unsafe(statement);
  } catch (error) {
    throw new UserError(
      "unreachable",
      `the demo makes a database of its own beside the one of DATABASE_URL, and cannot: ${nameOf(error)}`,
      "start it and let that role create databases, or unset DATABASE_URL: the demo then uses the embedded Postgres",
    );
  } finally {
    await client.end({ timeout: 5 });
  }
}
