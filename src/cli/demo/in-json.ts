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

function night({ x, youtube, ...figures }: NightFigures) {
  return {
    ...figures,
    paidUsd: x.paid / 1_000_000,
    naiveUsd: x.naive / 1_000_000,
    paidUnits: youtube.paid,
    naiveUnits: youtube.naive,
  };
}
