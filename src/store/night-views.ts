import { and, count, desc, eq, isNotNull, lte, ne, sql } from "drizzle-orm";
import type { FindingEventKind } from "../core/finding.ts";
import type { DeliveryState } from "../core/mail.ts";
import type { NightGroup } from "../core/missed.ts";
import type { Database } from "./database.ts";
import type { Run } from "./runs.ts";
import { deliveries, findingEvents, findings, mails, runAccounts, runs } from "./schema/index.ts";

/** The newest night on record that was due by now, whatever became of it; null: none yet. */
export async function newestNightDue(db: Database, now: Date): Promise<Run | null> {
  const [run] = await db
    .select()
    .from(runs)
    .where(and(eq(runs.schedule, "nightly"), lte(runs.scheduledFor, now)))
    .orderBy(desc(runs.localDate))
    .limit(1);
  return run ?? null;
}

/** How many findings a run has opened, closed or changed, by rule and by what happened. */
export async function eventsOfRun(
  db: Database,
  runId: string,
): Promise<readonly { ruleId: string; kind: FindingEventKind; number: number }[]> {
  return db
    .select({ ruleId: findings.ruleId, kind: findingEvents.kind, number: count() })
    .from(findingEvents)
    .innerJoin(findings, eq(findings.id, findingEvents.findingId))
    .where(eq(findingEvents.runId, runId))
    .groupBy(findings.ruleId, findingEvents.kind);
}

/** All accounts of a run, by platform, by whether they were seen, and by why something of them was not read. */
export async function causesOfRun(db: Database, runId: string): Promise<readonly NightGroup[]> {
  const { platform, state, surveyed, cause } = runAccounts;
  const seen = sql<boolean>`(${state} = 'done' and coalesce(${surveyed} ->> 'status', '') = 'seen')`;
  return db
    .select({ platform, seen, cause, accounts: count() })
    .from(runAccounts)
    .where(eq(runAccounts.runId, runId))
    .groupBy(platform, seen, cause);
}

export interface NewestDigest {
  week: string;
  madeAt: Date;
  /** Recipients by what became of their copy. */
  states: ReadonlyMap<DeliveryState, number>;
  /** How the last try failed that was made for one of them, in our words (core/mail.ts); null: none has. */
  error: string | null;
}

/** The newest weekly e-mail; null: none was made yet. */
export async function newestDigest(db: Database): Promise<NewestDigest | null> {
  const [mail] = await db
    .select({ id: mails.id, week: mails.about, madeAt: mails.createdAt })
    .from(mails)
    .where(eq(mails.kind, "digest"))
    .orderBy(desc(mails.about))
    .limit(1);
  if (mail === undefined) return null;
  const rows = await db
    .select({ state: deliveries.state, number: count() })
    .from(deliveries)
    .where(eq(deliveries.mailId, mail.id))
    .groupBy(deliveries.state);
  const [failed] = await db
    .select({ error: deliveries.lastError })
    .from(deliveries)
    // Of one that is unclear nobody knows whether it failed.
    .where(
      and(eq(deliveries.mailId, mail.id), isNotNull(deliveries.lastError), ne(deliveries.state, "unclear")),
    )
    .orderBy(desc(deliveries.changedAt))
    .limit(1);
  return {
    week: mail.week,
    madeAt: mail.madeAt,
    states: new Map(rows.map(({ state, number }) => [state, number])),
    error: failed?.error ?? null,
  };
}
