import { and, asc, count, desc, eq, gt, inArray, sql } from "drizzle-orm";
import type { Worsening } from "../core/due.ts";
import type { Database } from "./database.ts";
import { findingEvents, findings, reveals, seals } from "./schema/index.ts";

/** A finding as a list of choices names it. */
export interface FindingChoice {
  id: string;
  ruleId: string;
  accountId: string;
}

/** Findings whose id begins so; at most `limit`, newest first. */
export async function findingsStartingWith(
  db: Database,
  idStart: string,
  limit: number,
): Promise<FindingChoice[]> {
  return db
    .select({ id: findings.id, ruleId: findings.ruleId, accountId: findings.accountId })
    .from(findings)
    .where(sql`starts_with(${findings.id}, ${idStart})`)
    .orderBy(desc(findings.lastOpenedAt), asc(findings.id))
    .limit(limit);
}

/** How many findings there are by status. */
export async function countByStatus(db: Database): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .select({ status: findings.status, number: count() })
    .from(findings)
    .groupBy(findings.status);
  return new Map(rows.map((row) => [row.status, row.number]));
}

/** To which keys the evidence of a finding is sealed, without the boxes. */
export async function sealsOf(db: Database, findingId: string) {
  return db
    .select({ keyId: seals.keyId, sealedAt: seals.sealedAt })
    .from(seals)
    .where(eq(seals.findingId, findingId))
    .orderBy(asc(seals.sealedAt), asc(seals.keyId));
}

/** Who opened the seal of a finding, when and why; oldest first. */
export async function revealsOf(db: Database, findingId: string) {
  const { at, claimedName, systemUser, reason } = reveals;
  return db
    .select({ at, claimedName, systemUser, reason })
    .from(reveals)
    .where(eq(reveals.findingId, findingId))
    .orderBy(asc(at), asc(reveals.id));
}

/** When unsettled findings last grew worse since they opened; of those that did. */
export async function worseningsOf(db: Database): Promise<Map<string, Worsening>> {
  const rows = await db
    .selectDistinctOn([findingEvents.findingId], {
      id: findingEvents.findingId,
      at: findingEvents.at,
      from: findingEvents.fromSeverity,
    })
    .from(findingEvents)
    .innerJoin(findings, eq(findings.id, findingEvents.findingId))
    .where(
      and(
        inArray(findings.status, ["open", "acknowledged"]),
        eq(findingEvents.kind, "worsened"),
        gt(findingEvents.at, findings.lastOpenedAt),
      ),
    )
    .orderBy(asc(findingEvents.findingId), desc(findingEvents.step));
  return new Map(rows.flatMap(({ id, at, from }) => (from === null ? [] : [[id, { at, from }]])));
}
