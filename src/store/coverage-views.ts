import { and, eq } from "drizzle-orm";
import type { Cause } from "../core/facts.ts";
import type { Result } from "../core/rule.ts";
import type { Database } from "./database.ts";
import { evaluations, runAccounts } from "./schema/index.ts";

/** The current answer to one question about an account of a run. */
export interface Answer {
  accountId: string;
  ruleId: string;
  /** Whose answer it is: the run's own, or one beside or after it. */
  runId: string;
  result: Result["result"];
  cause: Cause | null;
  /** When it was last said. */
  at: Date;
  /** Since when it has been so. */
  since: Date;
}

/** The current answers about the accounts of a run. They are of that run only while none has run after it. */
export async function answersOfRun(db: Database, runId: string): Promise<Answer[]> {
  const { accountId, ruleId, runId: saidBy, result, cause, at, since } = evaluations;
  return db
    .select({ accountId, ruleId, runId: saidBy, result, cause, at, since })
    .from(evaluations)
    .innerJoin(runAccounts, and(eq(runAccounts.accountId, accountId), eq(runAccounts.runId, runId)));
}
