import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { keepStatements } from "./kept-statements.ts";
import * as schema from "./schema/index.ts";

/** Queries; inside `db.transaction` the handle is of the same type. */
export type Database = Pick<
  PostgresJsDatabase<typeof schema>,
  | "select"
  | "selectDistinct"
  | "selectDistinctOn"
  | "insert"
  | "update"
  | "delete"
  | "execute"
  | "transaction"
  | "$with"
  | "with"
  | "$count"
>;

export interface OpenDatabase {
  db: Database;
  close(): Promise<void>;
}

const MIGRATIONS = fileURLToPath(new URL("../../drizzle", import.meta.url));

/**
 * A connection may be half open: its other end is gone, and nobody has said so (RELIABILITY.md, 16). One that is idle for
 * `IDLE_SECONDS` is therefore closed, so that a night begins on fresh ones; and the server asks in its turn whether we live,
 * so that a machine that lost its power does not keep a lock, such as the wake's, for the two hours that are usual.
 */
const IDLE_SECONDS = 30;
const ASKED_BY_THE_SERVER = {
  tcp_keepalives_idle: 30,
  tcp_keepalives_interval: 10,
  tcp_keepalives_count: 3,
  /** In milliseconds: of a process that stands still in the middle of a transaction. No step of ours takes so long. */
  idle_in_transaction_session_timeout: 600_000,
};

/** Opens a pool of at most `max` connections. It connects at the first query. */
export function openDatabase(
  url: string,
  { max = 8, idleSeconds = IDLE_SECONDS }: { max?: number; idleSeconds?: number } = {},
): OpenDatabase {
  const client = postgres(url, {
    max,
    idle_timeout: idleSeconds,
    onnotice: () => undefined,
    connection: { application_name: "account-audit", TimeZone: "UTC", ...ASKED_BY_THE_SERVER },
  });
  return { db: drizzle(keepStatements(client), { schema }), close: () => client.end({ timeout: 5 }) };
}

/** Brings the tables up to date. Two processes may call it at once: the second waits for the first. */
export async function migrateDatabase(url: string): Promise<void> {
  const client = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    await client`select pg_advisory_lock(hashtext('account-audit migrations'))`;
    await migrate(drizzle(client), { migrationsFolder: MIGRATIONS });
  } finally {
    await client.end({ timeout: 5 });
  }
}
