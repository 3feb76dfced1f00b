import { eq, sql } from "drizzle-orm";
import type { Database } from "../../src/store/database.ts";
import { spend } from "../../src/store/schema/index.ts";

/** A run in the ledger, in millionths of a dollar. */
interface RunLedger {
  settled: number;
  /** Settled, and reserved where a call never came to its end: what the budgets count. */
  counted: number;
  /** Calls that were never settled. */
  inFlight: number;
}

export async function ledgerOfRun(db: Database, runId: string): Promise<RunLedger> {
  const [row] = await db
    .select({
      settled: sql<number>`coalesce(sum(settled_micro_usd), 0)::float8`,
      counted: sql<number>`coalesce(sum(coalesce(settled_micro_usd, reserved_micro_usd)), 0)::float8`,
      inFlight: sql<number>`(count(*) filter (where settled_micro_usd is null))::int`,
    })
    .from(spend)
    .where(eq(spend.runId, runId));
  return row ?? { settled: 0, counted: 0, inFlight: 0 };
}
