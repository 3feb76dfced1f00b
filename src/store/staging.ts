import { and, asc, eq, inArray, notInArray, sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { runs, stagedPages } from "./schema/index.ts";
import { heldLease, type Lease } from "./leases.ts";

export type Need = "posts" | "follows";

/** A page's facts with the cursor behind it. */
export interface StagedPage {
  need: Need;
  page: number;
  nextCursor: string | null;
  facts: unknown;
}

/**
 * Keeps a page in a transaction of its own (one statement), if the lease still holds; false when it was lost. A page that
 * is staged twice stays the first, but for one that holds answers which nobody has asked about yet (read-posts.ts).
 */
export async function stagePage(
  db: Database,
  key: { runId: string; lease: Lease },
  page: StagedPage,
): Promise<boolean> {
  const { accountId } = key.lease;
  const { need, page: number, nextCursor, facts } = page;
  const [row] = await db.execute<{ held: number }>(sql`
    with held as ${heldLease(db, key.lease)}, kept as (
      insert into ${stagedPages} (run_id, account_id, need, page, next_cursor, facts)
      select ${key.runId}, ${accountId}, ${need}, ${number}::int, ${nextCursor}, ${JSON.stringify(facts)}::jsonb from held
      on conflict (run_id, account_id, need, page) do update set facts = excluded.facts
        where staged_pages.facts ->> 'held' is not null
    )
    select count(*)::int as held from held`);
  return row?.held === 1;
}

/** The pages that an earlier try of the same audit has kept, in their order. */
export async function stagedPagesOf(
  db: Database,
  key: { runId: string; accountId: string },
): Promise<StagedPage[]> {
  const rows = await db
    .select()
    .from(stagedPages)
    .where(and(eq(stagedPages.runId, key.runId), eq(stagedPages.accountId, key.accountId)))
    .orderBy(asc(stagedPages.need), asc(stagedPages.page));
  return rows.map(({ need, page, nextCursor, facts }) => ({ need, page, nextCursor, facts }));
}

export async function dropStagedPages(
  tx: Database,
  key: { runId: string; accountId: string },
): Promise<void> {
  await tx
    .delete(stagedPages)
    .where(and(eq(stagedPages.runId, key.runId), eq(stagedPages.accountId, key.accountId)));
}

/** What audits that never ended have left behind: their runs are over, and nobody resumes them. */
export async function dropStagedPagesOfEndedRuns(tx: Database): Promise<void> {
  const going = tx
    .select({ id: runs.id })
    .from(runs)
    .where(inArray(runs.status, ["planned", "running"]));
  await tx.delete(stagedPages).where(notInArray(stagedPages.runId, going));
}
