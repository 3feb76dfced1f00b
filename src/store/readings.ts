import { and, desc, eq, gte, inArray, or, sql, type SQL } from "drizzle-orm";
import type { AccountId } from "../core/account.ts";
import type { Post } from "../core/facts.ts";
import type { PostsInReach } from "../core/posts-in-reach.ts";
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

/** Keeps what could not be read of many accounts, since when: in the order given, which is that of their locks. */
export async function keepUnread(
  tx: Database,
  unread: readonly Pick<AccountState, "accountId" | "unreadSince">[],
): Promise<void> {
  for (let at = 0; at < unread.length; at += CHUNK) {
    await tx
      .insert(accountStates)
      .values(unread.slice(at, at + CHUNK))
      .onConflictDoUpdate({
        target: accountStates.accountId,
        set: { unreadSince: sql`excluded.unread_since` },
      });
  }
}

/** A post as Postgres hands it over; the instant in milliseconds since 1970. */
type PostInJson = [id: string, url: string, at: number, kind: Post["kind"], tagged: string[]];

/**
 * The posts that the rules can use, newest first. They come as one JSON text: column by column, half a year of posts takes
 * the driver twice as long.
 */
export async function postsWithin(db: Database, accountId: AccountId, reach: PostsInReach): Promise<Post[]> {
  const { postId, url, at, kind, taggedOrganisations } = posts;
  const milliseconds = sql`(extract(epoch from ${at}) * 1000)::float8`;
  const one = sql`json_build_array(${postId}, ${url}, ${milliseconds}, ${kind}, ${taggedOrganisations})`;
  const [row] = await db
    .select({ all: sql<PostInJson[]>`coalesce(json_agg(${one} order by ${at} desc, ${postId} desc), '[]')` })
    .from(posts)
    .where(
      and(
        eq(posts.accountId, accountId),
        gte(at, reach.from),
        or(
          gte(at, reach.allFrom),
          gte(at, sql`coalesce(${lastOfEnough(db, accountId, reach)}, ${reach.from.toISOString()})`),
        ),
      ),
    );
  return (row?.all ?? []).map(([id, address, ms, itsKind, organisations]) => ({
    id,
    url: address,
    at: new Date(Math.round(ms)),
    kind: itsKind,
    tags: { organisations },
  }));
}

/** When the post was made with which enough of them are counted; none, where they are too few. */
function lastOfEnough(db: Database, accountId: AccountId, { countFrom, kinds, enough }: PostsInReach): SQL {
  const counted = db
    .select({ at: posts.at })
    .from(posts)
    .where(and(eq(posts.accountId, accountId), gte(posts.at, countFrom), inArray(posts.kind, [...kinds])))
    .orderBy(desc(posts.at))
    .offset(enough - 1)
    .limit(1);
  return sql`(${counted})`;
}

/** What is stored of these posts. */
export async function storedPosts(
  db: Database,
  accountId: AccountId,
  postIds: readonly string[],
): Promise<{ id: string; at: Date; organisations: readonly string[] }[]> {
  if (postIds.length === 0) return [];
  return db
    .select({ id: posts.postId, at: posts.at, organisations: posts.taggedOrganisations })
    .from(posts)
    .where(and(eq(posts.accountId, accountId), inArray(posts.postId, [...postIds])));
}

/**
 * Keeps posts; one that is known already is overwritten by what the platform says of it now. A post that slid onto the next
 * page while an account's pages were read comes twice.
 */
export async function keepPosts(tx: Database, accountId: AccountId, found: readonly Post[]): Promise<void> {
  const unique = [...new Map(found.map((post) => [post.id, post])).values()];
  for (let at = 0; at < unique.length; at += CHUNK) {
    await tx
      .insert(posts)
      .values(
        unique.slice(at, at + CHUNK).map((post) => ({
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
  const byHash = new Map(rows.map((row) => [row.rowHash.toString("base64"), row]));
  // In the platform's order a row's place in the table would say which account of the public list it is, without the key.
  const unique = [...byHash.values()].toSorted((a, b) => a.rowHash.compare(b.rowHash));
  if (unique.length === 0) return;
  // One parameter a column: a parameter a value makes drizzle and the driver work ten times as long on a list.
  const column = (name: keyof HashedRow) => byteas(unique.map((row) => row[name]));
  await tx.execute(sql`
    insert into ${follows} (account_id, row_hash, id_hash, handle_hash, first_seen_at)
    select ${accountId}, row_hash, id_hash, handle_hash, ${firstSeenAt.toISOString()}::timestamptz
    from unnest(${column("rowHash")}, ${column("idHash")}, ${column("handleHash")}) as seen (row_hash, id_hash, handle_hash)
    on conflict (account_id, row_hash) do update
    set id_hash = excluded.id_hash, handle_hash = excluded.handle_hash`);
}

/** Hashes as one parameter: an array in Postgres's own notation, since the driver takes an array of bytes for bytes. */
export function byteas(hashes: readonly (Buffer | null)[]): SQL {
  const items = hashes.map((hash) => (hash === null ? "NULL" : `"\\\\x${hash.toString("hex")}"`));
  return sql`${`{${items.join(",")}}`}::bytea[]`;
}

/** Makes the stored list equal to a whole reading. */
export async function replaceFollows(
  tx: Database,
  accountId: AccountId,
  rows: readonly HashedRow[],
  firstSeenAt: Date,
): Promise<void> {
  const kept = byteas(rows.map((row) => row.rowHash));
  await tx
    .delete(follows)
    .where(and(eq(follows.accountId, accountId), sql`${follows.rowHash} not in (select unnest(${kept}))`));
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
    .where(and(eq(follows.accountId, accountId), sql`${follows.rowHash} = any(${byteas(rowHashes)})`));
  return new Set(rows.map((row) => row.rowHash.toString("base64")));
}
