import { count, lte } from "drizzle-orm";
import type { BacklogCount, WrongCount } from "../core/digest-input.ts";
import type { Database } from "./database.ts";
import { findings } from "./schema/index.ts";
import { wrongByRule } from "./wrong-by-rule.ts";

/**
 * How many findings the first audit left: what the backlog's burn-down is held against. By rule and severity, so that what
 * is told to some alone can be left out. null before the first audit is over.
 */
export async function countBacklog(
  db: Database,
  baselineAt: Date | null,
): Promise<readonly BacklogCount[] | null> {
  if (baselineAt === null) return null;
  const { ruleId, severity, openedAt } = findings;
  return db
    .select({ ruleId, severity, total: count() })
    .from(findings)
    .where(lte(openedAt, baselineAt))
    .groupBy(ruleId, severity)
    .orderBy(ruleId, severity);
}

/** Rules that were wrong at least once. */
export async function wrongCounts(db: Database): Promise<readonly WrongCount[]> {
  return (await wrongByRule(db)).filter(({ wrong }) => wrong > 0);
}
