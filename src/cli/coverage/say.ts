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
    `The ${what} of ${run.localDate} (${run.status}): ${run.coverage?.audited ?? 0} of ${counted(run.coverage?.accounts ?? 0, "account")} audited.\n`,
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

export function coverageAsJson({ run, rules, detail }: CoverageOfRun) {
  return {
    run: run.id,
    localDate: run.localDate,
    status: run.status,
    accounts: run.coverage?.accounts ?? 0,
    audited: run.coverage?.audited ?? 0,
    rules,
    groups: detail?.groups ?? null,
    notChecked: detail?.unanswered ?? null,
  };
}
