import { count, lte, sql } from "drizzle-orm";
import type { BacklogCount, WrongCount } from "../core/digest-input.ts";
import type { Database } from "./database.ts";
import { findingDecisions, findings } from "./schema/index.ts";

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

/**
 * By rule, how many findings people called wrong, of all that it opened. A decision that the next one withdrew is none
 * (POLICY.md, wrong). Rules that were never wrong are left out.
 */
export async function wrongCounts(db: Database): Promise<readonly WrongCount[]> {
  const rows = await db.execute<{ rule_id: string; wrong: number; opened: number }>(sql`
    select ${findings.ruleId} as rule_id, count(called.finding_id)::int as wrong, count(*)::int as opened
    from ${findings} left join (
      select distinct decided.finding_id from ${findingDecisions} as decided
      where decided.kind = 'wrong' and not exists (
        select 1 from ${findingDecisions} as next
        where next.finding_id = decided.finding_id and next.step = decided.step + 1 and next.kind = 'withdrawn')
    ) as called on called.finding_id = ${findings.id}
    group by ${findings.ruleId} having count(called.finding_id) > 0
    order by ${findings.ruleId}`);
  return [...rows].map(({ rule_id, wrong, opened }) => ({ ruleId: rule_id, wrong, opened }));
}
