import type { DigestInput } from "../../src/core/digest-input.ts";
import { evaluationKey, type ReportFinding, type ReportInput } from "../../src/core/report-input.ts";
import { week } from "../digest/weeks.ts";

/** The made-up week of the digest's tests as a report is made of it: its findings with their steps, ten weeks of nights. */
export function reportInput(more: Partial<ReportInput> & { week?: Partial<DigestInput> } = {}): ReportInput {
  const { week: changes = {}, ...others } = more;
  const digest = week(changes);
  const rules = Object.fromEntries(
    digest.rules.map(({ id }) => [id, { pass: 20, fail: 2, couldNotCheck: { stale: 3 }, notApplicable: 0 }]),
  );
  return {
    digest,
    details: new Map(digest.evaluations.map((one) => [evaluationKey(one), "Said by the rule."])),
    findings: digest.findings.map(withStory),
    wrong: [{ ruleId: "untagged-posts", wrong: 2, opened: 41 }],
    readings: new Map(),
    nights: [{ localDate: "2026-11-22", coverage: { accounts: 25, audited: 25, notAudited: 0, rules } }],
    spend: [{ month: "2026-11", platform: "x", microUsd: 5_210_000 }],
    figures: [{ week: "2026-W47", date: "2026-11-16", live: 24, open: 11, backlog: null }],
    firstNightAt: new Date("2026-11-02T04:00:00Z"),
    termStart: null,
    ...others,
  };
}

/** Its opening and, where it is closed, its end. */
export function withStory(finding: DigestInput["findings"][number]): ReportFinding {
  const opened = { kind: "opened" as const, at: finding.openedAt, from: null, to: finding.severity };
  const closed =
    finding.closedAt === null
      ? []
      : [{ kind: finding.closing ?? ("fixed" as const), at: finding.closedAt, from: null, to: null }];
  return { ...finding, events: [opened, ...closed], decisions: [] };
}
