import { CAUSES_IN_WORDS } from "../../core/causes.ts";
import { CAUSES, type Cause } from "../../core/facts.ts";
import { PLATFORM_NAMES } from "../../core/platform.ts";
import type { CommandIo } from "../command.ts";
import { LEARNERS_ELSEWHERE } from "../learner-rules.ts";
import { counted } from "../problems.ts";
import { renderRows } from "../rows.ts";
import { flowed } from "../table.ts";
import type { CoverageOfRun, Group, Unanswered } from "./read.ts";

const SHOWN = 20;

export function coverageInWords(io: CommandIo, coverage: CoverageOfRun, isAll: boolean): string {
  const { run, detail, learnersShown } = coverage;
  const what = run.kind === "nightly" ? "night" : "scan";
  const parts = [
    `The ${what} of ${run.localDate} (${run.status}): ${run.coverage?.audited ?? 0} of ${counted(run.coverage?.accounts ?? 0, "account")} audited.\n`,
    learnersShown ? "" : `${LEARNERS_ELSEWHERE}\n`,
    rulesTable(io, coverage),
    causesTable(io, coverage),
    detail === null
      ? "Which accounts these were is kept of the newest night alone.\n"
      : groupsTable(io, detail.groups) + unansweredTable(io, detail.unanswered, isAll),
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function causesOf(couldNotCheck: Partial<Record<Cause, number>>): [Cause, number][] {
  return CAUSES.map((cause): [Cause, number] => [cause, couldNotCheck[cause] ?? 0]).filter(([, n]) => n > 0);
}

function rulesTable(io: CommandIo, { rules }: CoverageOfRun): string {
  const rows = rules.map((one) => [
    one.rule,
    String(one.pass),
    String(one.fail),
    String(causesOf(one.couldNotCheck).reduce((sum, [, number]) => sum + number, 0)),
    String(one.notApplicable),
  ]);
  return renderRows(io, ["Rule", "Pass", "Fail", "Could not check", "Not applicable"], rows);
}

function causesTable(io: CommandIo, { rules }: CoverageOfRun): string {
  const all = rules.flatMap(({ rule, couldNotCheck }) =>
    causesOf(couldNotCheck).map(([cause, number]) => ({ rule, cause, number })),
  );
  if (all.length === 0) return "Every question has an answer.\n";
  const rows = [...Map.groupBy(all, ({ cause }) => cause)]
    .map(([cause, some]) => ({ cause, number: some.reduce((sum, one) => sum + one.number, 0), some }))
    .toSorted((a, b) => b.number - a.number)
    .map(({ cause, number, some }) => [
      String(number),
      CAUSES_IN_WORDS[cause].mender,
      CAUSES_IN_WORDS[cause].sentence,
      some.map(({ rule }) => rule).join(", "),
    ]);
  return `Could not check:\n${renderRows(io, ["Times", "Who mends it", "Why", "Rules"], rows)}`;
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

function unansweredTable(io: CommandIo, unanswered: readonly Unanswered[], isAll: boolean): string {
  if (unanswered.length === 0) return "";
  const grouped = [...Map.groupBy(unanswered, (one) => `${one.account} ${one.cause} ${one.since}`).values()];
  const shown = grouped.slice(0, isAll ? undefined : SHOWN);
  const rows = shown.map((some) => [
    some[0]?.account ?? "",
    some[0]?.since ?? "",
    some.map(({ rule }) => rule).join(", "),
    some[0] === undefined ? "" : CAUSES_IN_WORDS[some[0].cause].sentence,
  ]);
  const more = grouped.length - shown.length;
  return [
    `\nNot checked:\n${renderRows(io, ["Account", "Since", "Rules", "Why"], rows)}`,
    more > 0 ? flowed(io, `… and ${more} more: --all names them, --json too`, 0) + "\n" : "",
  ].join("");
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
