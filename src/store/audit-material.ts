import { and, eq, exists, inArray, notExists, sql } from "drizzle-orm";
import type { Account, AccountId } from "../core/account.ts";
import type { Surveyed } from "../core/connector.ts";
import { NEVER_READ, type StoredList } from "../core/follow-list.ts";
import type { PlanReadings } from "../core/plan.ts";
import type { Platform } from "../core/platform.ts";
import type { Policy } from "../core/policy.ts";
import type { LocalDate } from "../core/time.ts";
import { listAccounts, officialHandles, readAccount } from "./accounts.ts";
import type { Database } from "./database.ts";
import { countFollows, readState, readStates, type AccountState } from "./readings.ts";
import { findRun, pendingRunAccount, type Run, type RunAccount } from "./runs.ts";
import { findings, follows, learners, runAccounts, seals } from "./schema/index.ts";
import { stagedPagesOf } from "./staging.ts";

const runOf = (run: Run) => ({ id: run.id, night: run.localDate, deadline: run.deadline });

/**
 * A batch of a platform's accounts that wait for their survey, with what the plan must know; null when none waits.
 * `canSeal`: somebody has a key to seal an identity to; without one, reading a list again for it would be in vain.
 */
export async function readSurveyMaterial(
  db: Database,
  key: { runId: string; platform: Platform; batch: number },
  { today, canSeal }: { today: LocalDate; canSeal: (account: Account) => boolean },
) {
  const run = await findRun(db, key.runId);
  if (run?.status !== "running") return null;
  const waiting = await waitingForSurvey(db, key);
  if (waiting.length === 0) return null;
  const ids = waiting.map((one) => one.accountId);
  const states = new Map((await readStates(db, ids)).map((state) => [state.accountId, state]));
  const rows = await countRows(db, ids);
  const unsealed = await unsealedMatches(db, ids, today);
  const tries = new Map(waiting.map((one) => [one.accountId, one.tryNumber]));
  return {
    run: runOf(run),
    platform: key.platform,
    shareOfLimits: waiting.length / (await accountsOnPlatform(db, key)),
    accounts: (await listAccounts(db, { ids })).map((account) => ({
      account,
      presence: states.get(account.id)?.presence ?? null,
      isTakenOver: (states.get(account.id)?.takenOverAt ?? null) !== null,
      tryNumber: tries.get(account.id) ?? 1,
      readings: planReadings(
        states.get(account.id) ?? null,
        rows.get(account.id) ?? 0,
        unsealed.has(account.id) && canSeal(account),
      ),
    })),
  };
}

async function accountsOnPlatform(
  db: Database,
  { runId, platform }: { runId: string; platform: Platform },
): Promise<number> {
  return db.$count(runAccounts, and(eq(runAccounts.runId, runId), eq(runAccounts.platform, platform)));
}

/** The accounts of one batch that wait for its survey. */
async function waitingForSurvey(
  db: Database,
  { runId, platform, batch }: { runId: string; platform: Platform; batch: number },
): Promise<Pick<RunAccount, "accountId" | "tryNumber">[]> {
  return db
    .select({ accountId: runAccounts.accountId, tryNumber: runAccounts.tryNumber })
    .from(runAccounts)
    .where(
      and(
        eq(runAccounts.runId, runId),
        eq(runAccounts.platform, platform),
        eq(runAccounts.batch, batch),
        eq(runAccounts.state, "waiting"),
      ),
    )
    .orderBy(runAccounts.accountId);
}

/** What is stored of an account, for the plan. */
export function planReadings(state: AccountState | null, rows: number, unsealedMatch: boolean): PlanReadings {
  return {
    newestPostId: state?.newestPostId ?? null,
    postsReadAt: state?.postsReadAt ?? null,
    postCount: state?.profile?.posts ?? null,
    follow: {
      rows,
      gap: state?.followGap ?? null,
      keyVersion: state?.followKeyVersion ?? null,
      wholeReadAt: state?.followWholeReadAt ?? null,
      readAt: state?.followReadAt ?? null,
      incomplete: state?.followIncomplete ?? false,
      incompleteSince: state?.followIncompleteSince ?? null,
    },
    unsealedMatch,
  };
}

/** Stored rows of each account's follow list. */
export async function countRows(
  db: Database,
  accountIds: readonly AccountId[],
): Promise<Map<AccountId, number>> {
  const counts = await db
    .select({ accountId: follows.accountId, rows: sql<number>`count(*)::int` })
    .from(follows)
    .where(inArray(follows.accountId, [...accountIds]))
    .groupBy(follows.accountId);
  return new Map(counts.map((row) => [row.accountId, row.rows]));
}

/**
 * Accounts whose stored list holds a current learner with an open finding that nothing is sealed for: the list must be
 * read again to know who it was.
 */
export async function unsealedMatches(
  db: Database,
  accountIds: readonly AccountId[],
  today: LocalDate,
): Promise<Set<AccountId>> {
  const current = sql`(${learners.lastDay} is null or ${learners.lastDay} >= ${today})`;
  const rows = await db
    .select({ accountId: findings.accountId })
    .from(findings)
    .where(
      and(
        inArray(findings.accountId, [...accountIds]),
        eq(findings.ruleId, "learner-followed"),
        inArray(findings.status, ["open", "acknowledged", "waived"]),
        exists(
          db
            .select({ one: sql`1` })
            .from(learners)
            .where(and(eq(learners.id, findings.subject), current)),
        ),
        notExists(
          db
            .select({ one: sql`1` })
            .from(seals)
            .where(eq(seals.findingId, findings.id)),
        ),
      ),
    );
  return new Set(rows.map((row) => row.accountId));
}

/** What the audit of one account starts from; null when it is finished in this run. */
export async function readAuditMaterial(
  db: Database,
  key: { runId: string; accountId: AccountId },
  known: { policy: Policy; keyVersion: number },
) {
  const [run, open] = [await findRun(db, key.runId), await pendingRunAccount(db, key.runId, key.accountId)];
  const account = await readAccount(db, key.accountId);
  if (run === null || open === null || account === null) return null;
  if (open.surveyed === null || open.planned === null) return null;
  const surveyed: Surveyed = { accountId: account.id, ...open.surveyed };
  const state = await readState(db, account.id);
  return {
    run: runOf(run),
    account,
    surveyed,
    planned: { accountId: account.id, ...open.planned },
    following: surveyed.status === "seen" ? (surveyed.profile?.following ?? null) : null,
    stored: await storedList(db, account.id, state, known.keyVersion),
    staged: await stagedPagesOf(db, key),
    tags: { account, officialHandles: await officialHandles(db), policy: known.policy },
  };
}

/** The stored follow list as its reader wants it, but for its head, which is concealed. Hashes of an earlier key are no list that rows can be held against. */
async function storedList(
  db: Database,
  accountId: AccountId,
  state: AccountState | null,
  keyVersion: number,
): Promise<StoredList> {
  if (state === null || state.followKeyVersion !== keyVersion) return NEVER_READ;
  return {
    head: state.followHead ?? [],
    rows: await countFollows(db, accountId),
    gap: state.followGap,
    incomplete: state.followIncomplete,
  };
}
