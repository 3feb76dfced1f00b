import type { AccountId } from "./account.ts";
import type { Coverage } from "./coverage.ts";
import type { DigestFigures, DigestInput, WrongCount } from "./digest-input.ts";
import type { Presence } from "./facts.ts";
import type { Decision, Finding, FindingEvent } from "./finding.ts";
import type { Platform } from "./platform.ts";
import type { LocalDate } from "./time.ts";

/** A finding with all that ever happened to it, each list oldest first. */
export interface ReportFinding extends Finding {
  events: readonly FindingEvent[];
  decisions: readonly Decision[];
}

/** What the last readings of an account were, and when; null: never. */
export interface AccountReading {
  accountId: AccountId;
  presence: Presence | null;
  surveyedAt: Date | null;
  postsReadAt: Date | null;
  /** From this instant on no post is missing. */
  postsCompleteFrom: Date | null;
  followsReadAt: Date | null;
}

/** What a concluded night could say. */
export interface NightCoverage {
  localDate: LocalDate;
  coverage: Coverage;
}

export interface MonthSpend {
  /** `2026-11` */
  month: string;
  platform: Platform;
  microUsd: number;
}

/** How far back the report looks for closed findings and nights, in days: a little more than a year. */
export const REPORT_DAYS = 400;

/** Everything a report is made of, read from Postgres at one moment. */
export interface ReportInput {
  /** What this week's e-mail would be made of. */
  digest: DigestInput;
  /** What an evaluation adds to its result, by {@link evaluationKey}. */
  details: ReadonlyMap<string, string>;
  /** All that are not closed, and those that closed in the last {@link REPORT_DAYS} days. */
  findings: readonly ReportFinding[];
  /** Of every rule that ever opened a finding. */
  wrong: readonly WrongCount[];
  readings: ReadonlyMap<AccountId, AccountReading>;
  /** Concluded nights of the last {@link REPORT_DAYS} days, oldest first. */
  nights: readonly NightCoverage[];
  /** The last twelve months and this one, oldest first. */
  spend: readonly MonthSpend[];
  /** What earlier e-mails said, oldest first. */
  figures: readonly DigestFigures[];
  /** When the first night was concluded: before it there is no history. */
  firstNightAt: Date | null;
  /** The first day of this term; null: the settings name none. */
  termStart: LocalDate | null;
}

export function evaluationKey(of: { accountId: AccountId; ruleId: string }): string {
  return `${of.accountId} ${of.ruleId}`;
}
