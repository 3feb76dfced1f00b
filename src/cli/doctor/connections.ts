import { sql } from "drizzle-orm";
import { onDatabase, ok, problem, warning } from "./check.ts";

/** Of what the server lets in; a service with a worker takes about 20 (DESIGN.md, decision 5). */
const CROWDED = 0.8;

/** Connections to the database: ours, everybody's, and how many the server lets in. */
export const connections = onDatabase("Connections", "needs", async (db) => {
  const [row] = await db.execute<{ used: number; most: number; ours: number }>(
    sql`select count(*)::int as used,
          (count(*) filter (where datname = current_database()))::int as ours,
          current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int as most
        from pg_stat_activity where backend_type = 'client backend'`,
  );
  const { used = 0, most = 0, ours = 0 } = row ?? {};
  const says = `${used} of ${most} in use, ${ours} of them on this database`;
  const next = "run fewer workers, or raise max_connections of the server";
  if (used >= most) return problem(says, next);
  return used > most * CROWDED ? warning(says, next) : ok(says);
});
