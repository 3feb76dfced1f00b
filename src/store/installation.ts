import { eq } from "drizzle-orm";
import type { Database } from "./database.ts";
import { installation } from "./schema/index.ts";

/**
 * Named values of the installation: `first_night` (no night before it is missed), `live_since` (mail may leave),
 * `key_check` (src/secrets.ts), `ops_told` (what IT has been told and still stands), `keepers_week` (the newest week whose
 * mails to keepers are written), `unheard` (the safeguarding points of which was said that nobody may hear of them),
 * `tags_known` (since when posts are read for which tags).
 */
export type InstallationName =
  "first_night" | "live_since" | "key_check" | "ops_told" | "keepers_week" | "unheard" | "tags_known";

export async function readInstallation(db: Database, name: InstallationName): Promise<string | null> {
  const [row] = await db
    .select({ value: installation.value })
    .from(installation)
    .where(eq(installation.name, name));
  return row?.value ?? null;
}

/** Sets a value that is not set yet; returns the one that stands. */
export async function settleInstallation(
  db: Database,
  name: InstallationName,
  value: string,
  now: Date,
): Promise<string> {
  await db.insert(installation).values({ name, value, setAt: now }).onConflictDoNothing();
  const standing = await readInstallation(db, name);
  return standing ?? value;
}

/** Sets a value, whatever stood there. */
export async function replaceInstallation(
  db: Database,
  name: InstallationName,
  value: string,
  now: Date,
): Promise<void> {
  const { name: target } = installation;
  const set = { value, setAt: now };
  await db
    .insert(installation)
    .values({ name, ...set })
    .onConflictDoUpdate({ target, set });
}
