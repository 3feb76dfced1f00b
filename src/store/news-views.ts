import { and, desc, eq, inArray, sql } from "drizzle-orm";
import type { NewsOfNight } from "../core/cheapest-night.ts";
import type { Platform } from "../core/platform.ts";
import type { LocalDate } from "../core/time.ts";
import type { Database } from "./database.ts";
import { runs } from "./schema/index.ts";

/** What one night of a platform brought, beside what it cost in millionths of a dollar. */
export interface NightNews extends NewsOfNight {
  night: LocalDate;
  microUsd: number;
}

/** The newest concluded nights, at most `most`, newest first; the oldest on record has none before it and is left out. */
export async function newsOfNights(db: Database, platform: Platform, most: number): Promise<NightNews[]> {
  const nights = await db
    .select({ id: runs.id, night: runs.localDate, startedAt: runs.startedAt, concludedAt: runs.concludedAt })
    .from(runs)
    .where(and(eq(runs.schedule, "nightly"), inArray(runs.status, ["done", "incomplete"])))
    .orderBy(desc(runs.localDate))
    .limit(most + 1);
  const news: NightNews[] = [];
  for (const [index, { id, night, startedAt, concludedAt }] of nights.entries()) {
    const before = nights[index + 1]?.startedAt;
    if (startedAt === null || concludedAt === null || before == null) continue;
    const [from, began, ended] = [before, startedAt, concludedAt].map((at) => at.toISOString());
    const [row] = await db.execute<{ profiles: number; posts: number; rows: number; usd: number }>(sql`
      select
        (select count(*)::int from run_accounts
          where run_id = ${id} and platform = ${platform} and surveyed ->> 'status' = 'seen') as profiles,
        (select count(*)::int from posts join accounts on accounts.id = posts.account_id
          where platform = ${platform} and at > ${from} and at <= ${ended}) as posts,
        (select count(*)::int from follows join accounts on accounts.id = follows.account_id
          where platform = ${platform} and first_seen_at >= ${began} and first_seen_at <= ${ended}) as rows,
        (select coalesce(sum(coalesce(settled_micro_usd, reserved_micro_usd)), 0)::float8 from spend
          where run_id = ${id} and platform = ${platform}) as usd`);
    if (row === undefined) continue;
    news.push({ night, profiles: row.profiles, posts: row.posts, followRows: row.rows, microUsd: row.usd });
  }
  return news;
}
