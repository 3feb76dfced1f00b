import { and, eq, gte, inArray, sql } from "drizzle-orm";
import type { AccountId } from "../core/account.ts";
import type { Evaluation } from "../core/evaluate.ts";
import type { Cause } from "../core/facts.ts";
import type { Result } from "../core/rule.ts";
import { among } from "./among.ts";
import type { Database } from "./database.ts";
import { evaluationChanges, evaluations, runAccounts } from "./schema/index.ts";

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
  const rows = made.map((evaluation) => {
    const standing = known.get(`${evaluation.ruleId} ${evaluation.accountId}`);
    const row = rowOf(evaluation, runId);
    const changed = standing?.result !== row.result || standing.cause !== row.cause;
    const since = changed || standing === undefined ? evaluation.at : standing.since;
    return { ...row, since, changed, before: standing?.result ?? null };
  });
  for (let at = 0; at < rows.length; at += CHUNK) await write(tx, rows.slice(at, at + CHUNK));
}

const CHUNK = 500;

type Row = ReturnType<typeof rowOf> & { since: Date; changed: boolean; before: Result["result"] | null };

async function write(tx: Database, rows: readonly Row[]): Promise<void> {
  await tx
    .insert(evaluations)
    .values(rows.map(({ changed: _changed, before: _before, ...row }) => row))
    .onConflictDoUpdate({ target: [evaluations.accountId, evaluations.ruleId], set: AS_GIVEN });
  const changes = rows.filter(({ changed }) => changed);
  if (changes.length === 0) return;
  await tx
    .insert(evaluationChanges)
    .values(
      changes.map(({ accountId, ruleId, at, runId, before, result, cause }) => {
        return { accountId, ruleId, at, runId, fromResult: before, toResult: result, cause };
      }),
    )
    .onConflictDoNothing();
}

/** Everything but the key, as the row that was to be inserted has it. */
const AS_GIVEN = {
  ruleVersion: sql`excluded.rule_version`,
  result: sql`excluded.result`,
  cause: sql`excluded.cause`,
  detail: sql`excluded.detail`,
  subjects: sql`excluded.subjects`,
  runId: sql`excluded.run_id`,
  at: sql`excluded.at`,
  since: sql`excluded.since`,
};

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

/** Accounts of which an audit saw something since then: one of these rules has a result that is not for want of an audit. */
export async function accountsSeenSince(
  db: Database,
  asked: { accountIds: readonly AccountId[]; ruleIds: readonly string[]; since: Date },
): Promise<Set<AccountId>> {
  const rows = await db
    .selectDistinct({ accountId: evaluations.accountId })
    .from(evaluations)
    .where(
      and(
        among(evaluations.accountId, asked.accountIds),
        inArray(evaluations.ruleId, [...asked.ruleIds]),
        gte(evaluations.at, asked.since),
        sql`${evaluations.cause} is distinct from 'not-audited'`,
      ),
    );
  return new Set(rows.map(({ accountId }) => accountId));
}

/** The current evaluations of a run's accounts: what its coverage is counted from. */
export async function evaluationsOfRun(db: Database, runId: string) {
  return db
    .select({
      accountId: evaluations.accountId,
      ruleId: evaluations.ruleId,
      result: evaluations.result,
      cause: evaluations.cause,
      isOfRun: sql<boolean>`${evaluations.runId} = ${runId}`,
    })
    .from(evaluations)
    .innerJoin(
      runAccounts,
      and(eq(runAccounts.accountId, evaluations.accountId), eq(runAccounts.runId, runId)),
    );
}
