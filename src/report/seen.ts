import type { ReportInput } from "../core/report-input.ts";
import { forMarketing } from "../digest/standing.ts";
import { withoutStale } from "../digest/stale.ts";

/**
 * The input as the report's readers may see it and as it may be believed at this hour. With `learner_findings_to:
 * safeguarding_only` nothing that depends on a learner finding is left in it, its history and its nights included.
 */
export function asSeen(input: ReportInput): ReportInput {
  const digest = withoutStale(forMarketing(input.digest));
  if (digest.learnerFindingsTo === "marketing") return { ...input, digest };
  const shown = new Set(digest.rules.map(({ id }) => id));
  const hidden = new Set(input.digest.rules.map(({ id }) => id).filter((id) => !shown.has(id)));
  return {
    ...input,
    digest,
    findings: input.findings.filter(
      ({ ruleId, severity }) => severity !== "safeguarding" && !hidden.has(ruleId),
    ),
    nights: input.nights.map(({ localDate, coverage }) => ({
      localDate,
      coverage: {
        ...coverage,
        rules: Object.fromEntries(Object.entries(coverage.rules).filter(([id]) => !hidden.has(id))),
      },
    })),
  };
}
