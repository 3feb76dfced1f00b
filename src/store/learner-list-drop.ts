import { and, asc, count, eq, like, notInArray, sql } from "drizzle-orm";
import { z } from "zod";
import type { LocalDate } from "../core/time.ts";
import type { Database } from "./database.ts";
import { eraseEntries } from "./learner-erasure.ts";
import { findings, installation, learnerLists, learners } from "./schema/index.ts";

const PREFIX = "learner_list_dropped_";

const DROPPED = z.object({
  list: z.string(),
  asOf: z.string(),
  at: z.string(),
  /** Who the machine says did it. */
  by: z.string(),
  /** Entries that are gone, those of people who stand on another list among them. */
  entries: z.number(),
  /** Findings that lost subject and seal. */
  findings: z.number(),
});

/** What is on record of a list that was dropped: numbers, never who was on it. */
export type DroppedList = z.output<typeof DROPPED>;

export interface StandingList {
  name: string;
  asOf: LocalDate;
  entries: number;
  /** Findings about its people that are not closed. */
  openFindings: number;
}

/** A list and what stands on it; null: there is none of that name. */
export async function standingOn(db: Database, name: string): Promise<StandingList | null> {
  const [list] = await db.select().from(learnerLists).where(eq(learnerLists.name, name));
  if (list === undefined) return null;
  const [entries] = await db.select({ number: count() }).from(learners).where(eq(learners.list, name));
  const [open] = await db
    .select({ number: count() })
    .from(findings)
    .innerJoin(learners, eq(learners.id, findings.subject))
    .where(and(eq(learners.list, name), notInArray(findings.status, ["resolved", "dismissed"])));
  return { name, asOf: list.asOf, entries: entries?.number ?? 0, openFindings: open?.number ?? 0 };
}

/**
 * Drops a list that should never have been: its entries go, with all that findings know of them, as if each had been erased.
 * Whoever is on another list too stays known by that one, and so do the findings. Null: there is no such list.
 */
export async function dropLearnerList(
  db: Database,
  name: string,
  { now, by }: { now: Date; by: string },
): Promise<DroppedList | null> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`lock table ${learnerLists} in share row exclusive mode`); // no import meanwhile
    const list = await standingOn(tx, name);
    if (list === null) return null;
    await keepForOtherLists(tx, name);
    const ids = await tx.select({ id: learners.id }).from(learners).where(eq(learners.list, name));
    const erased = await eraseEntries(
      tx,
      ids.map(({ id }) => id),
      now,
    );
    await tx.delete(learnerLists).where(eq(learnerLists.name, name));
    const { asOf, entries } = list;
    const dropped = { list: name, asOf, at: now.toISOString(), by, entries, findings: erased.findings };
    const row = { name: `${PREFIX}${dropped.at}_${name}`, value: JSON.stringify(dropped), setAt: now };
    await tx.insert(installation).values(row);
    return dropped;
  });
}

/** Lists that were dropped, oldest first. */
export async function droppedLists(db: Database): Promise<readonly DroppedList[]> {
  const rows = await db
    .select({ value: installation.value })
    .from(installation)
    .where(like(installation.name, `${PREFIX}%`))
    .orderBy(asc(installation.name));
  return rows.map(({ value }) => DROPPED.parse(JSON.parse(value)));
}

/** An entry that findings know takes the place of the same person's entry on another list, which no finding knows. */
async function keepForOtherLists(tx: Database, name: string): Promise<void> {
  const pairs = await tx.execute<{ mine: string; other: string }>(sql`
    select mine.id as mine, other.id as other
    from ${learners} mine join ${learners} other
      on other.list <> mine.list and other.platform = mine.platform and other.key_version = mine.key_version
      and (other.id_hash = mine.id_hash or other.handle_hash = mine.handle_hash)
    where mine.list = ${name}
      and exists (select 1 from ${findings} where subject = mine.id)
      and not exists (select 1 from ${findings} where subject = other.id)
    order by mine.id, other.list, other.id`);
  const settled = new Set<string>();
  for (const { mine, other } of pairs) {
    if (settled.has(mine) || settled.has(other)) continue;
    settled.add(mine).add(other);
    const [kept] = await tx.delete(learners).where(eq(learners.id, other)).returning();
    if (kept === undefined) continue;
    const { list, idHash, handleHash, lastDay } = kept;
    await tx.update(learners).set({ list, idHash, handleHash, lastDay }).where(eq(learners.id, mine));
  }
}
