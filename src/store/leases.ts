import { and, eq, sql } from "drizzle-orm";
import { among } from "./among.ts";
import { leases } from "./schema/index.ts";
import type { Database } from "./database.ts";

/** How long an audit may go without staging a page before another may take the account, in seconds. */
export const LEASE_SECONDS = 120;

const END = sql`clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})`;

export interface Lease {
  accountId: string;
  token: string;
}

/**
 * Takes the account for one audit, on the database's clock. Null while another run's audit holds it. A job of the same run
 * takes over at once: the queue gives a job out again only when its worker has died or lost it, and a worker that lives
 * on finds its token gone before it can write.
 */
export async function takeLease(db: Database, lease: Lease & { runId: string }): Promise<Lease | null> {
  const taken = await db
    .insert(leases)
    .values({ ...lease, until: END })
    .onConflictDoUpdate({
      target: leases.accountId,
      set: { token: lease.token, runId: lease.runId, until: END },
      setWhere: sql`${leases.until} < clock_timestamp() or ${leases.runId} = ${lease.runId}`,
    })
    .returning({ token: leases.token });
  return taken.length === 1 ? { accountId: lease.accountId, token: lease.token } : null;
}

/**
 * Extends the lease inside the transaction that writes. False when it was lost: then nothing may be written, since
 * another audit of the account may have begun (RELIABILITY.md, 5).
 */
export async function holdLease(tx: Database, lease: Lease): Promise<boolean> {
  return (await heldLease(tx, lease)).length === 1;
}

/** The statement that extends a lease and returns a row if it still holds; for {@link holdLease}, or inside another statement. */
export function heldLease(db: Database, lease: Lease) {
  return db
    .update(leases)
    .set({ until: END })
    .where(and(eq(leases.accountId, lease.accountId), eq(leases.token, lease.token)))
    .returning({ token: leases.token });
}

/**
 * Keeps audits of these accounts from beginning and from writing until the transaction ends. Whoever judges accounts locks
 * their leases before anything else of theirs, and those of many in the order of the ids; whoever only decides on findings,
 * closes them or erases from them locks the findings alone (findings.ts).
 */
export async function holdOffAudits(
  tx: Database,
  runId: string,
  accountIds: readonly string[],
): Promise<void> {
  await tx.execute(sql`
    insert into ${leases} (account_id, token, run_id, until)
    select account_id, ${HELD_OFF}, ${runId}, '-infinity'
    from jsonb_array_elements_text(${JSON.stringify(accountIds.toSorted())}::jsonb) with ordinality as of (account_id, place)
    order by place
    on conflict (account_id) do update set until = ${leases.until}`);
  // Whoever wants to insert such a row waits all the same: until the transaction ends it may yet come to be.
  await tx.delete(leases).where(eq(leases.token, HELD_OFF));
}

const HELD_OFF = "held off";

/** Those of these accounts that an audit is at work on. */
export async function underAudit(db: Database, accountIds: readonly string[]): Promise<Set<string>> {
  const live = await db
    .select({ accountId: leases.accountId })
    .from(leases)
    .where(and(among(leases.accountId, accountIds), sql`${leases.until} >= clock_timestamp()`));
  return new Set(live.map(({ accountId }) => accountId));
}

/** Gives the account free; a lease that was lost is left to whoever has it. */
export async function endLease(db: Database, lease: Lease): Promise<void> {
  await db.delete(leases).where(and(eq(leases.accountId, lease.accountId), eq(leases.token, lease.token)));
}

/**
 * Removes what is left of a run whose accounts are all finished: a job that was given out twice, and died before it saw that
 * there was nothing to do, would keep other runs from its account until its time is over.
 */
export async function dropLeasesOfRun(tx: Database, runId: string): Promise<void> {
  await tx.delete(leases).where(eq(leases.runId, runId));
}
