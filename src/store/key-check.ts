import { checkValue, type HashKey } from "../secrets.ts";
import { UserError } from "../errors.ts";
import type { Database } from "./database.ts";
import { settleInstallation } from "./installation.ts";

/** The version that all hashes made under the installation's first key carry. */
export const FIRST_KEY_VERSION = 1;

/**
 * Holds the process's key against the database's check value, which the first process to come leaves there. Returns the
 * key's version for the hashes. Throws {@link UserError} when the database was filled under another key.
 */
export async function assertKeyMatches(db: Database, key: HashKey, now: Date): Promise<number> {
  const mine = `${FIRST_KEY_VERSION} ${checkValue(key)}`;
  const standing = await settleInstallation(db, "key_check", mine, now);
  if (standing === mine) return FIRST_KEY_VERSION;
  throw new UserError(
    "configuration",
    "this is not the key under which the database was filled: every keyed hash would miss",
    "restore the key file that belongs to this database, or point to the database that belongs to this key",
  );
}
