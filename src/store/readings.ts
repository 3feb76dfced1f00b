import { and, desc, eq, gte, inArray, notInArray, sql } from "drizzle-orm";
import type { AccountId } from "../core/account.ts";
import type { Post } from "../core/facts.ts";
import type { Database } from "./database.ts";
import { accountStates, follows, posts } from "./schema/index.ts";

/** What the last readings left behind; null for an account that was never surveyed. */
export type AccountState = typeof accountStates.$inferSelect;

/** A followed account after screening: keyed hashes, no name. */
export interface HashedRow {
  rowHash: Buffer;
  idHash: Buffer | null;
  handleHash: Buffer | null;
}

const CHUNK = 1000;

export async function readState(db: Database, accountId: AccountId): Promise<AccountState | null> {
  const [state] = await db.select().from(accountStates).where(eq(accountStates.accountId, accountId));
  return state ?? null;
}

export async function readStates(db: Database, accountIds: readonly AccountId[]): Promise<AccountState[]> {
  if (accountIds.length === 0) return [];
  return db
    .select()
    .from(accountStates)
    .where(inArray(accountStates.accountId, [...accountIds]));
}

/** Changes the named parts of an account's state. */
export async function changeState(
  tx: Database,
  accountId: AccountId,
  change: Partial<Omit<AccountState, "accountId">>,
): Promise<void> {
  await tx
    .insert(accountStates)
    .values({ accountId, ...change })
    .onConflictDoUpdate({ target: accountStates.accountId, set: { ...change, accountId } });
}

/** Posts from an instant on, newest first. */
export async function postsFrom(db: Database, accountId: AccountId, from: Date): Promise<Post[]> {
  const rows = await db
    .select()
    .from(posts)
    .where(and(eq(posts.accountId, accountId), gte(posts.at, from)))
    .orderBy(desc(posts.at), desc(posts.postId));
  return rows.map((row) => ({
    id: row.postId,
    url: row.url,
    at: row.at,
    kind: row.kind,
    tags: { organisations: row.taggedOrganisations },
  }));
}

/** Keeps posts; one that is known already is overwritten by what the platform says of it now. */
export async function keepPosts(tx: Database, accountId: AccountId, found: readonly Post[]): Promise<void> {
  for (let at = 0; at < found.length; at += CHUNK) {
    await tx
      .insert(posts)
      .values(
        found.slice(at, at + CHUNK).map((post) => ({
          accountId,
          postId: post.id,
          url: post.url,
          at: post.at,
          kind: post.kind,
          taggedOrganisations: [...post.tags.organisations],
        })),
      )
      .onConflictDoUpdate({
        target: [posts.accountId, posts.postId],
        set: { taggedOrganisations: sql`excluded.tagged_organisations`, url: sql`excluded.url` },
      });
  }
}

/** Ids of the account's own posts. Held against others in memory: a thread's id leads to a person, and a query is logged. */
export async function ownPostIds(db: Database, accountId: AccountId): Promise<Set<string>> {
  const rows = await db.select({ id: posts.postId }).from(posts).where(eq(posts.accountId, accountId));
  return new Set(rows.map(({ id }) => id));
}

export async function countFollows(db: Database, accountId: AccountId): Promise<number> {
  return db.$count(follows, eq(follows.accountId, accountId));
}

/** Adds rows to the stored list; those known already keep the instant at which they were first seen. */
export async function addFollows(
  tx: Database,
  accountId: AccountId,
  rows: readonly HashedRow[],
  firstSeenAt: Date,
): Promise<void> {
  const unique = [...new Map(rows.map((row) => [row.rowHash.toString("base64"), row])).values()];
  for (let at = 0; at < unique.length; at += CHUNK) {
    await tx
      .insert(follows)
      .values(unique.slice(at, at + CHUNK).map((row) => ({ ...row, accountId, firstSeenAt })))
      .onConflictDoUpdate({
        target: [follows.accountId, follows.rowHash],
        set: { idHash: sql`excluded.id_hash`, handleHash: sql`excluded.handle_hash` },
      });
  }
}

/** Makes the stored list equal to a whole reading. */
export async function replaceFollows(
  tx: Database,
  accountId: AccountId,
  rows: readonly HashedRow[],
  firstSeenAt: Date,
): Promise<void> {
  const kept = rows.map((row) => row.rowHash);
  await tx
    .delete(follows)
    .where(
      kept.length === 0
        ? eq(follows.accountId, accountId)
        : and(eq(follows.accountId, accountId), notInArray(follows.rowHash, kept)),
    );
  await addFollows(tx, accountId, rows, firstSeenAt);
}

/** Which of the rows the stored list holds already. */
export async function knownRows(
  db: Database,
  accountId: AccountId,
  rowHashes: readonly Buffer[],
): Promise<Set<string>> {
  if (rowHashes.length === 0) return new Set();
  const rows = await db
    .select({ rowHash: follows.rowHash })
    .from(follows)
    .where(and(eq(follows.accountId, accountId), inArray(follows.rowHash, [...rowHashes])));
  return new Set(rows.map((row) => row.rowHash.toString("base64")));
}
