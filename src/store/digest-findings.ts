import { and, asc, eq, gt, inArray, or } from "drizzle-orm";
import type { DigestFinding } from "../core/digest-input.ts";
import type { Closing, FindingEventKind, FindingStatus } from "../core/finding.ts";
import { SEVERITIES, type Severity } from "../core/policy.ts";
import type { Database } from "./database.ts";
import { worseningsOf } from "./finding-views.ts";
import { findingEvents, findings } from "./schema/index.ts";

const UNRESOLVED = ["open" as const, "acknowledged" as const, "waived" as const];

/** Findings that are open, acknowledged or waived, and those that closed since, with their steps since. */
export async function digestFindings(db: Database, since: Date): Promise<DigestFinding[]> {
  const wanted = or(
    inArray(findings.status, UNRESOLVED),
    and(eq(findings.status, "resolved"), gt(findings.closedAt, since)),
  );
  const rows = await db.select().from(findings).where(wanted).orderBy(asc(findings.id));
  const steps = await db
    .select({ step: findingEvents })
    .from(findingEvents)
    .innerJoin(findings, eq(findings.id, findingEvents.findingId))
    .where(and(gt(findingEvents.at, since), wanted))
    .orderBy(asc(findingEvents.findingId), asc(findingEvents.step));
  const byFinding = Map.groupBy(steps, ({ step }) => step.findingId);
  const worsened = await worseningsOf(db);
  return rows.map((row) => ({
    ...row,
    worsened: worsened.get(row.id) ?? null,
    severity: severityOf(row.severity),
    status: statusOf(row.status),
    closing: closingOf(row.closing),
    events: (byFinding.get(row.id) ?? []).map(({ step }) => ({
      kind: eventOf(step.kind),
      at: step.at,
      from: step.fromSeverity === null ? null : severityOf(step.fromSeverity),
      to: step.toSeverity === null ? null : severityOf(step.toSeverity),
    })),
  }));
}

/** Words of the database, held against those that the core knows: one that nobody knows stops the digest. */
function known<T extends string>(word: string, words: readonly T[]): T {
  const found = words.find((one) => one === word);
  if (found === undefined) throw new Error(`the findings hold the unknown word ${word}`);
  return found;
}

function severityOf(word: string): Severity {
  return known(word, SEVERITIES);
}

function statusOf(word: string): FindingStatus {
  return known<FindingStatus>(word, ["open", "acknowledged", "waived", "dismissed", "resolved"]);
}

function closingOf(word: string | null): Closing | null {
  return word === null ? null : known<Closing>(word, ["fixed", "no-longer-applies"]);
}

const EVENTS: readonly FindingEventKind[] = [
  "opened",
  "reopened",
  "worsened",
  "eased",
  "fixed",
  "no-longer-applies",
  "waiver-lapsed",
  "waiver-void",
];

function eventOf(word: string): FindingEventKind {
  return known(word, EVENTS);
}
