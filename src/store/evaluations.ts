import { and, eq, inArray } from "drizzle-orm";
import type { Evaluation } from "../core/evaluate.ts";
import type { Cause } from "../core/facts.ts";
import type { Database } from "./database.ts";
import { evaluationChanges, evaluations } from "./schema/index.ts";

/**
 * Keeps the current result of each account × rule, and a line where it changed: a night on which nothing changes leaves
 * no line behind.
 */
export async function writeEvaluations(
  tx: Database,
  runId: string,
  made: readonly Evaluation[],
): Promise<void> {
  const accountIds = [...new Set(made.map((one) => one.accountId))];
  if (accountIds.length === 0) return;
  const before = await tx.select().from(evaluations).where(inArray(evaluations.accountId, accountIds));
  const known = new Map(before.map((row) => [`${row.ruleId} ${row.accountId}`, row]));
  for (const evaluation of made) {
    const standing = known.get(`${evaluation.ruleId} ${evaluation.accountId}`);
    const row = rowOf(evaluation, runId);
    const changed = standing?.result !== row.result || standing.cause !== row.cause;
    const since = changed || standing === undefined ? evaluation.at : standing.since;
    await tx
      .insert(evaluations)
      .values({ ...row, since })
      .onConflictDoUpdate({
        target: [evaluations.accountId, evaluations.ruleId],
        set: { ...row, since },
      });
    if (!changed) continue;
    await tx
      .insert(evaluationChanges)
      .values({
        accountId: evaluation.accountId,
        ruleId: evaluation.ruleId,
        at: evaluation.at,
        runId,
        fromResult: standing?.result ?? null,
        toResult: row.result,
        cause: row.cause,
      })
      .onConflictDoNothing();
  }
}

function rowOf(evaluation: Evaluation, runId: string) {
  const { accountId, ruleId, ruleVersion, result, at } = evaluation;
  const cause: Cause | null = result.result === "could-not-check" ? result.cause : null;
  return {
    accountId,
    ruleId,
    ruleVersion,
    result: result.result,
    cause,
    detail: "detail" in result ? result.detail : "",
    subjects: result.result === "fail" ? result.subjects : [],
    runId,
    at,
  };
}

/** The current evaluations of one account. */
export async function evaluationsOf(db: Database, accountId: string) {
  return db.select().from(evaluations).where(eq(evaluations.accountId, accountId));
}

/** The current evaluation of one rule on one account. */
export async function evaluationOf(db: Database, accountId: string, ruleId: string) {
  const [row] = await db
    .select()
    .from(evaluations)
    .where(and(eq(evaluations.accountId, accountId), eq(evaluations.ruleId, ruleId)));
  return row ?? null;
}
