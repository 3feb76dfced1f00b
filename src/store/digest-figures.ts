import { and, asc, like, lt } from "drizzle-orm";
import { z } from "zod";
import type { DigestFigures } from "../core/digest-input.ts";
import type { Database } from "./database.ts";
import { installation } from "./schema/index.ts";

/** One small row a week beside the other named values: what later digests compare themselves with. */
const PREFIX = "digest_figures_";

const FIGURES = z.object({
  week: z.string(),
  date: z.string(),
  live: z.number(),
  open: z.number(),
  backlog: z.number().nullable().default(null),
});

/** Keeps what a digest said; written with its claim. */
export async function keepFigures(db: Database, figures: DigestFigures, now: Date): Promise<void> {
  const row = { name: `${PREFIX}${figures.week}`, value: JSON.stringify(figures), setAt: now };
  await db.insert(installation).values(row).onConflictDoNothing();
}

/** What digests before this week said, oldest first. */
export async function figuresBefore(db: Database, week: string): Promise<readonly DigestFigures[]> {
  const rows = await db
    .select({ value: installation.value })
    .from(installation)
    .where(and(like(installation.name, `${PREFIX}%`), lt(installation.name, `${PREFIX}${week}`)))
    .orderBy(asc(installation.name));
  return rows.map(({ value }) => FIGURES.parse(JSON.parse(value)));
}
