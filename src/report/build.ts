import type { DigestInput } from "../core/digest-input.ts";
import { SEVERITIES } from "../core/policy.ts";
import type { ReportInput } from "../core/report-input.ts";
import { buildDigest } from "../digest/build.ts";
import { fullDate } from "../digest/dates.ts";
import type { DigestModel, Figure } from "../digest/model.ts";
import { standingsOf, todayOf } from "../digest/standing.ts";
import { accountEntries, choicesOf } from "./account-entries.ts";
import type { Shelves } from "./account-story.ts";
import { openSeverityNow } from "./history.ts";
import type { ReportModel } from "./model.ts";
import { causeKey, coverageLines, evaluationsBy, headOf, unreadLines } from "./results.ts";
import { asSeen } from "./seen.ts";
import { SEVERITY_WORDS } from "./severities.ts";
import { trendsOf } from "./trends.ts";
import { wrongOf } from "./wrong.ts";

/** From what Postgres held at one moment to what the report says. Pure: the same input gives the same words. */
export function buildReport(everything: ReportInput): ReportModel {
  const input = asSeen(everything);
  const { digest } = input;
  const shelves = shelvesOf(input);
  const { evaluations } = shelves;
  const accounts = accountEntries(shelves);
  const said = buildDigest(everything.digest);
  return {
    date: todayOf(digest),
    title: "Social media audit: the report",
    dateline: fullDate(todayOf(digest)),
    headline: { figures: figuresOf(input), sentences: said.summary, alerts: said.alerts },
    unread: unreadLines(digest, evaluations),
    trust: said.trust,
    coverage: coverageLines(digest, evaluations),
    trends: trendsOf(input),
    table: said.table,
    rules: digest.rules.map(headOf),
    accounts,
    causes: causeKey(digest, evaluations),
    choices: choicesOf(accounts, shelves),
    wrong: wrongOf(input),
    end: endOf(said),
  };
}

function shelvesOf(input: ReportInput): Shelves {
  const { digest } = input;
  return {
    input,
    heads: new Map(digest.rules.map((rule) => [rule.id, headOf(rule)])),
    evaluations: evaluationsBy(digest),
    findings: Map.groupBy(input.findings, ({ accountId }) => accountId),
    standings: new Map(standingsOf(digest).open.map((open) => [open.finding.id, open])),
  };
}

function figuresOf({ digest, findings }: ReportInput): readonly Figure[] {
  const open = findings.flatMap((one) => openSeverityNow(one) ?? []);
  const shown = SEVERITIES.filter((one) => one !== "safeguarding" || hasLearnerRules(digest));
  const live = digest.accounts.filter(({ account }) => account.status === "live").length;
  return [
    figure(live, "live accounts"),
    ...shown.map((severity) =>
      figure(
        open.filter((one) => one === severity).length,
        `open, ${SEVERITY_WORDS[severity].toLowerCase()}`,
      ),
    ),
  ];
}

function hasLearnerRules({ rules }: DigestInput): boolean {
  return rules.some(({ severity }) => severity === "safeguarding");
}

function figure(value: number, label: string): Figure {
  return { value: value.toLocaleString("en-GB"), label };
}

/** What the e-mail ends in, but for how to answer an e-mail. */
function endOf({ end }: DigestModel): ReportModel["end"] {
  return end
    .filter(({ link, heading }) => link === null && !/answer/iu.test(heading))
    .map(({ heading, lines }) => ({ heading, lines }));
}
