import { and, count, desc, eq, inArray, isNotNull, ne, sql } from "drizzle-orm";
import { localDateOf } from "../core/calendar.ts";
import { LEARNER_RULE_IDS } from "../core/safeguarding.ts";
import type { Config } from "../config.ts";
import type { Metric } from "../serve/health.ts";
import type { Database } from "../store/database.ts";
import { accounts, deliveries, findings, runs, spendNights } from "../store/schema/index.ts";

/** Figures for a monitor. Learner findings stay off where the settings keep them from Marketing's surfaces (POLICY.md). */
export async function serviceMetrics(db: Database, config: Config, now: Date): Promise<Metric[]> {
  const hidden = config.mail.learnerFindingsTo === "safeguarding_only" ? [...LEARNER_RULE_IDS] : [];
  const month = localDateOf(now, config.policy.timezone).slice(0, 7);
  const accountRows = await db
    .select({ platform: accounts.platform, status: accounts.status, value: count() })
    .from(accounts)
    .groupBy(accounts.platform, accounts.status);
  const findingRows = await db
    .select({ rule: findings.ruleId, severity: findings.severity, value: count() })
    .from(findings)
    .where(
      and(inArray(findings.status, ["open", "acknowledged"]), ...hidden.map((id) => ne(findings.ruleId, id))),
    )
    .groupBy(findings.ruleId, findings.severity);
  const deliveryRows = await db
    .select({ state: deliveries.state, value: count() })
    .from(deliveries)
    .groupBy(deliveries.state);
  const spendRows = await db
    .select({
      platform: spendNights.platform,
      value: sql<number>`sum(${spendNights.microUsd})::float8 / 1e6`,
    })
    .from(spendNights)
    .where(sql`to_char(${spendNights.night}, 'YYYY-MM') = ${month}`)
    .groupBy(spendNights.platform);
  const [last] = await db
    .select({ at: runs.concludedAt, status: runs.status })
    .from(runs)
    .where(and(eq(runs.kind, "nightly"), isNotNull(runs.concludedAt), ne(runs.status, "missed")))
    .orderBy(desc(runs.concludedAt))
    .limit(1);
  const gauge = (name: string, help: string, samples: Metric["samples"]): Metric => ({
    name: `account_audit_${name}`,
    help,
    kind: "gauge",
    samples,
  });
  const labelled = <T extends { value: number }>(rows: readonly T[]) =>
    rows.map(({ value, ...labels }) => ({ labels: labels as Record<string, string>, value }));
  return [
    gauge("accounts", "Accounts in the register", labelled(accountRows)),
    gauge("open_findings", "Findings that are open or acknowledged", labelled(findingRows)),
    gauge("deliveries", "Mail deliveries by state", labelled(deliveryRows)),
    gauge("month_spend_usd", "Spend of this month, reserved or settled", labelled(spendRows)),
    gauge(
      "last_night_concluded_timestamp_seconds",
      "When the last night was concluded",
      last?.at ? [{ labels: { status: last.status }, value: last.at.getTime() / 1000 }] : [],
    ),
  ];
}
