import { asc, eq, inArray, sql } from "drizzle-orm";
import type { HashedLearner } from "../learners/entry.ts";
import type { Database } from "./database.ts";
import { ERASED } from "./findings.ts";
import { findLearner } from "./learners.ts";
import { findingEvents, findings, learners, seals } from "./schema/index.ts";

export interface Erased {
  entries: number;
  findings: number;
}

/** Removes a learner's entries from every list, with all that findings know of them. */
export async function eraseLearner(
  db: Database,
  hashes: Pick<HashedLearner, "idHash" | "handleHash">,
  now: Date,
): Promise<Erased> {
  return db.transaction(async (tx) => {
    const ids = (await findLearner(tx, hashes)).map((entry) => entry.id);
    return eraseEntries(tx, ids, now);
  });
}

/**
 * Removes entries of the index, and from the findings about them the subject and the seals; open ones close as "no longer
 * applies". In the caller's transaction. Returns the number of entries and of findings.
 */
export async function eraseEntries(tx: Database, ids: readonly string[], now: Date): Promise<Erased> {
  if (ids.length === 0) return { entries: 0, findings: 0 };
  // In the order of the ids, as everybody locks (findings.ts).
  const about = await tx
    .select()
    .from(findings)
    .where(inArray(findings.subject, [...ids]))
    .orderBy(asc(findings.id))
    .for("no key update");
  for (const finding of about) {
    await tx.delete(seals).where(eq(seals.findingId, finding.id));
    const open = finding.status !== "resolved" && finding.status !== "dismissed";
    const closed = { status: "resolved", closing: "no-longer-applies", closedAt: now } as const;
    await tx
      .update(findings)
      .set({ subject: ERASED, ...(open ? closed : {}) })
      .where(eq(findings.id, finding.id));
    if (open) await recordClosing(tx, finding, now);
  }
  await tx.delete(learners).where(inArray(learners.id, [...ids]));
  return { entries: ids.length, findings: about.length };
}

async function recordClosing(
  db: Database,
  finding: Pick<typeof findings.$inferSelect, "id" | "severity">,
  now: Date,
): Promise<void> {
  const [last] = await db
    .select({ step: sql<number>`coalesce(max(${findingEvents.step}), 0)::int` })
    .from(findingEvents)
    .where(eq(findingEvents.findingId, finding.id));
  await db.insert(findingEvents).values({
    findingId: finding.id,
    step: (last?.step ?? 0) + 1,
    kind: "no-longer-applies",
    at: now,
    runId: "erase",
    fromSeverity: finding.severity,
    toSeverity: null,
  });
}
