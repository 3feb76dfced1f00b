/** A Postgres of the test's own, whose files can be read, and which hides nothing from the search. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import postgres from "postgres";
import { attachEmbeddedPostgres } from "../../src/embedded.ts";
import { POINTER_FILE } from "../../src/embedded/place.ts";
import { databaseUrl } from "../support/database-url.ts";
import { removeHome, temporaryHome } from "../support/home.ts";

export interface OwnServer {
  /** Where it lives: `data` and `server.log` lie below. */
  base: string;
  /** A new database in it; returns its address. */
  createDatabase(name: string): Promise<string>;
  /** Brings everything to the disk. */
  checkpoint(): Promise<void>;
  close(): Promise<void>;
}

/**
 * It logs every statement with all parameters, so that what was merely asked with a handle is seen as well; it keeps its
 * write-ahead log, and dead rows where they lie.
 */
const SETTINGS = {
  fsync: "off",
  shared_buffers: "64MB",
  autovacuum: "off",
  wal_keep_size: "2GB",
  max_wal_size: "2GB",
  checkpoint_timeout: "1h",
  full_page_writes: "off",
  log_statement: "all",
  log_parameter_max_length_on_error: "-1",
  log_error_verbosity: "verbose",
};

export async function startOwnServer(): Promise<OwnServer> {
  const home = await temporaryHome();
  const server = await attachEmbeddedPostgres({ home, log: () => undefined, settings: SETTINGS });
  const elsewhere = await readFile(join(home, POINTER_FILE), "utf8").catch(() => null);
  return {
    base: elsewhere?.trim() ?? join(home, "postgres"),
    async createDatabase(name) {
      // As copies of files: the templates' pages would only fill the write-ahead log.
      await ask(server.url, `create database ${name} strategy file_copy`);
      return databaseUrl(server.url, name);
    },
    checkpoint: () => ask(server.url, "checkpoint"),
    async close() {
      await server.release();
      await removeHome(home);
    },
  };
}

/** Long values are not compressed from now on: neither in the tables' files nor in the write-ahead log. */
export async function storeUncompressed(url: string): Promise<void> {
  await ask(
    url,
    `do $$ declare each record; begin
       for each in
         select format('alter table %I.%I alter column %I set storage external', n.nspname, c.relname, a.attname) as command
         from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
         where c.relkind = 'r' and n.nspname in ('public', 'bullmq') and a.attnum > 0 and not a.attisdropped
           and a.attstorage in ('x', 'm')
       loop execute each.command; end loop;
     end $$`,
  );
}

export async function ask(url: string, statement: string): Promise<void> {
  const client = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    await client.unsafe(statement);
  } finally {
    await client.end({ timeout: 5 });
  }
}
