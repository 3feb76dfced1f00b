import { asc, eq, max } from "drizzle-orm";
import type { After } from "../core/decide.ts";
import type { Decision, Finding } from "../core/finding.ts";
import { among } from "./among.ts";
import type { Database } from "./database.ts";
import { findingDecisions, findings } from "./schema/index.ts";

/** A decision as it is kept: the steps of a finding's decisions are 1, 2, 3 … */
export interface KeptDecision extends Decision {
  findingId: string;
  step: number;
}

/** Decisions about findings by finding, oldest first. A finding that nobody decided about is not in it. */
export async function decisionsOf(
  db: Database,
  findingIds: readonly string[],
): Promise<ReadonlyMap<string, readonly KeptDecision[]>> {
  if (findingIds.length === 0) return new Map();
  const rows: KeptDecision[] = await db
    .select()
    .from(findingDecisions)
    .where(among(findingDecisions.findingId, findingIds))
    .orderBy(asc(findingDecisions.findingId), asc(findingDecisions.step));
  return Map.groupBy(rows, ({ findingId }) => findingId);
}

/** A decision that was judged by what had been read of its finding. */
export interface Decided {
  /** The finding as it was read. */
  finding: Finding;
  /** How many decisions there were. */
  earlier: number;
  decision: Decision;
  after: After;
}

/** Raised to roll back: some findings are not what they were when the decisions were judged. */
class ChangedMeanwhile extends Error {
  override readonly name = "ChangedMeanwhile";
  readonly ids: readonly string[];
  constructor(ids: readonly string[]) {
    super("findings changed meanwhile");
    this.ids = ids;
  }
}

/**
 * Writes decisions and what they make of their findings: all of them, or none where a finding was decided about, audited
 * to another severity or closed since it was read. Returns the ids of those that were. One decision a finding.
 */
export async function writeDecisions(db: Database, decided: readonly Decided[]): Promise<readonly string[]> {
  try {
    await db.transaction((tx) => writeAll(tx, decided));
    return [];
  } catch (error) {
    if (error instanceof ChangedMeanwhile) return error.ids;
    throw error;
  }
}

async function writeAll(tx: Database, decided: readonly Decided[]): Promise<void> {
  const ids = decided.map(({ finding }) => finding.id);
  // In the order of the ids, as the audit does (findings.ts): nobody waits for somebody who waits for them.
  const now = await tx
    .select()
    .from(findings)
    .where(among(findings.id, ids))
    .orderBy(asc(findings.id))
    .for("no key update");
  const steps = await lastSteps(tx, ids);
  const standing = new Map(now.map((finding) => [finding.id, finding]));
  const changed = decided.filter(
    ({ finding, earlier }) =>
      !isAsRead(finding, standing.get(finding.id)) || (steps.get(finding.id) ?? 0) !== earlier,
  );
  if (changed.length > 0) throw new ChangedMeanwhile(changed.map(({ finding }) => finding.id));
  for (const { finding, earlier, decision, after } of decided) {
    const { isClosed, ...status } = after;
    await tx
      .update(findings)
      .set({ ...status, closedAt: isClosed ? (finding.closedAt ?? decision.at) : null })
      .where(eq(findings.id, finding.id));
    await tx.insert(findingDecisions).values({ ...decision, findingId: finding.id, step: earlier + 1 });
  }
}

async function lastSteps(tx: Database, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await tx
    .select({ id: findingDecisions.findingId, step: max(findingDecisions.step) })
    .from(findingDecisions)
    .where(among(findingDecisions.findingId, ids))
    .groupBy(findingDecisions.findingId);
  return new Map(rows.map(({ id, step }) => [id, step ?? 0]));
}

function isAsRead(read: Finding, now: Finding | undefined): boolean {
  return (
    now !== undefined &&
    now.status === read.status &&
    now.severity === read.severity &&
    now.lastOpenedAt.getTime() === read.lastOpenedAt.getTime()
  );
}
