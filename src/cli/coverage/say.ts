import { PLATFORM_NAMES } from "../../core/platform.ts";
import type { CommandIo } from "../command.ts";
import { LEARNERS_ELSEWHERE } from "../learner-rules.ts";
import { counted } from "../problems.ts";
import { renderRows } from "../rows.ts";
import { causesTable, rulesTable } from "../rule-sums.ts";
import { flowed } from "../table.ts";
import { noAnswers } from "../unchecked.ts";
import type { CoverageOfRun, Group, Unanswered } from "./read.ts";

const SHOWN = 20;

export function coverageInWords(io: CommandIo, coverage: CoverageOfRun, isAll: boolean): string {
  const { run, detail, learnersShown } = coverage;
  const what = run.kind === "nightly" ? "night" : "scan";
  const parts = [
    `${flowed(io, `The ${what} of ${run.localDate} (${run.status}): ${run.coverage?.audited ?? 0} of ${counted(run.coverage?.accounts ?? 0, "account")} audited${chosenInWords(coverage)}.`, 0)}\n`,
    auditedSinceInWords(io, coverage),
    learnersShown ? "" : `${LEARNERS_ELSEWHERE}\n`,
    rulesTable(io, coverage.rules),
    causesTable(io, coverage.rules) || "Every question has an answer.\n",
    detail === null
      ? "Which accounts these were is kept of the newest night alone.\n"
      : groupsTable(io, detail.groups) +
        unansweredTable(io, detail.unanswered, { asked: coverage.rules.map(({ rule }) => rule), isAll }),
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function chosenInWords({ detail, isNarrowed }: CoverageOfRun): string {
  if (detail === null || !isNarrowed) return "";
  return `; of those asked for, ${detail.audited} of ${detail.accounts}`;
}

/** A night's answers about an account last until the next audit: the sums of a run do not change, the rest does. */
function auditedSinceInWords(io: CommandIo, { detail, isNarrowed }: CoverageOfRun): string {
  if (detail === null || detail.auditedSince === 0) return "";
  const some = `${counted(detail.auditedSince, "account")} that a scan has audited again since`;
  const says = isNarrowed
    ? `All figures below count ${some} by the newest answers, not by the night's.`
    : `The sums by rule and by cause are the night's own; the tables after them count ${some} by the newest answers.`;
  return `${flowed(io, says, 0)}\n`;
}

function groupsTable(io: CommandIo, groups: readonly Group[]): string {
  const rows = groups.map((one) => [
    PLATFORM_NAMES[one.platform],
    one.organisation,
    String(one.accounts),
    String(one.answered),
    String(one.unanswered),
  ]);
  return `By platform and organisation:\n${renderRows(io, ["Platform", "Organisation", "Accounts", "Answered", "Could not check"], rows)}`;
}

function unansweredTable(
  io: CommandIo,
  unanswered: readonly Unanswered[],
  { asked, isAll }: { asked: readonly string[]; isAll: boolean },
): string {
  if (unanswered.length === 0) return "";
  const all = noAnswers(unanswered, { asked, named: isAll });
  const shown = all.slice(0, isAll ? undefined : SHOWN);
  const rows = shown.map(({ who, why, rules, each }) => [who, sinceInWords(each), rules, why]);
  const more = all.length - shown.length;
  const rest = more > 0 ? `${more} more: ` : "";
  const isWhole = isAll || (more === 0 && all.every(({ each }) => new Set(each.map(accountOf)).size === 1));
  return [
    `\nNot checked:\n${renderRows(io, ["Account", "Since", "Rules", "Why"], rows)}`,
    isWhole ? "" : flowed(io, `→ ${rest}--all names each account, --json too`, 2) + "\n",
  ].join("");
}

const accountOf = ({ account }: Unanswered) => account;

function sinceInWords(each: readonly Unanswered[]): string {
  const days = [...new Set(each.map(({ since }) => since))].toSorted();
  return days.length > 1 ? `${days[0]} or later` : (days[0] ?? "");
}

export function coverageAsJson({ run, rules, detail, isNarrowed }: CoverageOfRun) {
  return {
    run: run.id,
    localDate: run.localDate,
    status: run.status,
    accounts: run.coverage?.accounts ?? 0,
    audited: run.coverage?.audited ?? 0,
    chosen: detail === null || !isNarrowed ? null : { accounts: detail.accounts, audited: detail.audited },
    auditedSince: detail?.auditedSince ?? null,
    rules,
    groups: detail?.groups ?? null,
    notChecked: detail?.unanswered ?? null,
  };
}
