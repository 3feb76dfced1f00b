import { and, asc, desc, eq, gte, inArray, isNull, ne, notInArray, or, sql } from "drizzle-orm";
import type { AccountId } from "../core/account.ts";
import type { Finding, FindingStatus } from "../core/finding.ts";
import { LEARNER_RULE_IDS } from "../core/safeguarding.ts";
import type { Reconciliation } from "../core/reconcile.ts";
import type { LocalDate } from "../core/time.ts";
import { among } from "./among.ts";
import type { Database } from "./database.ts";
import { findingEvents, findings, learners, seals } from "./schema/index.ts";

/** What a closed finding's subject becomes when its learner has left, or was erased: it can never open again. */
export const LEFT = "left";
export const ERASED = "erased";

/**
 * Findings of an account that others may change while it is audited, locked until the transaction ends: those that are not
 * closed, so that a person's decision comes before this audit or after it, and neither is lost; and closed ones about a
 * learner, who may leave or be erased. Other closed ones only grow in number: the audit asks for those that open again.
 * Everybody locks in the order of the ids.
 */
export async function lockFindings(tx: Database, accountId: AccountId): Promise<Finding[]> {
  const aboutSomebody = and(
    inArray(findings.ruleId, [...LEARNER_RULE_IDS]),
    notInArray(findings.subject, [LEFT, ERASED]),
  );
  return tx
    .select()
    .from(findings)
    .where(and(eq(findings.accountId, accountId), or(ne(findings.status, "resolved"), aboutSomebody)))
    .orderBy(asc(findings.id))
    .for("no key update");
}

/** Findings of some rules on many accounts, locked in the same way. */
export async function findingsOfRules(
  tx: Database,
  accountIds: readonly AccountId[],
  ruleIds: readonly string[],
): Promise<Finding[]> {
  return tx
    .select()
    .from(findings)
    .where(and(among(findings.accountId, accountIds), inArray(findings.ruleId, [...ruleIds])))
    .orderBy(asc(findings.id))
    .for("no key update");
}

/** Findings, newest first; left out, all. */
export async function listFindings(
  db: Database,
  filter: { statuses?: readonly FindingStatus[]; ruleId?: string; accountIds?: readonly AccountId[] },
): Promise<Finding[]> {
  const rows = await db
    .select()
    .from(findings)
    .where(
      and(
        filter.statuses && inArray(findings.status, [...filter.statuses]),
        filter.ruleId === undefined ? undefined : eq(findings.ruleId, filter.ruleId),
        filter.accountIds && inArray(findings.accountId, [...filter.accountIds]),
      ),
    )
    .orderBy(desc(findings.lastOpenedAt), asc(findings.id));
  return rows;
}

/** The finding whose id begins so, if it is the only one. */
export async function findFindings(db: Database, idStart: string): Promise<Finding[]> {
  const rows = await db
    .select()
    .from(findings)
    .where(sql`starts_with(${findings.id}, ${idStart})`)
    .limit(2);
  return rows;
}

/** Findings by their whole ids. */
export async function findingsById(db: Database, ids: readonly string[]): Promise<Finding[]> {
  if (ids.length === 0) return [];
  return db.select().from(findings).where(among(findings.id, ids));
}

/** A finding's story, oldest first. */
export async function eventsOf(db: Database, findingId: string) {
  return db
    .select()
    .from(findingEvents)
    .where(eq(findingEvents.findingId, findingId))
    .orderBy(asc(findingEvents.step));
}

/** Writes findings as they are now and what happened to them. */
export async function writeFindings(
  tx: Database,
  runId: string,
  { changes, events }: Reconciliation,
): Promise<void> {
  for (const finding of changes) {
    await tx.insert(findings).values(finding).onConflictDoUpdate({ target: findings.id, set: finding });
  }
  for (const { findingId, event } of events) {
    await tx.insert(findingEvents).values({
      findingId,
      step: sql`(select coalesce(max(step), 0) + 1 from finding_events where finding_id = ${findingId})`,
      kind: event.kind,
      at: event.at,
      runId,
      fromSeverity: event.from,
      toSeverity: event.to,
    });
  }
}

/** Ids of an account's unresolved learner findings that no current learner stands behind any more. */
export async function findingsOfLeavers(
  tx: Database,
  accountId: AccountId,
  today: LocalDate,
): Promise<Set<string>> {
  const current = tx
    .select({ id: learners.id })
    .from(learners)
    .where(or(isNull(learners.lastDay), gte(learners.lastDay, today)));
  const rows = await tx
    .select({ id: findings.id })
    .from(findings)
    .where(
      and(
        eq(findings.accountId, accountId),
        inArray(findings.ruleId, [...LEARNER_RULE_IDS]),
        ne(findings.status, "resolved"),
        notInArray(findings.subject, current),
      ),
    );
  return new Set(rows.map(({ id }) => id));
}

/** Keeps the sealed identity of matches at the open findings that are about them; one seal a finding and key. */
export async function writeSeals(
  tx: Database,
  accountId: AccountId,
  sealed: readonly { ruleId: string; entryId: string; keyId: string; box: string }[],
  now: Date,
): Promise<void> {
  for (const { ruleId, entryId, keyId, box } of sealed) {
    const [finding] = await tx
      .select({ id: findings.id })
      .from(findings)
      .where(
        and(
          eq(findings.accountId, accountId),
          eq(findings.ruleId, ruleId),
          eq(findings.subject, entryId),
          sql`${findings.status} <> 'resolved'`,
        ),
      );
    if (finding === undefined) continue;
    await tx
      .insert(seals)
      .values({ findingId: finding.id, keyId, box: Buffer.from(box, "base64"), sealedAt: now })
      .onConflictDoNothing();
  }
}
