import { sql } from "drizzle-orm";
import type { WrongCount } from "../core/digest-input.ts";
import type { Database } from "./database.ts";

/**
 * By rule, how many findings people called wrong, of all that it ever opened; the most often wrong first, those never wrong
 * with 0. A dismissal that was taken back does not count; one whose facts changed later does, because it was wrong then
 * (POLICY.md, wrong). To whom a finding was assigned says nothing of it.
 */
export async function wrongByRule(db: Database): Promise<WrongCount[]> {
  const rows = await db.execute<{ rule_id: string; wrong: number; opened: number }>(sql`
    with judged as (
      select finding_id, kind, lead(kind) over (partition by finding_id order by step) as next
      from finding_decisions
      where kind <> 'assigned'
    ), wrong as (
      select distinct finding_id from judged where kind = 'wrong' and next is distinct from 'withdrawn'
    )
    select rule_id, count(wrong.finding_id)::int as wrong, count(*)::int as opened
    from findings left join wrong on wrong.finding_id = findings.id
    group by rule_id
    order by wrong desc, rule_id`);
  return rows.map(({ rule_id: ruleId, wrong, opened }) => ({ ruleId, wrong, opened }));
}
