import { REPORT_DAYS, type ReportInput } from "../core/report-input.ts";
import { wasWrong } from "./history.ts";
import type { ReportModel } from "./model.ts";
import { percentOf } from "./units.ts";

/** How often each rule was wrong: of the findings of the last thirteen months, those that people marked as no breach. */
export function wrongOf({ digest, findings }: ReportInput): ReportModel["wrong"] {
  const lines = digest.rules.map(({ id, title }) => {
    const found = findings.filter(({ ruleId }) => ruleId === id);
    const wrong = found.filter(wasWrong).length;
    return { title, found: found.length, wrong, share: percentOf(wrong, found.length, "nothing found") };
  });
  return {
    intro: `Of the findings that were open at any time in the last ${REPORT_DAYS} days, how many people marked as not a breach. A rule that is often wrong needs mending.`,
    lines,
  };
}
