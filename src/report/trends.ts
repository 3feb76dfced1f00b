import { PLATFORM_NAMES, type Platform } from "../core/platform.ts";
import { SEVERITIES, type Severity } from "../core/policy.ts";
import type { NightCoverage, ReportInput } from "../core/report-input.ts";
import { plainDay, shortDate } from "../digest/dates.ts";
import { todayOf } from "../digest/standing.ts";
import { openSeverityAt, openSeverityNow } from "./history.ts";
import type { Trend } from "./model.ts";
import { SEVERITY_WORDS } from "./severities.ts";
import { monthsUpTo, weeksUpTo, type Week } from "./weeks.ts";
import { numberIn } from "./units.ts";

const WEEKS = 12;
const MONTHS = 12;

/** The report's pictures. What was never kept is null in them: nothing is drawn, and it is said. */
export function trendsOf(input: ReportInput): readonly Trend[] {
  const weeks = weeksUpTo(input.digest.now, input.digest.policy.timezone, WEEKS);
  return [
    openFindings(input, weeks),
    liveAccounts(input, weeks),
    answeredShare(input, weeks),
    spendByMonth(input),
  ].map((trend) => ({ ...trend, summary: summaryOf(trend) }));
}

type Draft = Omit<Trend, "summary">;

function openFindings(input: ReportInput, weeks: readonly Week[]): Draft {
  const shown = SEVERITIES.filter(
    (one) => one !== "safeguarding" || input.digest.rules.some(({ severity }) => severity === one),
  );
  const points = weeks.map((week) => ({
    label: shortDate(week.monday),
    values: hasBegun(input, week) ? openAt(input, week, shown) : shown.map(() => null),
  }));
  return {
    id: "open",
    title: "Open findings by severity",
    shape: "bars",
    unit: "count",
    columns: shown.map((one) => SEVERITY_WORDS[one]),
    points,
    note: ["Each week as it ended, the last one as it stands now.", historyNote(input, weeks) ?? ""]
      .join(" ")
      .trim(),
  };
}

function hasBegun({ firstNightAt }: ReportInput, { end }: Week): boolean {
  return firstNightAt !== null && firstNightAt <= end;
}

function openAt({ findings, digest }: ReportInput, { end }: Week, shown: readonly Severity[]): number[] {
  const severities = findings.map((finding) =>
    end.getTime() === digest.now.getTime() ? openSeverityNow(finding) : openSeverityAt(finding, end),
  );
  return shown.map((severity) => severities.filter((one) => one === severity).length);
}

function liveAccounts(input: ReportInput, weeks: readonly Week[]): Draft {
  const told = new Map(input.figures.map(({ week, live }) => [week, live]));
  const live = input.digest.accounts.filter(({ account }) => account.status === "live").length;
  const points = weeks.map((week) => {
    const isNow = week.end.getTime() === input.digest.now.getTime();
    const counted = told.get(week.name) ?? lastNight(input, week)?.coverage.accounts ?? null;
    return { label: shortDate(week.monday), values: [isNow ? live : counted] };
  });
  return {
    id: "live",
    title: "Live accounts",
    shape: "line",
    unit: "count",
    columns: ["Live accounts"],
    points,
    note: "As that week's e-mail counted them; where none was sent, as its last night did.",
  };
}

/** The last night of a week that was concluded. */
function lastNight({ nights }: ReportInput, { monday, sunday }: Week): NightCoverage | null {
  return nights.findLast(({ localDate }) => localDate >= monday && localDate <= sunday) ?? null;
}

/** Of all questions that applied, the share that got a pass or a fail. */
function answeredShare(input: ReportInput, weeks: readonly Week[]): Draft {
  const points = weeks.map((week) => {
    const night = lastNight(input, week);
    return { label: shortDate(week.monday), values: [night === null ? null : answered(night)] };
  });
  return {
    id: "answered",
    title: "Questions answered",
    shape: "line",
    unit: "percent",
    columns: ["Share answered"],
    points,
    note: "Each live account times each rule that applies to it, on the last night of the week: the share that ended in pass or fail.",
  };
}

/** The share of questions that one night answered, in percent; null: none was asked. */
export function answered({ coverage }: NightCoverage): number | null {
  const rules = Object.values(coverage.rules);
  const yes = rules.reduce((sum, { pass, fail }) => sum + pass + fail, 0);
  const asked = rules.reduce((sum, { notApplicable }) => sum + coverage.accounts - notApplicable, 0);
  return asked <= 0 ? null : Math.floor((100 * yes) / asked);
}

/** Platforms that took money. What is paid in quota alone, as YouTube is, has no dollars to show. */
export function paidPlatforms(spend: ReportInput["spend"]): readonly Platform[] {
  return [...new Set(spend.flatMap(({ platform, microUsd }) => (microUsd > 0 ? [platform] : [])))];
}

function spendByMonth(input: ReportInput): Draft {
  const months = monthsUpTo(todayOf(input.digest), MONTHS);
  const platforms = paidPlatforms(input.spend);
  const first = input.spend[0]?.month ?? "9999-99";
  const spent = new Map(input.spend.map((one) => [`${one.month} ${one.platform}`, one.microUsd]));
  return {
    id: "spend",
    title: "Spend by month",
    shape: "bars",
    unit: "dollars",
    columns: platforms.map((platform) => PLATFORM_NAMES[platform]),
    points: months.map((month) => ({
      label: monthName(month),
      values: platforms.map((platform) =>
        month < first ? null : (spent.get(`${month} ${platform}`) ?? 0) / 1_000_000,
      ),
    })),
    note:
      platforms.length === 0
        ? "No call has been paid for yet."
        : "In US dollars; the last month is not over.",
  };
}

/** `Nov 26` */
function monthName(month: string): string {
  return `${shortDate(`${month}-01`).slice(2)} ${month.slice(2, 4)}`;
}

function historyNote(input: ReportInput, weeks: readonly Week[]): string | null {
  const { firstNightAt, digest } = input;
  if (firstNightAt === null) return "No night has been finished yet: there is no history.";
  const before = weeks.filter((week) => !hasBegun(input, week)).length;
  if (before === 0) return null;
  return `The audit began on ${plainDay(firstNightAt, digest.policy.timezone, todayOf(digest))}: before it there is no history.`;
}

function summaryOf({ columns, points, unit }: Draft): string {
  const known = points.flatMap(({ label, values }) => {
    const numbers = values.filter((value) => value !== null);
    return numbers.length === 0 ? [] : [{ label, sum: numbers.reduce((sum, value) => sum + value, 0) }];
  });
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined || columns.length === 0) return "No history yet.";
  const now = `${numberIn(unit, last.sum)} now`;
  return known.length === 1
    ? `${now}.`
    : `${now}, ${numberIn(unit, first.sum)} in ${when(first.label, unit)}.`;
}

function when(label: string, unit: Trend["unit"]): string {
  return unit === "dollars" ? label : `the week of ${label}`;
}
