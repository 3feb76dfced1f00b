import { randomBytes } from "node:crypto";
import postgres from "postgres";
import { inject } from "vitest";
import { openDatabase, type Database } from "../../src/store/database.ts";
import { databaseUrl, TEMPLATE } from "./database-url.ts";

export interface FreshDatabase {
  /** For processes and pools of the test's own. */
  url: string;
  db: Database;
  /** Closes `db` and drops the database, whoever is still connected to it. */
  close(): Promise<void>;
}

/** A database of the test's own with all tables (ours and BullMQ's in schema `bullmq`), empty. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const server = inject("postgresUrl");
  const name = `test_${randomBytes(6).toString("hex")}`;
  await ask(server, `create database ${name} template ${TEMPLATE}`);
  const url = databaseUrl(server, name);
  const open = openDatabase(url);
  return {
    url,
    db: open.db,
    close: async () => {
      await open.close();
      await ask(server, `drop database if exists ${name} with (force)`);
    },
  };
}

async function ask(url: string, statement: string): Promise<void> {
  const client = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    await client.unsafe(statement);
  } finally {
    await client.end({ timeout: 5 });
  }
}
