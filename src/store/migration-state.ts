import { sql } from "drizzle-orm";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { fileURLToPath } from "node:url";
import type { Database } from "./database.ts";

const MIGRATIONS = fileURLToPath(new URL("../../drizzle", import.meta.url));

/** How the tables stand beside this release's migrations. */
export interface MigrationState {
  /** Migrations of this release. */
  known: number;
  /** Those of them that the database has had. */
  made: number;
  /** Migrations of the database that this release does not know. */
  foreign: number;
}

/** Compares the hashes of drizzle/ with those that the database has on record. */
export async function migrationState(db: Database): Promise<MigrationState> {
  const known = new Set(readMigrationFiles({ migrationsFolder: MIGRATIONS }).map(({ hash }) => hash));
  const rows = await db.execute<{ hash: string }>(sql`select hash from drizzle.__drizzle_migrations`);
  const made = [...rows].filter(({ hash }) => known.has(hash)).length;
  return { known: known.size, made, foreign: rows.length - made };
}
