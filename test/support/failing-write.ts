/** A write to the database that fails as it does on a full disk, a given number of times. */
import { sql } from "drizzle-orm";
import type { Database } from "../../src/store/database.ts";
import type { GateAt } from "./gate.ts";

/** PostgreSQL's code for a full disk (errcodes, class 53). */
export const DISK_FULL = "53100";

export interface FailingWrite {
  /** How often the write was tried, the failed times included. */
  tries(): Promise<number>;
}

/** Counts in a sequence, which no rollback turns back. */
export async function failWrites(
  db: Database,
  { table, on, when }: GateAt,
  times = 1,
): Promise<FailingWrite> {
  await db.execute(sql.raw("create sequence failing_write_tries"));
  await db.execute(
    sql.raw(`create function failing_write() returns trigger language plpgsql as $$ begin
      if nextval('failing_write_tries') <= ${times} then
        raise exception 'no space left on device' using errcode = '${DISK_FULL}';
      end if;
      return coalesce(new, old); end $$`),
  );
  await db.execute(
    sql.raw(`create trigger failing_write before ${on} on ${table} for each row
      ${when === undefined ? "" : `when (${when})`} execute function failing_write()`),
  );
  return {
    async tries() {
      const [row] = await db.execute<{ tries: number }>(
        sql`select (case when is_called then last_value else 0 end)::int as tries from failing_write_tries`,
      );
      return row?.tries ?? 0;
    },
  };
}
