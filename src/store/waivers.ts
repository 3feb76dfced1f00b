import { sql } from "drizzle-orm";
import type { Database } from "./database.ts";

/**
 * Opens findings whose waiver has ended, with the event that says so, in one statement: also on accounts that no night
 * can read, because a waiver ends on its day whatever is known on that day. Returns how many. Twice opens none twice.
 * It locks in the order of the ids, as everybody does (findings.ts).
 */
export async function lapseWaivers(db: Database, now: Date): Promise<number> {
  const at = sql`${now.toISOString()}::timestamptz`;
  const rows = await db.execute(sql`
    with due as (
      select id from findings
      where status = 'waived' and waived_until <= ${at}
      order by id for no key update
    ), lapsed as (
      update findings
      set status = 'open', waived_until = null, waived_severity = null, last_opened_at = ${at}
      where id in (select id from due)
      returning id, severity
    )
    insert into finding_events (finding_id, step, kind, at, run_id, from_severity, to_severity)
    select lapsed.id, coalesce(max(finding_events.step), 0) + 1, 'waiver-lapsed', ${at}, 'calendar',
           lapsed.severity, lapsed.severity
    from lapsed left join finding_events on finding_events.finding_id = lapsed.id
    group by lapsed.id, lapsed.severity
    returning finding_id`);
  return rows.length;
}
