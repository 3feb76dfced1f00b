import { count, lte } from "drizzle-orm";
import type { WrongCount } from "../core/digest-input.ts";
import type { Database } from "./database.ts";
import { findings } from "./schema/index.ts";
import { wrongByRule } from "./wrong-by-rule.ts";

/** How many findings the first audit left: what the backlog's burn-down is held against. */
export async function countBacklog(db: Database, baselineAt: Date | null): Promise<number | null> {
  if (baselineAt === null) return null;
  const [row] = await db.select({ total: count() }).from(findings).where(lte(findings.openedAt, baselineAt));
  return row?.total ?? 0;
}

/** Rules that were wrong at least once. */
export async function wrongCounts(db: Database): Promise<readonly WrongCount[]> {
  return (await wrongByRule(db)).filter(({ wrong }) => wrong > 0);
}
