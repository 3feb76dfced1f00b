import { asc } from "drizzle-orm";
import type { Account } from "../core/account.ts";
import { localDateOf } from "../core/calendar.ts";
import type {
  DigestAccount,
  DigestEvaluation,
  DigestInput,
  LearnersKnown,
  RuleWords,
} from "../core/digest-input.ts";
import type { Platform } from "../core/platform.ts";
import type { Policy } from "../core/policy.ts";
import { DAY_MS, type LocalDate } from "../core/time.ts";
import { listAccounts } from "./accounts.ts";
import { changesSince } from "./account-changes.ts";
import type { Database } from "./database.ts";
import { digestFindings } from "./digest-findings.ts";
import { figuresBefore } from "./digest-figures.ts";
import { countBacklog, wrongCounts } from "./digest-record.ts";
import { postGroups, postsSince, spendSince } from "./digest-sums.ts";
import {
  firstNightAwaited,
  firstNightWritten,
  nightsSince,
  previousDigest,
  skippedBetween,
  troubledDeliveries,
} from "./digest-week.ts";
import { readInstallation } from "./installation.ts";
import { learnerShare } from "./learners.ts";
import { accountStates, evaluations } from "./schema/index.ts";

/** What the digest needs to know beside the database. */
export interface DigestSettings {
  policy: Policy;
  rules: readonly RuleWords[];
  learnerFindingsTo: "marketing" | "safeguarding_only";
  reportUrl: string | null;
  /** The first day of the term; null: the settings name none. */
  termStart: LocalDate | null;
  targetAccounts: number | null;
  replyTo: string;
  monthCaps: Readonly<Partial<Record<Platform, { monthMicroUsd: number }>>>;
  /** The public page of an account; null where its platform has no connector. */
  profileUrl(account: Account): string | null;
}

const LONGEST_USE_DAYS = 180;
/** Of the burn-down: enough to see its slope. */
const MOST_WEEKS = 4;

/** Reads everything that one digest says, as it stood at one moment: in one transaction that sees no later write. */
export async function readDigestInput(
  db: Database,
  week: string,
  settings: DigestSettings,
  now: Date,
): Promise<DigestInput> {
  return db.transaction((tx) => readAll(tx, week, settings, now), {
    isolationLevel: "repeatable read",
    accessMode: "read only",
  });
}

async function readAll(
  db: Database,
  week: string,
  settings: DigestSettings,
  now: Date,
): Promise<DigestInput> {
  const { policy } = settings;
  const before = await previousDigest(db, week);
  const liveSince = await liveSinceOf(db);
  const baselineAt = later(liveSince, await firstNightWritten(db));
  const nightsFrom = before?.createdAt ?? new Date(now.getTime() - 7 * DAY_MS);
  const since = before?.createdAt ?? baselineAt ?? nightsFrom;
  const accounts = await accountsOf(db, settings, now);
  return {
    week,
    now,
    policy,
    rules: settings.rules,
    learnerFindingsTo: settings.learnerFindingsTo,
    reportUrl: settings.reportUrl,
    targetAccounts: settings.targetAccounts,
    replyTo: settings.replyTo,
    liveSince,
    baselineAt,
    since,
    ...(await comparisons(db, week, settings.termStart)),
    backlog: await countBacklog(db, baselineAt),
    wrong: await wrongCounts(db),
    accounts,
    findings: await digestFindings(db, since),
    evaluations: await evaluationsOf(db),
    runs: await nightsSince(db, nightsFrom, now),
    ...(await firstNightAwaited(db)),
    posts: await postGroups(db, new Date(now.getTime() - policy.taggedWindowDays * DAY_MS)),
    learners: await learnersOf(db, accounts, localDateOf(now, policy.timezone)),
    spend: await spendSince(db, {
      from: localDateOf(nightsFrom, policy.timezone),
      today: localDateOf(now, policy.timezone),
      caps: settings.monthCaps,
    }),
    deliveries: await troubledDeliveries(db, before?.id ?? null),
    skipped: await skippedBetween(db, before?.week ?? "", week),
    changes: await changesSince(db, since),
  };
}

/** When mail was switched on; null before go-live. */
export async function liveSinceOf(db: Database): Promise<Date | null> {
  const value = await readInstallation(db, "live_since");
  return value === null ? null : new Date(value);
}

/** null where either is: without a first night or without go-live everything is still a backlog. */
function later(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return null;
  return a > b ? a : b;
}

async function comparisons(
  db: Database,
  week: string,
  termStart: LocalDate | null,
): Promise<Pick<DigestInput, "previous" | "termStart" | "burnDown">> {
  const earlier = await figuresBefore(db, week);
  const counted = earlier.flatMap(({ date, backlog }) => (backlog === null ? [] : [{ date, open: backlog }]));
  const ofTerm = termStart === null ? undefined : earlier.find(({ date }) => date >= termStart);
  return {
    previous: earlier.at(-1) ?? null,
    termStart: ofTerm ?? null,
    burnDown: counted.slice(-MOST_WEEKS),
  };
}

async function accountsOf(db: Database, settings: DigestSettings, now: Date): Promise<DigestAccount[]> {
  const states = await db
    .select({
      accountId: accountStates.accountId,
      latestPostAt: accountStates.latestPostAt,
      profile: accountStates.profile,
      postsCompleteFrom: accountStates.postsCompleteFrom,
    })
    .from(accountStates);
  const stateOf = new Map(states.map((state) => [state.accountId, state]));
  const start = new Date(now.getTime() - LONGEST_USE_DAYS * DAY_MS);
  const posts = await postsSince(db, start, settings.policy);
  return (await listAccounts(db)).map((account) => {
    const state = stateOf.get(account.id);
    return {
      account,
      url: settings.profileUrl(account),
      latestPostAt: state?.latestPostAt ?? null,
      followers: state?.profile?.followers ?? null,
      postsIn180Days: posts.get(account.id) ?? 0,
      postsMayBeMore: mayBeMore(state, posts.get(account.id) ?? 0, start),
    };
  });
}

/** A first reading goes back a few posts only: unless these are all that there are, the days before it hold others. */
function mayBeMore(
  state: Pick<typeof accountStates.$inferSelect, "profile" | "postsCompleteFrom"> | undefined,
  known: number,
  start: Date,
): boolean {
  if (state?.profile?.posts === 0) return false;
  const from = state?.postsCompleteFrom ?? null;
  const ever = state?.profile?.posts ?? null;
  return (from === null || from > start) && (ever === null || ever > known);
}

async function evaluationsOf(db: Database): Promise<DigestEvaluation[]> {
  const { accountId, ruleId, result, cause, at, since } = evaluations;
  const rows = await db
    .select({ accountId, ruleId, result, cause, at, since })
    .from(evaluations)
    .orderBy(asc(accountId), asc(ruleId));
  return rows.map((row) => ({ ...row, result: resultOf(row.result) }));
}

const RESULTS: readonly DigestEvaluation["result"][] = ["pass", "fail", "could-not-check", "not-applicable"];

/** A word that nobody knows is no pass. */
function resultOf(word: string): DigestEvaluation["result"] {
  return RESULTS.find((one) => one === word) ?? "could-not-check";
}

async function learnersOf(
  db: Database,
  accounts: readonly DigestAccount[],
  today: LocalDate,
): Promise<LearnersKnown[]> {
  const platforms = new Set(
    accounts.filter(({ account }) => account.status === "live").map(({ account }) => account.platform),
  );
  const shares: LearnersKnown[] = [];
  for (const platform of [...platforms].toSorted()) {
    const { known, enrolled } = await learnerShare(db, platform, today);
    if (enrolled > 0 || known > 0) shares.push({ platform, known, enrolled });
  }
  return shares;
}
