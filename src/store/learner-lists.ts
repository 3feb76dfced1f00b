import { asc, eq, sql } from "drizzle-orm";
import { PLATFORMS, type Platform } from "../core/platform.ts";
import type { Ids, LocalDate } from "../core/time.ts";
import type { HashedLearner } from "../learners/entry.ts";
import { isCurrent, replaceSnapshot, shrinksTooMuch, type KeptLearner } from "../learners/snapshot.ts";
import type { Database } from "./database.ts";
import { learnerLists, learners } from "./schema/index.ts";

/** A named snapshot of learners, hashed. */
export interface LearnerSnapshot {
  name: string;
  asOf: LocalDate;
  /** How many learners the list's organisation has, known on a platform or not. */
  enrolled: number;
  learners: readonly HashedLearner[];
  keyVersion: number;
}

export interface SnapshotOptions {
  now: Date;
  today: LocalDate;
  ids: Ids;
  dryRun: boolean;
  confirmShrink: boolean;
}

export interface SnapshotReport {
  outcome: "imported" | "dry-run" | "refused-shrink";
  /** When the list that stood before was made; null: there was none. */
  previousAsOf: LocalDate | null;
  added: number;
  kept: number;
  lost: number;
  before: number;
}

const CHUNK = 1000;

/** Replaces the list of that name, and no other, by the snapshot. One transaction. */
export async function importLearnerList(
  db: Database,
  snapshot: LearnerSnapshot,
  options: SnapshotOptions,
): Promise<SnapshotReport> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`lock table ${learnerLists} in share row exclusive mode`);
    const [previous] = await tx.select().from(learnerLists).where(eq(learnerLists.name, snapshot.name));
    const standing = await standingLearners(tx, snapshot.name);
    const change = replaceSnapshot(standing, snapshot.learners, options.today, options.ids);
    const refused = shrinksTooMuch(change) && !options.confirmShrink;
    if (!refused && !options.dryRun) await replace(tx, snapshot, change.learners, options.now);
    const { added, kept, lost, before } = change;
    const outcome = refused ? "refused-shrink" : options.dryRun ? "dry-run" : "imported";
    return { outcome, previousAsOf: previous?.asOf ?? null, added, kept, lost, before };
  });
}

async function standingLearners(db: Database, list: string): Promise<KeptLearner[]> {
  return db
    .select({
      id: learners.id,
      platform: learners.platform,
      idHash: learners.idHash,
      handleHash: learners.handleHash,
      lastDay: learners.lastDay,
    })
    .from(learners)
    .where(eq(learners.list, list))
    .orderBy(asc(learners.id));
}

async function replace(
  db: Database,
  { name, asOf, enrolled, keyVersion }: LearnerSnapshot,
  kept: readonly KeptLearner[],
  now: Date,
): Promise<void> {
  const list = { asOf, enrolled, importedAt: now };
  await db
    .insert(learnerLists)
    .values({ name, ...list })
    .onConflictDoUpdate({ target: learnerLists.name, set: list });
  await db.delete(learners).where(eq(learners.list, name));
  for (let at = 0; at < kept.length; at += CHUNK) {
    const rows = kept.slice(at, at + CHUNK).map((learner) => ({ ...learner, list: name, keyVersion }));
    await db.insert(learners).values(rows);
  }
  // A night that begins before the server gets to it by itself would look learners up as if there were a handful.
  await db.execute(sql`analyze ${learners}`);
}

/** A text that is another after each import, and each list that goes: by the transaction that wrote each list's row. */
export async function learnerListsState(db: Database): Promise<string> {
  const { name } = learnerLists;
  const [lists] = await db
    .select({
      state: sql<string>`coalesce(string_agg(xmin::text || ' ' || ${name}, ', ' order by ${name}), '')`,
    })
    .from(learnerLists);
  return lists?.state ?? "";
}

/** A list as people see it: numbers and dates only. */
export interface LearnerListSummary {
  name: string;
  asOf: LocalDate;
  enrolled: number;
  importedAt: Date;
  platforms: readonly { platform: Platform; current: number; left: number }[];
}

export async function listLearnerLists(db: Database, today: LocalDate): Promise<LearnerListSummary[]> {
  const lists = await db.select().from(learnerLists).orderBy(asc(learnerLists.name));
  const entries = await db
    .select({ list: learners.list, platform: learners.platform, lastDay: learners.lastDay })
    .from(learners);
  const byList = Map.groupBy(entries, (entry) => entry.list);
  return lists.map((list) => ({ ...list, platforms: countPlatforms(byList.get(list.name) ?? [], today) }));
}

function countPlatforms(
  entries: readonly { platform: Platform; lastDay: LocalDate | null }[],
  today: LocalDate,
): LearnerListSummary["platforms"] {
  const byPlatform = Map.groupBy(entries, (entry) => entry.platform);
  return PLATFORMS.filter((platform) => byPlatform.has(platform)).map((platform) => {
    const ofPlatform = byPlatform.get(platform) ?? [];
    const current = ofPlatform.filter((entry) => isCurrent(entry, today)).length;
    return { platform, current, left: ofPlatform.length - current };
  });
}
