import { sql } from "drizzle-orm";
import type { Database } from "./database.ts";

/** How often a rule was wrong: findings that a person dismissed as no breach, of all that it reported in that time. */
export interface WrongCount {
  ruleId: string;
  wrong: number;
  reported: number;
}

/**
 * Rules that were wrong since an instant, or ever where it is null; the most often wrong first. A dismissal that was taken
 * back does not count; one whose facts changed later does, because it was wrong then.
 */
export async function wrongByRule(db: Database, since: Date | null): Promise<WrongCount[]> {
  const from = sql`${(since ?? new Date(0)).toISOString()}::timestamptz`;
  const rows = await db.execute<{ rule_id: string; wrong: number; reported: number }>(sql`
    with judged as (
      select finding_id, kind, at, lead(kind) over (partition by finding_id order by step) as next
      from finding_decisions
      where kind <> 'assigned'
    ), wrong as (
      select distinct finding_id from judged
      where kind = 'wrong' and next is distinct from 'withdrawn' and at >= ${from}
    )
    select rule_id,
           count(wrong.finding_id)::int as wrong,
           count(*) filter (where last_seen_at >= ${from} or wrong.finding_id is not null)::int as reported
    from findings left join wrong on wrong.finding_id = findings.id
    group by rule_id
    having count(wrong.finding_id) > 0
    order by wrong desc, rule_id`);
  return rows.map(({ rule_id: ruleId, wrong, reported }) => ({ ruleId, wrong, reported }));
}
