import { checkValue, loadKey } from "../../secrets.ts";
import { readInstallation } from "../../store/installation.ts";
import { FIRST_KEY_VERSION } from "../../store/key-check.ts";
import { onSettings, ok, problem, unknown } from "./check.ts";

/**
 * The key of the keyed hashes: there, readable by its owner alone, and the one under which the database was filled. A key
 * in the data directory is refused with the settings (src/config.ts).
 */
export const key = onSettings("Key", "settings", async (config, { db }) => {
  const loaded = loadKey(config);
  const where = config.keyFile ?? "ACCOUNT_AUDIT_KEY";
  if (db === null)
    return unknown(
      `${where} is a good key; whether it is the database's cannot be said`,
      "mend the database",
    );
  const standing = await readInstallation(db, "key_check");
  if (standing === null) return ok(`${where}; the database has not been filled under any key yet`);
  if (standing === `${FIRST_KEY_VERSION} ${checkValue(loaded)}`) return ok(`${where}, the database's own`);
  return problem(
    `${where} is not the key under which the database was filled: every keyed hash would miss`,
    "restore the key that belongs to this database, or let DATABASE_URL name the database of this key",
  );
});
