import { and, eq, inArray, isNotNull, sql } from "drizzle-orm";
import { addDays, localDateOf } from "../core/calendar.ts";
import type { OpsInput } from "../core/ops-input.ts";
import type { Platform } from "../core/platform.ts";
import type { Policy } from "../core/policy.ts";
import { DAY_MS } from "../core/time.ts";
import type { Database } from "./database.ts";
import { skippedSince, unsettledMails } from "./delivery-views.ts";
import { spendSince } from "./digest-sums.ts";
import { listLearnerLists } from "./learner-lists.ts";
import { causesOfRun } from "./night-views.ts";
import { lastConcludedNight, missedNightsSince } from "./run-views.ts";
import type { Run } from "./runs.ts";
import { untoldFindings } from "./safeguarding-mail.ts";
import { accounts, evaluations } from "./schema/index.ts";

/** Older ones have been told. */
const LOOK_BACK_DAYS = 7;

export interface OpsSettings {
  policy: Policy;
  monthCaps: Readonly<Partial<Record<Platform, { monthMicroUsd: number }>>>;
  learnerListsWarnAfterDays: number;
  learnerRules: readonly string[];
  isDigestOverdue: boolean;
  unheard: number;
}

/** What the mail to IT is judged from. */
export async function readOpsInput(
  db: Database,
  settings: OpsSettings,
  now: Date,
): Promise<Omit<OpsInput, "failingMailParts">> {
  const { policy, learnerListsWarnAfterDays, isDigestOverdue, unheard } = settings;
  const today = localDateOf(now, policy.timezone);
  const from = addDays(today, -LOOK_BACK_DAYS);
  const since = new Date(now.getTime() - LOOK_BACK_DAYS * DAY_MS);
  const night = await lastConcludedNight(db);
  return {
    now,
    policy,
    missedNights: await missedNightsSince(db, { from, now }),
    lastNight: night === null ? null : await nightForIt(db, night),
    unread: await unreadByCause(db),
    spend: await spendSince(db, { from, today, caps: settings.monthCaps }),
    mails: await troubledMails(db, since),
    isDigestOverdue,
    skippedDigests: await skippedSince(db, { since, now }),
    learnerLists: await listLearnerLists(db, today),
    learnerListsWarnAfterDays,
    untold: (await untoldFindings(db, settings.learnerRules)).length,
    unheard,
  };
}

async function nightForIt(db: Database, { id, localDate, status }: Run): Promise<OpsInput["lastNight"]> {
  if (status === "done") return { date: localDate, status, accounts: [] };
  return { date: localDate, status: "incomplete", accounts: await causesOfRun(db, id) };
}

/** Live accounts by platform and by why a question about them has no answer now; `ruleIds`: only these questions. */
export async function unreadByCause(
  db: Database,
  { ruleIds }: { ruleIds?: readonly string[] } = {},
): Promise<OpsInput["unread"]> {
  const { cause, ruleId } = evaluations;
  const asked = ruleIds === undefined ? undefined : inArray(ruleId, [...ruleIds]);
  const rows = await db
    .select({
      platform: accounts.platform,
      cause,
      accounts: sql<number>`count(distinct ${evaluations.accountId})::int`,
    })
    .from(evaluations)
    .innerJoin(accounts, eq(accounts.id, evaluations.accountId))
    .where(
      and(eq(evaluations.result, "could-not-check"), isNotNull(cause), eq(accounts.status, "live"), asked),
    )
    .groupBy(accounts.platform, cause)
    .orderBy(accounts.platform, cause);
  return rows.flatMap((row) => (row.cause === null ? [] : [{ ...row, cause: row.cause }]));
}

/** A test mail told whoever sent it how it ended; a mail to IT that did not arrive cannot be told by another one. */
async function troubledMails(db: Database, since: Date): Promise<OpsInput["mails"]> {
  return (await unsettledMails(db, since)).flatMap(({ kind, about, state, recipients }) => {
    if (kind === "test" || kind === "ops") return [];
    return state === "refused" || state === "unclear" ? [{ kind, about, state, recipients }] : [];
  });
}
