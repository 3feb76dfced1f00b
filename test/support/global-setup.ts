import { runMigrations } from "bullmq";
import { Client } from "pg";
import type { TestProject } from "vitest/node";
import { attachEmbeddedPostgres } from "../../src/embedded.ts";
import { migrateDatabase } from "../../src/store/database.ts";
import { databaseUrl, TEMPLATE } from "./database-url.ts";
import { removeHome, sweepHomes, temporaryHome } from "./home.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The address of the throw-away server's database `postgres`. */
    postgresUrl: string;
  }
}

/** Speed for safety: what a power cut would lose here nobody misses. */
const FAST = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  shared_buffers: "64MB",
  max_connections: "300",
};

/** One throw-away Postgres for the whole run, with a migrated template database. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await sweepHomes();
  const home = await temporaryHome();
  const server = await attachEmbeddedPostgres({ home, log: () => undefined, settings: FAST });
  await makeTemplate(server.url);
  project.provide("postgresUrl", server.url);
  return async () => {
    await server.release();
    await removeHome(home);
  };
}

async function makeTemplate(url: string): Promise<void> {
  await ask(url, `create database ${TEMPLATE}`);
  const template = databaseUrl(url, TEMPLATE);
  await migrateDatabase(template);
  const client = new Client(template);
  await client.connect();
  try {
    await runMigrations(client, "bullmq");
  } finally {
    await client.end();
  }
}

async function ask(url: string, statement: string): Promise<void> {
  const client = new Client(url);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
