import { and, asc, eq, ne } from "drizzle-orm";
import type { Account } from "../core/account.ts";
import type { Platform } from "../core/platform.ts";
import { accountOf } from "./accounts.ts";
import type { Database } from "./database.ts";
import { accounts } from "./schema/index.ts";

/** The official accounts that a platform has now. */
export async function officialAccounts(db: Database, platform: Platform): Promise<Account[]> {
  const rows = await db
    .select()
    .from(accounts)
    .where(and(eq(accounts.platform, platform), eq(accounts.kind, "official"), ne(accounts.status, "closed")))
    .orderBy(asc(accounts.id));
  return rows.map(accountOf);
}

/** Ids of every account of a platform that the register has ever held: whose threads are ours. */
export async function registeredPlatformIds(db: Database, platform: Platform): Promise<Set<string>> {
  const rows = await db
    .select({ platformId: accounts.platformId })
    .from(accounts)
    .where(eq(accounts.platform, platform));
  return new Set(rows.flatMap(({ platformId }) => platformId ?? []));
}
