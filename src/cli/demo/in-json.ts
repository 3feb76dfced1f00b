import type { NightFigures } from "../../demo/outcome.ts";
import type { DemoOutcome } from "../../demo/story.ts";

/** The outcome for machines; money in US dollars. */
export function inJson(
  { subject, tryOut, nights, findings, mails }: DemoOutcome,
  files: readonly string[],
): unknown {
  return {
    subject,
    files,
    tryOut: night(tryOut),
    nights: nights.map(night),
    findings: findings.map(({ id, handle, ruleId, severity, status, closing, openedOn, closedOn }) => ({
      id,
      handle,
      rule: ruleId,
      severity,
      status,
      closing,
      openedOn,
      closedOn,
    })),
    deliveries: mails.length,
  };
}

function night({ paid, naive, ...figures }: NightFigures) {
  return { ...figures, paidUsd: paid / 1_000_000, naiveUsd: naive / 1_000_000 };
}
