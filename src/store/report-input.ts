import { and, asc, gte, inArray, isNotNull, eq, sql } from "drizzle-orm";
import { addDays, localDateOf } from "../core/calendar.ts";
import { PLATFORMS } from "../core/platform.ts";
import {
  evaluationKey,
  REPORT_DAYS,
  type AccountReading,
  type MonthSpend,
  type NightCoverage,
  type ReportInput,
} from "../core/report-input.ts";
import { DAY_MS, type LocalDate } from "../core/time.ts";
import type { Database } from "./database.ts";
import { figuresBefore } from "./digest-figures.ts";
import { readDigestInput, type DigestSettings } from "./digest-input.ts";
import { firstNightWritten } from "./digest-week.ts";
import { reportFindings } from "./report-findings.ts";
import { accountStates, evaluations, runs, spendNights } from "./schema/index.ts";
import { wrongByRule } from "./wrong-by-rule.ts";

/**
 * Reads everything that one report says, as it stood at one moment. The digest's own reading is a savepoint inside this
 * transaction and sees the same moment.
 */
export async function readReportInput(
  db: Database,
  week: string,
  settings: DigestSettings,
  now: Date,
): Promise<ReportInput> {
  const today = localDateOf(now, settings.policy.timezone);
  return db.transaction(
    async (tx) => ({
      digest: await readDigestInput(tx, week, settings, now),
      details: await detailsOf(tx),
      findings: await reportFindings(tx, new Date(now.getTime() - REPORT_DAYS * DAY_MS)),
      wrong: await wrongByRule(tx),
      readings: await readingsOf(tx),
      nights: await concludedNights(tx, addDays(today, -REPORT_DAYS)),
      spend: await spendByMonth(tx, monthsBefore(today, 12)),
      figures: await figuresBefore(tx, week),
      firstNightAt: await firstNightWritten(tx),
      termStart: settings.termStart,
    }),
    { isolationLevel: "repeatable read", accessMode: "read only" },
  );
}

async function detailsOf(db: Database): Promise<ReadonlyMap<string, string>> {
  const { accountId, ruleId, detail } = evaluations;
  const rows = await db.select({ accountId, ruleId, detail }).from(evaluations);
  return new Map(rows.map((row) => [evaluationKey(row), row.detail]));
}

async function readingsOf(db: Database): Promise<ReadonlyMap<string, AccountReading>> {
  const { accountId, presence, surveyedAt, postsReadAt, postsCompleteFrom, followReadAt } = accountStates;
  const rows = await db
    .select({
      accountId,
      presence,
      surveyedAt,
      postsReadAt,
      postsCompleteFrom,
      followsReadAt: followReadAt,
    })
    .from(accountStates);
  return new Map(rows.map((row) => [row.accountId, row]));
}

async function concludedNights(db: Database, from: LocalDate): Promise<NightCoverage[]> {
  const rows = await db
    .select({ localDate: runs.localDate, coverage: runs.coverage })
    .from(runs)
    .where(
      and(
        eq(runs.kind, "nightly"),
        inArray(runs.status, ["done", "incomplete"]),
        isNotNull(runs.coverage),
        gte(runs.localDate, from),
      ),
    )
    .orderBy(asc(runs.localDate), asc(runs.id));
  return rows.flatMap(({ localDate, coverage }) => (coverage === null ? [] : [{ localDate, coverage }]));
}

/** What platforms cost by calendar month, from the ledger's nights, which are kept for good. */
async function spendByMonth(db: Database, from: LocalDate): Promise<MonthSpend[]> {
  const { platform, night, microUsd } = spendNights;
  const month = sql<string>`to_char(${night}, 'YYYY-MM')`;
  const rows = await db
    .select({ month, platform, microUsd: sql<number>`sum(${microUsd})::float8` })
    .from(spendNights)
    .where(gte(night, from))
    .groupBy(month, platform)
    .orderBy(month, platform);
  return rows.filter((row) => PLATFORMS.includes(row.platform));
}

/** The first day of the month that lies so many months before the one of `date`. */
function monthsBefore(date: LocalDate, months: number): LocalDate {
  const number = Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1 - months;
  return `${Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, "0")}-01`;
}
