import { instantOf, localDateOf } from "../../core/calendar.ts";
import type { ReportInput } from "../../core/report-input.ts";
import type { LocalDate } from "../../core/time.ts";
import { plainDate } from "../../digest/dates.ts";
import { todayOf } from "../../digest/standing.ts";

/** What the paper compares today with: the first day of the term, or the first night where the audit is younger. */
export interface Since {
  instant: Date;
  date: LocalDate;
  /** `1 September, the start of term`. */
  words: string;
}

/** null: no night has been finished, so that there is nothing to compare with. */
export function sinceOf({ digest, firstNightAt, termStart }: ReportInput): Since | null {
  if (firstNightAt === null) return null;
  const { timezone } = digest.policy;
  const firstDate = localDateOf(firstNightAt, timezone);
  const today = todayOf(digest);
  if (termStart === null || termStart <= firstDate || termStart > today) {
    return {
      instant: firstNightAt,
      date: firstDate,
      words: `${plainDate(firstDate, today)}, the first night`,
    };
  }
  const instant = instantOf(termStart, "00:00", timezone);
  return { instant, date: termStart, words: `${plainDate(termStart, today)}, the start of term` };
}
