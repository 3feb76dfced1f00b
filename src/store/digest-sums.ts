import { and, eq, gt, gte, inArray, sql } from "drizzle-orm";
import type { AccountId } from "../core/account.ts";
import type { PlatformSpend, PostGroup } from "../core/digest-input.ts";
import { kindsThatCount } from "../core/facts-of.ts";
import { PLATFORMS, type Platform } from "../core/platform.ts";
import type { Policy } from "../core/policy.ts";
import type { LocalDate } from "../core/time.ts";
import type { Database } from "./database.ts";
import { accounts, posts, spendNights } from "./schema/index.ts";

/** Posts since an instant, and since the account is what it is, summed by kind and tags: few rows however many posts. */
export async function postGroups(db: Database, since: Date): Promise<PostGroup[]> {
  return db
    .select({
      accountId: posts.accountId,
      kind: posts.kind,
      organisations: posts.taggedOrganisations,
      count: sql<number>`count(*)::int`,
    })
    .from(posts)
    .innerJoin(accounts, eq(accounts.id, posts.accountId))
    .where(
      and(gte(posts.at, since), gte(posts.at, sql`coalesce(${accounts.movedAt}, ${accounts.registeredAt})`)),
    )
    .groupBy(posts.accountId, posts.kind, posts.taggedOrganisations)
    .orderBy(posts.accountId, posts.kind, posts.taggedOrganisations);
}

/** How many posts that count each account made since an instant. */
export async function postsSince(
  db: Database,
  since: Date,
  policy: Pick<Policy, "repostsCountAsPosts">,
): Promise<ReadonlyMap<AccountId, number>> {
  const counting = kindsThatCount(policy);
  const rows = await db
    .select({ accountId: posts.accountId, count: sql<number>`count(*)::int` })
    .from(posts)
    .where(and(gte(posts.at, since), inArray(posts.kind, counting)))
    .groupBy(posts.accountId);
  return new Map(rows.map(({ accountId, count }) => [accountId, count]));
}

/** What platforms cost in the nights after `from`, and in the month of `today`. */
export async function spendSince(
  db: Database,
  of: {
    from: LocalDate;
    today: LocalDate;
    caps: Readonly<Partial<Record<Platform, { monthMicroUsd: number }>>>;
  },
): Promise<PlatformSpend[]> {
  const { night, microUsd, platform } = spendNights;
  const month = `${of.today.slice(0, 7)}-01`;
  const rows = await db
    .select({
      platform,
      week: sql<number>`coalesce(sum(${microUsd}) filter (where ${night} > ${of.from}), 0)::float8`,
      month: sql<number>`coalesce(sum(${microUsd}) filter (where ${night} >= ${month}), 0)::float8`,
    })
    .from(spendNights)
    .where(gt(night, sql`least(${of.from}::date, ${month}::date) - 1`))
    .groupBy(platform)
    .orderBy(platform);
  return rows.flatMap((row) => {
    const known = PLATFORMS.find((one) => one === row.platform);
    if (known === undefined || (row.week === 0 && row.month === 0)) return [];
    const cap = of.caps[known]?.monthMicroUsd ?? null;
    return [{ platform: known, weekMicroUsd: row.week, monthMicroUsd: row.month, monthCapMicroUsd: cap }];
  });
}
