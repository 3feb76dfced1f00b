import { asc, eq } from "drizzle-orm";
import type { Finding } from "../../src/core/finding.ts";
import type { Database } from "../../src/store/database.ts";
import { findings } from "../../src/store/schema/index.ts";

/** All findings of an account, closed ones too, by id. */
export async function findingsOf(db: Database, accountId: string): Promise<Finding[]> {
  return db.select().from(findings).where(eq(findings.accountId, accountId)).orderBy(asc(findings.id));
}
