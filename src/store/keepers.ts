import { and, desc, eq, inArray, sql } from "drizzle-orm";
import type { Account, AccountId } from "../core/account.ts";
import { accountOf, changedAt } from "./accounts.ts";
import type { Database } from "./database.ts";
import { accounts, findingDecisions, findings } from "./schema/index.ts";

/** Accounts that are not closed and that a member of staff shares, by platform and handle. Addresses compare in lower case. */
export async function accountsKeptBy(db: Database, address: string): Promise<Account[]> {
  return (await keptBy(db, address)).map(accountOf);
}

/** The same, locked until the transaction ends: keepers that are written from what was read here overwrite nobody's. */
export async function lockAccountsKeptBy(tx: Database, address: string): Promise<Account[]> {
  return (await keptBy(tx, address).for("no key update")).map(accountOf);
}

function keptBy(db: Database, address: string) {
  return db
    .select()
    .from(accounts)
    .where(
      sql`${accounts.status} <> 'closed' and ${address.toLowerCase()} in (select lower(keeper) from unnest(${accounts.keepers}) keeper)`,
    )
    .orderBy(accounts.platform, accounts.handleKey);
}

/** Writes the keepers of accounts, all or none. */
export async function changeKeepers(
  db: Database,
  changes: readonly { accountId: AccountId; keepers: readonly string[] }[],
  now: Date,
): Promise<void> {
  await db.transaction(async (tx) => {
    for (const { accountId, keepers } of changes) {
      await tx
        .update(accounts)
        .set({ keepers: [...keepers], updatedAt: changedAt(now) })
        .where(eq(accounts.id, accountId));
    }
  });
}

/** Ids of unresolved findings that were last assigned to a member of staff. */
export async function findingsAssignedTo(db: Database, address: string): Promise<string[]> {
  const { findingId, step, assignee, kind } = findingDecisions;
  const rows = await db
    .selectDistinctOn([findingId], { findingId, assignee })
    .from(findingDecisions)
    .innerJoin(findings, eq(findings.id, findingId))
    .where(and(eq(kind, "assigned"), inArray(findings.status, ["open", "acknowledged", "waived"])))
    .orderBy(findingId, desc(step));
  return rows.filter((row) => row.assignee?.toLowerCase() === address).map((row) => row.findingId);
}
