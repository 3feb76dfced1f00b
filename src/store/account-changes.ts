import { asc, desc, eq, gt, sql } from "drizzle-orm";
import type { AccountId } from "../core/account.ts";
import type { AccountChange } from "../core/changes.ts";
import type { Database } from "./database.ts";
import { accountChanges, accountHandles, accounts } from "./schema/index.ts";

export type SeenChange = Pick<AccountChange, "kind" | "from" | "to">;

/** Lists what changed about an account. Handles are not listed here: their periods are kept (account_handles). */
export async function keepChanges(
  tx: Database,
  accountId: AccountId,
  changes: readonly SeenChange[],
  at: Date,
): Promise<void> {
  if (changes.length === 0) return;
  await tx
    .insert(accountChanges)
    .values(changes.map((change) => ({ accountId, at, ...change })))
    .onConflictDoNothing();
}

/** What changed since, in handles and in all else, oldest first. */
export async function changesSince(db: Database, since: Date): Promise<AccountChange[]> {
  const listed = await db
    .select()
    .from(accountChanges)
    .where(gt(accountChanges.at, since))
    .orderBy(asc(accountChanges.at), asc(accountChanges.accountId), asc(accountChanges.kind));
  const others = listed.map(({ at, ...change }): AccountChange => ({ ...change, on: at }));
  return [...(await handleChanges(db, since)), ...others].toSorted((a, b) => a.on.getTime() - b.on.getTime());
}

/** What changed about one account but its handle, newest first. */
export async function changesOf(db: Database, accountId: AccountId): Promise<AccountChange[]> {
  const rows = await db
    .select()
    .from(accountChanges)
    .where(eq(accountChanges.accountId, accountId))
    .orderBy(desc(accountChanges.at), asc(accountChanges.kind));
  return rows.map(({ at, ...change }) => ({ ...change, on: at }));
}

/** Handles that ended since, with the one that the account has now. */
async function handleChanges(db: Database, since: Date): Promise<AccountChange[]> {
  const rows = await db.execute<{ account_id: string; old: string; handle: string; ended: string }>(sql`
    select old.account_id, old.handle_key as old, ${accounts.handle}, old.valid_to::text as ended
    from ${accountHandles} as old join ${accounts} on ${accounts.id} = old.account_id
    where old.valid_to > ${since.toISOString()} and old.handle_key <> ${accounts.handleKey}
      and ${accounts.status} <> 'closed'
    order by old.valid_to, old.account_id, old.handle_key`);
  return [...rows].map((row) => ({
    accountId: row.account_id,
    kind: "handle",
    from: row.old,
    to: row.handle,
    on: new Date(row.ended),
  }));
}
