import type { ReportInput } from "../core/report-input.ts";
import type { ReportModel } from "./model.ts";
import { percentOf } from "./units.ts";

/** How often each rule was wrong, as the e-mail counts it: of all that it ever found, what people marked as no breach. */
export function wrongOf({ digest, wrong: counts }: ReportInput): ReportModel["wrong"] {
  const lines = digest.rules.map(({ id, title }) => {
    const { opened: found, wrong } = counts.find(({ ruleId }) => ruleId === id) ?? { opened: 0, wrong: 0 };
    return { title, found, wrong, share: percentOf(wrong, found, "nothing found") };
  });
  return {
    intro:
      "Of all that each rule has found since the audit began, how many people marked as not a breach. A rule that is often wrong needs mending.",
    lines,
  };
}
