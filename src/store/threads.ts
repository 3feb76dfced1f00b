import { and, desc, eq, gt, inArray, isNotNull, sql } from "drizzle-orm";
import type { AccountId } from "../core/account.ts";
import { addDays } from "../core/calendar.ts";
import type { ThreadReadings } from "../core/contacts-fact.ts";
import type { ContactMatch } from "../core/facts.ts";
import type { Platform } from "../core/platform.ts";
import type { LocalDate } from "../core/time.ts";
import type { Database } from "./database.ts";
import { learnerShare } from "./learners.ts";
import { findings, learners, threads } from "./schema/index.ts";

/** A thread that an account answered in, after screening: keyed hashes, and the day. */
export interface HashedThread {
  threadHash: Buffer;
  starterIdHash: Buffer | null;
  starterHandleHash: Buffer | null;
  on: LocalDate;
}

/** Adds threads to those that an account answered in. What is known of a starter stays known. */
export async function keepThreads(
  tx: Database,
  accountId: AccountId,
  found: readonly HashedThread[],
  keyVersion: number,
): Promise<void> {
  for (const { on, ...hashes } of found) {
    await tx
      .insert(threads)
      .values({ accountId, keyVersion, ...hashes, firstOn: on, lastOn: on })
      .onConflictDoUpdate({
        target: [threads.accountId, threads.threadHash],
        set: {
          starterIdHash: sql`coalesce(excluded.starter_id_hash, ${threads.starterIdHash})`,
          starterHandleHash: sql`coalesce(excluded.starter_handle_hash, ${threads.starterHandleHash})`,
          firstOn: sql`least(excluded.first_on, ${threads.firstOn})`,
          lastOn: sql`greatest(excluded.last_on, ${threads.lastOn})`,
        },
      });
  }
}

/** Which of these threads have a starter that is known: they need no look-up. In base64. */
export async function threadsWithStarter(
  db: Database,
  accountId: AccountId,
  hashes: readonly Buffer[],
): Promise<Set<string>> {
  if (hashes.length === 0) return new Set();
  const rows = await db
    .select({ hash: threads.threadHash })
    .from(threads)
    .where(
      and(
        eq(threads.accountId, accountId),
        inArray(threads.threadHash, [...hashes]),
        isNotNull(threads.starterIdHash),
      ),
    );
  return new Set(rows.map(({ hash }) => hash.toString("base64")));
}

export interface ThreadsQuestion {
  platform: Platform;
  keyVersion: number;
  today: LocalDate;
  /** How far back a contact counts. */
  windowDays: number;
}

/** The threads of the window, held against the learner index as it stands. */
export async function threadReadings(
  db: Database,
  accountId: AccountId,
  question: ThreadsQuestion,
): Promise<Omit<ThreadReadings, "completeFrom">> {
  const { keyVersion, today, windowDays, platform } = question;
  const inWindow = and(eq(threads.accountId, accountId), gt(threads.lastOn, addDays(today, -windowDays)));
  const [counted] = await db
    .select({
      count: sql<number>`count(*)::int`,
      unknown: sql<number>`(count(*) filter (where ${threads.starterIdHash} is null))::int`,
      byIdAlone: sql<number>`(count(*) filter (where ${threads.starterIdHash} is not null and ${threads.starterHandleHash} is null))::int`,
      underOldKey: sql<number>`(count(*) filter (where ${threads.keyVersion} <> ${keyVersion}))::int`,
    })
    .from(threads)
    .where(inWindow);
  const { count = 0, unknown = 0, byIdAlone = 0, underOldKey = 0 } = counted ?? {};
  const byId = { ids: true, handles: false };
  const notComparable = byIdAlone === 0 ? 0 : (await learnerShare(db, platform, today, byId)).notComparable;
  const matches = await contactMatches(db, accountId, question);
  return { count, unknown, underOldKey, notComparable, matches };
}

/** A starter whom several lists name is one match: the entry that has a finding already, so that a new list reopens nothing. */
async function contactMatches(
  db: Database,
  accountId: AccountId,
  { platform, keyVersion, today, windowDays }: ThreadsQuestion,
): Promise<ContactMatch[]> {
  const on = (hash: "id_hash" | "handle_hash") => sql`
    select id from ${learners}
    where platform = ${platform} and ${sql.identifier(hash)} = threads.${sql.identifier(`starter_${hash}`)}
      and key_version = ${keyVersion} and (last_day is null or last_day >= ${today})`;
  // Two look-ups by index for each thread: joined on either hash, Postgres holds each thread against each learner.
  const rows = await db
    .select({ thread: threads.threadHash, entryId: sql<string>`learners.id`, lastOn: threads.lastOn })
    .from(threads)
    .innerJoinLateral(sql`(${on("id_hash")} union all ${on("handle_hash")}) as learners`, sql`true`)
    .where(
      and(
        eq(threads.accountId, accountId),
        eq(threads.keyVersion, keyVersion),
        gt(threads.lastOn, addDays(today, -windowDays)),
      ),
    )
    .orderBy(
      sql`exists (select 1 from ${findings} where account_id = ${accountId} and subject = learners.id) desc`,
      sql`learners.id`,
      desc(threads.lastOn),
    );
  const matched = new Set<string>();
  const matches = new Map<string, ContactMatch>();
  for (const { thread, entryId, lastOn } of rows) {
    const name = thread.toString("hex");
    if (matched.has(name)) continue;
    matched.add(name);
    if (!matches.has(entryId)) matches.set(entryId, { entryId, lastOn });
  }
  return [...matches.values()].toSorted((a, b) => (a.entryId < b.entryId ? -1 : 1));
}
