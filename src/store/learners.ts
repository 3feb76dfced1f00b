import { and, asc, eq, gte, inArray, isNotNull, isNull, or, sql, type SQL } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { AccountId } from "../core/account.ts";
import type { LearnerMatch, LearnerShare } from "../core/facts.ts";
import type { Platform } from "../core/platform.ts";
import type { LocalDate } from "../core/time.ts";
import type { HashedLearner } from "../learners/entry.ts";
import type { Database } from "./database.ts";
import { byteas, type HashedRow } from "./readings.ts";
import { accounts, findings, follows, learnerLists, learners } from "./schema/index.ts";

/** Which identifiers a platform's follow lists hold: X's hold both. */
export interface ListHolds {
  ids: boolean;
  handles: boolean;
}

const BOTH: ListHolds = { ids: true, handles: true };

/** An entry stands for its learner up to and on the last day. */
function current(today: LocalDate): SQL | undefined {
  return or(isNull(learners.lastDay), gte(learners.lastDay, today));
}

/**
 * How many of a platform's learners are known, of all that the lists' imports said are enrolled. Somebody on two lists
 * counts once: by the hash of the handle, or of the id where no handle is known. 0 of 0 where no list was ever imported.
 */
export async function learnerShare(
  db: Database,
  platform: Platform,
  today: LocalDate,
  holds: ListHolds = BOTH,
): Promise<LearnerShare> {
  const twin = db
    .select({ handleHash: twins.handleHash })
    .from(twins)
    .where(and(eq(twins.platform, platform), eq(twins.idHash, learners.idHash), isNotNull(twins.handleHash)))
    .orderBy(asc(twins.handleHash))
    .limit(1);
  const person = sql`coalesce(${learners.handleHash}, (${twin}), ${learners.idHash})`;
  const comparable = or(
    holds.ids ? isNotNull(learners.idHash) : undefined,
    holds.handles ? isNotNull(learners.handleHash) : undefined,
  );
  const people = db
    .select({ comparable: sql<boolean>`bool_or(${comparable ?? sql`false`})`.as("comparable") })
    .from(learners)
    .where(and(eq(learners.platform, platform), current(today)))
    .groupBy(person)
    .as("people");
  const [counted] = await db
    .select({
      known: sql<number>`count(*)::int`,
      comparable: sql<number>`(count(*) filter (where ${people.comparable}))::int`,
    })
    .from(people);
  const [enrolled] = await db
    .select({ sum: sql<number>`coalesce(sum(${learnerLists.enrolled}), 0)::int` })
    .from(learnerLists);
  const known = counted?.known ?? 0;
  return {
    known,
    enrolled: enrolled?.sum ?? 0,
    notComparable: known - (counted?.comparable ?? 0),
  };
}

/** Whether any current learner of a platform is known. */
export async function isAnyLearnerKnown(
  db: Database,
  platform: Platform,
  today: LocalDate,
): Promise<boolean> {
  const [one] = await db
    .select({ id: learners.id })
    .from(learners)
    .where(and(eq(learners.platform, platform), current(today)))
    .limit(1);
  return one !== undefined;
}

/** Other entries of the same person, found by the id. */
const twins = alias(learners, "twins");

type Hashes = Pick<HashedLearner, "idHash" | "handleHash">;

/**
 * The current learners among the accounts that an account follows, as its stored list stands. A followed account that
 * several lists name is one match: the entry that has a finding already, so that a new list reopens nothing.
 */
export async function currentMatches(
  db: Database,
  accountId: AccountId,
  keyVersion: number,
  today: LocalDate,
): Promise<LearnerMatch[]> {
  const platform = platformOf(accountId);
  const on = (hash: "id_hash" | "handle_hash") => sql`
    select id, last_day from ${learners}
    where platform = ${platform} and ${sql.identifier(hash)} = follows.${sql.identifier(hash)} and key_version = ${keyVersion}`;
  // Two look-ups by index for each row: joined on either hash, Postgres holds each row against each learner.
  const rows = await db
    .select({ rowHash: follows.rowHash, entryId: sql<string>`learners.id`, firstSeenAt: follows.firstSeenAt })
    .from(follows)
    .innerJoinLateral(sql`(${on("id_hash")} union all ${on("handle_hash")}) as learners`, sql`true`)
    .where(and(eq(follows.accountId, accountId), current(today)))
    .orderBy(
      sql`exists (select 1 from ${findings} where account_id = ${accountId} and subject = learners.id) desc`,
      sql`learners.id`,
      asc(follows.firstSeenAt),
    );
  const matched = new Set<string>();
  const matches = new Map<string, LearnerMatch>();
  for (const { rowHash, entryId, firstSeenAt } of rows) {
    const row = rowHash.toString("hex");
    if (matched.has(row)) continue;
    matched.add(row);
    if (!matches.has(entryId)) matches.set(entryId, { entryId, firstSeenAt });
  }
  return [...matches.values()].toSorted((a, b) => (a.entryId < b.entryId ? -1 : 1));
}

const platformOf = (accountId: AccountId) => sql`(select platform from ${accounts} where id = ${accountId})`;

/** The current learners among hashed rows that are not stored yet: the screening of a page. */
export async function matchRows(
  db: Database,
  rows: readonly HashedRow[],
  { platform, keyVersion, today }: { platform: Platform; keyVersion: number; today: LocalDate },
): Promise<{ rowHash: Buffer; entryId: string }[]> {
  if (rows.length === 0) return [];
  const hashes = (kind: "idHash" | "handleHash") => byteas(rows.flatMap((row) => row[kind] ?? []));
  const found = await db
    .select()
    .from(learners)
    .where(
      and(
        eq(learners.platform, platform), // the indexes begin with it
        sql`(${learners.idHash} = any(${hashes("idHash")}) or ${learners.handleHash} = any(${hashes("handleHash")}))`,
        eq(learners.keyVersion, keyVersion),
        current(today),
      ),
    )
    .orderBy(asc(learners.id));
  return rows.flatMap(({ rowHash, idHash, handleHash }) =>
    found
      .filter((one) => equal(one.idHash, idHash) || equal(one.handleHash, handleHash))
      .map((one) => ({ rowHash, entryId: one.id })),
  );
}

function equal(a: Buffer | null, b: Buffer | null): boolean {
  return a !== null && b !== null && a.equals(b);
}

/** Learners known by handle gain the hash of the id under which an account follows them; returns how many. */
export async function gainIdHash(db: Database, accountId: AccountId, keyVersion: number): Promise<number> {
  const gained = await db
    .update(learners)
    .set({ idHash: sql`${follows.idHash}` })
    .from(follows)
    .where(
      and(
        eq(follows.accountId, accountId),
        isNotNull(follows.idHash),
        eq(learners.platform, platformOf(accountId)), // the indexes begin with it
        eq(learners.handleHash, follows.handleHash),
        isNull(learners.idHash),
        eq(learners.keyVersion, keyVersion),
      ),
    )
    .returning({ id: learners.id });
  return gained.length;
}

/** An entry of the index, as the person who asks may see it. */
export interface FoundLearner {
  id: string;
  list: string;
  lastDay: LocalDate | null;
}

/**
 * Whoever has either hash on any list, and their entries on other lists that know them by the other identifier: by the id,
 * or by the handle where no id says that it is somebody else's by now.
 */
export async function findLearner(db: Database, { idHash, handleHash }: Hashes): Promise<FoundLearner[]> {
  const named = (of: typeof learners | typeof twins) =>
    or(
      idHash === null ? undefined : eq(of.idHash, idHash),
      handleHash === null ? undefined : eq(of.handleHash, handleHash),
    ) ?? sql`false`;
  const sameId = db.select({ hash: twins.idHash }).from(twins).where(named(twins));
  const sameHandle = db.select({ hash: twins.handleHash }).from(twins).where(named(twins));
  const isTwin = or(
    inArray(learners.idHash, sameId),
    and(isNull(learners.idHash), inArray(learners.handleHash, sameHandle)),
  );
  return db
    .select({ id: learners.id, list: learners.list, lastDay: learners.lastDay })
    .from(learners)
    .where(or(named(learners), isTwin))
    .orderBy(asc(learners.list), asc(learners.id));
}
