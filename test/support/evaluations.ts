import { and, eq } from "drizzle-orm";
import type { Database } from "../../src/store/database.ts";
import { evaluations } from "../../src/store/schema/index.ts";

/** The current evaluations of one account. */
export async function evaluationsOf(db: Database, accountId: string) {
  return db.select().from(evaluations).where(eq(evaluations.accountId, accountId));
}

/** The current evaluation of one rule on one account. */
export async function evaluationOf(db: Database, accountId: string, ruleId: string) {
  const [row] = await db
    .select()
    .from(evaluations)
    .where(and(eq(evaluations.accountId, accountId), eq(evaluations.ruleId, ruleId)));
  return row ?? null;
}
