import { randomInt } from "node:crypto";
import { attachEmbeddedPostgres } from "./embedded.ts";
import { loadConfig, type Config } from "./config.ts";
import type { Clock, Ids } from "./core/time.ts";
import { SILENT, type Log } from "./log.ts";
import { migrateDatabase, openDatabase, type Database } from "./store/database.ts";
import { UserError } from "./errors.ts";
import { nameOf } from "./log.ts";

/** Configuration and an open database: what every command but `init` and `demo` begins with. */
export interface Store {
  config: Config;
  db: Database;
  /** Of the database, for the queue; holds a password and is never shown. */
  databaseUrl: string;
  clock: Clock;
  ids: Ids;
  /** Starts the embedded Postgres again if it has died; true when it had. A server of DATABASE_URL is not ours to start. */
  revive(): Promise<boolean>;
  close(): Promise<void>;
}

const LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz";

export const SYSTEM_CLOCK: Clock = { now: () => new Date() };
export const RANDOM_IDS: Ids = {
  next: () => Array.from({ length: 12 }, () => LETTERS[randomInt(LETTERS.length)] ?? "0").join(""),
};

/**
 * Reads the configuration, attaches to Postgres (the embedded one unless DATABASE_URL is set), migrates. `postgres` are
 * settings of an embedded server that is to be started.
 */
export async function openStore(
  io: { env: NodeJS.ProcessEnv; cwd: string },
  overrides: { clock?: Clock; ids?: Ids; log?: Log; postgres?: Readonly<Record<string, string>> } = {},
): Promise<Store> {
  const config = loadConfig({ env: io.env, cwd: io.cwd });
  const log = overrides.log ?? SILENT;
  const embedded =
    config.databaseUrl === null
      ? await attachEmbeddedPostgres({
          home: config.home,
          log: (message) => log.info(message),
          ...(overrides.postgres === undefined ? {} : { settings: overrides.postgres }),
        })
      : null;
  const databaseUrl = config.databaseUrl ?? embedded?.url ?? "";
  try {
    await migrateDatabase(databaseUrl).catch((error: unknown) => {
      throw unreachable(databaseUrl, error);
    });
  } catch (error) {
    await embedded?.release();
    throw error;
  }
  const { db, close } = openDatabase(databaseUrl);
  return {
    config,
    db,
    databaseUrl,
    clock: overrides.clock ?? SYSTEM_CLOCK,
    ids: overrides.ids ?? RANDOM_IDS,
    revive: async () => (await embedded?.revive()) ?? false,
    async close() {
      await close();
      await embedded?.release();
    },
  };
}

function unreachable(url: string, error: unknown): UserError {
  const host = URL.canParse(url) ? new URL(url).host : "(not an address)";
  return new UserError(
    "unreachable",
    `Postgres at ${host} could not be used: ${nameOf(error)}`,
    "check that it runs and that DATABASE_URL is right; unset DATABASE_URL to use the embedded one",
  );
}
