import { and, asc, desc, eq, inArray, lte, ne, or, sql } from "drizzle-orm";
import type { Platform } from "../core/platform.ts";
import type { LocalDate } from "../core/time.ts";
import { among } from "./among.ts";
import type { Database } from "./database.ts";
import { accounts, accountStates, findings, runAccounts, runs } from "./schema/index.ts";

export type Run = typeof runs.$inferSelect;
export type RunAccount = typeof runAccounts.$inferSelect;

const OPEN_STATES = ["waiting", "pending"] as const;

/** Records a run. One (schedule, local date) is one run, whoever asks first (RELIABILITY.md, 10). */
export async function recordRun(db: Database, run: typeof runs.$inferInsert): Promise<boolean> {
  const made = await db.insert(runs).values(run).onConflictDoNothing().returning({ id: runs.id });
  return made.length === 1;
}

export async function findRun(db: Database, id: string): Promise<Run | null> {
  const [run] = await db.select().from(runs).where(eq(runs.id, id));
  return run ?? null;
}

/** The run of one night, whatever became of it. */
export async function runOfNight(db: Database, date: LocalDate): Promise<Run | null> {
  const [run] = await db
    .select()
    .from(runs)
    .where(and(eq(runs.schedule, "nightly"), eq(runs.localDate, date)));
  return run ?? null;
}

/** Newest first. */
export async function listRuns(db: Database, limit: number): Promise<Run[]> {
  return db.select().from(runs).orderBy(desc(runs.scheduledFor), desc(runs.id)).limit(limit);
}

/**
 * Runs that are running on the queues of a prefix or planned there for now, and those past their deadline whoever worked on
 * them: a scan whose process was killed has nobody else to conclude it.
 */
export async function openRuns(db: Database, queuePrefix: string, now: Date): Promise<Run[]> {
  const isTime = or(eq(runs.status, "running"), lte(runs.scheduledFor, now));
  return db
    .select()
    .from(runs)
    .where(
      and(
        inArray(runs.status, ["planned", "running"]),
        or(and(eq(runs.queuePrefix, queuePrefix), isTime), lte(runs.deadline, now)),
      ),
    )
    .orderBy(asc(runs.scheduledFor));
}

/** Closed in the register, and not yet confirmed gone with nothing left open (DESIGN.md, decision 3). */
const NOT_SEEN_OFF = and(
  eq(accounts.status, "closed"),
  sql`(not exists (select 1 from ${accountStates} where ${accountStates.accountId} = ${accounts.id} and ${accountStates.presence} in ('missing', 'suspended'))
    or exists (select 1 from ${findings} where ${findings.accountId} = ${accounts.id} and ${findings.status} <> 'resolved'))`,
);

/** Puts the run's accounts on record, in batches, and starts it. A second call changes nothing. */
export async function startRun(
  db: Database,
  run: Run,
  surveyBatch: (platform: Platform) => number,
  now: Date,
): Promise<void> {
  await db.transaction(async (tx) => {
    const chosen = await tx
      .select({ id: accounts.id, platform: accounts.platform })
      .from(accounts)
      .where(
        run.requested === null
          ? or(eq(accounts.status, "live"), NOT_SEEN_OFF)
          : inArray(accounts.id, run.requested),
      )
      .orderBy(accounts.platform, accounts.id);
    const rows = [...Map.groupBy(chosen, (account) => account.platform)].flatMap(([platform, mine]) =>
      mine.map(({ id }, index) => ({
        runId: run.id,
        accountId: id,
        platform,
        batch: Math.floor(index / surveyBatch(platform)),
        state: "waiting" as const,
      })),
    );
    for (let at = 0; at < rows.length; at += 1000) {
      await tx
        .insert(runAccounts)
        .values(rows.slice(at, at + 1000))
        .onConflictDoNothing();
    }
    await tx
      .update(runs)
      .set({ status: "running", planned: true, startedAt: now })
      .where(and(eq(runs.id, run.id), eq(runs.status, "planned")));
  });
}

/** An account of a run that is not finished, without what the survey said of it. */
export type OpenAccount = Pick<RunAccount, "accountId" | "platform" | "batch" | "state" | "tryNumber">;

/** Accounts of a run that are not finished. */
export async function openRunAccounts(db: Database, runId: string): Promise<OpenAccount[]> {
  const { accountId, platform, batch, state, tryNumber } = runAccounts;
  return db
    .select({ accountId, platform, batch, state, tryNumber })
    .from(runAccounts)
    .where(and(eq(runAccounts.runId, runId), inArray(runAccounts.state, [...OPEN_STATES])))
    .orderBy(runAccounts.platform, runAccounts.batch, runAccounts.accountId);
}

/** Accounts of a run that are open or were given up. */
export async function accountsNotDone(db: Database, runId: string): Promise<string[]> {
  const rows = await db
    .select({ accountId: runAccounts.accountId })
    .from(runAccounts)
    .where(and(eq(runAccounts.runId, runId), ne(runAccounts.state, "done")));
  return rows.map(({ accountId }) => accountId);
}

export async function runAccountsOf(db: Database, runId: string): Promise<RunAccount[]> {
  return db.select().from(runAccounts).where(eq(runAccounts.runId, runId)).orderBy(runAccounts.accountId);
}

export async function hasOpenAccounts(db: Database, runId: string): Promise<boolean> {
  const [open] = await db
    .select({ accountId: runAccounts.accountId })
    .from(runAccounts)
    .where(and(eq(runAccounts.runId, runId), inArray(runAccounts.state, [...OPEN_STATES])))
    .limit(1);
  return open !== undefined;
}

/** One account of a run that is still to be audited; null when it is finished or the run does not have it. */
export async function pendingRunAccount(
  db: Database,
  runId: string,
  accountId: string,
): Promise<RunAccount | null> {
  const [row] = await db
    .select()
    .from(runAccounts)
    .where(
      and(
        eq(runAccounts.runId, runId),
        eq(runAccounts.accountId, accountId),
        eq(runAccounts.state, "pending"),
      ),
    );
  return row ?? null;
}

/** Locks accounts of a run until the transaction ends, in the order of the ids. */
export async function lockRunAccounts(
  tx: Database,
  runId: string,
  accountIds: readonly string[],
): Promise<void> {
  await tx
    .select({ accountId: runAccounts.accountId })
    .from(runAccounts)
    .where(and(eq(runAccounts.runId, runId), among(runAccounts.accountId, accountIds)))
    .orderBy(asc(runAccounts.accountId))
    .for("no key update");
}

/** Writes the survey's answer and the plan; only for accounts that still wait for it. */
export async function recordSurvey(
  db: Database,
  runId: string,
  answers: readonly Pick<RunAccount, "accountId" | "surveyed" | "planned">[],
): Promise<void> {
  await db.transaction(async (tx) => {
    for (const { accountId, surveyed, planned } of answers) {
      await tx
        .update(runAccounts)
        .set({ surveyed, planned, state: "pending" })
        .where(
          and(
            eq(runAccounts.runId, runId),
            eq(runAccounts.accountId, accountId),
            eq(runAccounts.state, "waiting"),
          ),
        );
    }
  });
}

/** Marks an account of a run as finished; a late result leaves a concluded run as it was. */
export async function finishRunAccount(
  tx: Database,
  key: { runId: string; accountId: string },
  outcome: Pick<RunAccount, "cause" | "detail"> & { state: "done" | "failed"; at: Date },
): Promise<void> {
  await tx
    .update(runAccounts)
    .set({ state: outcome.state, cause: outcome.cause, detail: outcome.detail, finishedAt: outcome.at })
    .where(
      and(
        eq(runAccounts.runId, key.runId),
        eq(runAccounts.accountId, key.accountId),
        inArray(runAccounts.state, [...OPEN_STATES]),
      ),
    );
}

/** Counts one more try for the accounts whose jobs the queue has lost. */
export async function countTry(db: Database, runId: string, accountIds: readonly string[]): Promise<void> {
  if (accountIds.length === 0) return;
  await db
    .update(runAccounts)
    .set({ tryNumber: sql`${runAccounts.tryNumber} + 1` })
    .where(and(eq(runAccounts.runId, runId), inArray(runAccounts.accountId, [...accountIds])));
}

export async function countPlanTry(db: Database, runId: string): Promise<void> {
  await db
    .update(runs)
    .set({ planTry: sql`${runs.planTry} + 1` })
    .where(eq(runs.id, runId));
}

/**
 * Concludes a run if nothing is open or its deadline is past: one conditional update, so that two callers conclude it
 * once. True for the caller who did.
 */
export async function concludeRun(
  tx: Database,
  runId: string,
  outcome: { status: "done" | "incomplete"; coverage: NonNullable<Run["coverage"]>; now: Date },
): Promise<boolean> {
  const concluded = await tx
    .update(runs)
    .set({ status: outcome.status, coverage: outcome.coverage, concludedAt: outcome.now })
    .where(
      and(
        eq(runs.id, runId),
        eq(runs.status, "running"),
        or(
          lte(runs.deadline, outcome.now),
          sql`not exists (select 1 from ${runAccounts} where ${runAccounts.runId} = ${runId} and ${runAccounts.state} in ('waiting', 'pending'))`,
        ),
      ),
    )
    .returning({ id: runs.id });
  return concluded.length === 1;
}
