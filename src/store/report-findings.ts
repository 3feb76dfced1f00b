import { and, asc, eq, gt, isNull, or } from "drizzle-orm";
import type { ReportFinding } from "../core/report-input.ts";
import type { Database } from "./database.ts";
import { findingDecisions, findingEvents, findings } from "./schema/index.ts";

/** Findings that are not closed and those that closed after an instant, each with all its steps and decisions. */
export async function reportFindings(db: Database, closedAfter: Date): Promise<ReportFinding[]> {
  const wanted = or(isNull(findings.closedAt), gt(findings.closedAt, closedAfter));
  const rows = await db.select().from(findings).where(wanted).orderBy(asc(findings.id));
  const events = await eventsOfThem(db, wanted);
  const decisions = await decisionsOfThem(db, wanted);
  return rows.map((row) => ({
    ...row,
    events: events.get(row.id) ?? [],
    decisions: decisions.get(row.id) ?? [],
  }));
}

type Wanted = ReturnType<typeof and>;

async function eventsOfThem(db: Database, wanted: Wanted) {
  const { findingId, step, kind, at, fromSeverity, toSeverity } = findingEvents;
  const rows = await db
    .select({ findingId, kind, at, from: fromSeverity, to: toSeverity })
    .from(findingEvents)
    .innerJoin(findings, eq(findings.id, findingId))
    .where(wanted)
    .orderBy(asc(findingId), asc(step));
  return Map.groupBy(rows, (row) => row.findingId);
}

async function decisionsOfThem(db: Database, wanted: Wanted) {
  const { findingId, step, kind, at, by, systemUser, reason, evidence, until, assignee } = findingDecisions;
  const rows = await db
    .select({ findingId, kind, at, by, systemUser, reason, evidence, until, assignee })
    .from(findingDecisions)
    .innerJoin(findings, eq(findings.id, findingId))
    .where(wanted)
    .orderBy(asc(findingId), asc(step));
  return Map.groupBy(rows, (row) => row.findingId);
}
