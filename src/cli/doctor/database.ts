import { sql } from "drizzle-orm";
import { findPlace } from "../../embedded/place.ts";
import { MINUTE_MS } from "../../core/time.ts";
import { migrationState } from "../../store/migration-state.ts";
import { onDatabase, onSettings, ok, problem, unknown, warning, type Check } from "./check.ts";

/** PostgreSQL's makers mend no older one any more (postgresql.org/support/versioning). */
const OLDEST_KEPT = 14;
const MINOR_PLACES = 10_000;

export const database: Check = {
  name: "Database",
  about: "needs",
  async examine({ db, databaseError, config }) {
    if (databaseError !== null) throw databaseError;
    if (db === null) return unknown("not looked at: the settings cannot be read");
    const [row] = await db.execute<{ words: string; number: number }>(
      sql`select current_setting('server_version') as words, current_setting('server_version_num')::int as number`,
    );
    const whose = config?.databaseUrl === null ? "embedded" : "your own";
    const says = `PostgreSQL ${row?.words ?? "?"}, ${whose}`;
    if (row === undefined || row.number >= OLDEST_KEPT * MINOR_PLACES) return ok(says);
    return warning(`${says}, which gets no more security fixes`, "move to a newer PostgreSQL");
  },
};

export const place = onSettings("Data directory", "needs", async (config) => {
  if (config.databaseUrl !== null) return ok(`${config.home}; the database is where DATABASE_URL says`);
  const { base, data } = await findPlace(config.home);
  const elsewhere = base.startsWith(config.home) ? "" : " (its user cannot enter the data directory)";
  return ok(`embedded Postgres in ${data}${elsewhere}; back it up with pg_dump, away from the key`);
});

export const migrations = onDatabase("Tables", "needs", async (db) => {
  const { known, made, foreign } = await migrationState(db);
  if (foreign > 0) {
    return warning(
      "the tables were made by a newer release than this one",
      "run the newest release that has worked on this database",
    );
  }
  if (made === known) return ok(`up to date (${known} of ${known} migrations)`);
  return problem(
    `${known - made} of ${known} migrations are missing`,
    "run any command with a role that may change tables",
  );
});

const CLOCK_WARNING_MS = 5_000;

/** Leases live on the database's clock, schedules on ours: they must agree. */
export const clocks = onDatabase("Clock", "needs", async (db, _config, { clock }) => {
  const before = clock.now().getTime();
  const [row] = await db.execute<{ ms: number }>(
    sql`select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms`,
  );
  const middle = (before + clock.now().getTime()) / 2;
  const apart = Math.abs((row?.ms ?? Number.NaN) - middle);
  const seconds = (apart / 1000).toFixed(1);
  if (apart < CLOCK_WARNING_MS) return ok(`agrees with the database's to ${seconds} s`);
  const says = `${seconds} s apart from the database's`;
  const next = "set both machines by a time server (NTP)";
  return apart < MINUTE_MS ? warning(says, next) : problem(says, next);
});
