import { CAUSES_IN_WORDS } from "../core/causes.ts";
import type { RuleCoverage } from "../core/coverage.ts";
import { CAUSES, type Cause } from "../core/facts.ts";
import type { Screen } from "./command.ts";
import { renderRows } from "./rows.ts";
import { namesOfRules } from "./unchecked.ts";

/** The causes that a rule's questions were left without an answer for, the commonest first. */
function causesOf({ couldNotCheck }: Pick<RuleCoverage, "couldNotCheck">): [Cause, number][] {
  const counts = CAUSES.map((cause): [Cause, number] => [cause, couldNotCheck[cause] ?? 0]);
  return counts.filter(([, number]) => number > 0).toSorted((a, b) => b[1] - a[1]);
}

/** A rule with what it said of all accounts. */
export type RuleSum = RuleCoverage & { rule: string };

export function rulesTable(io: Screen, sums: readonly RuleSum[]): string {
  const rows = sums.map((one) => [
    one.rule,
    String(one.pass),
    String(one.fail),
    String(causesOf(one).reduce((sum, [, number]) => sum + number, 0)),
    String(one.notApplicable),
  ]);
  return renderRows(io, ["Rule", "Pass", "Fail", "Could not check", "Not applicable"], rows);
}

/** Each cause once, with how many questions it left without an answer; empty where every question has one. */
export function causesTable(io: Screen, sums: readonly RuleSum[]): string {
  const asked = sums.map(({ rule }) => rule);
  const all = sums.flatMap((one) =>
    causesOf(one).map(([cause, number]) => ({ rule: one.rule, cause, number })),
  );
  if (all.length === 0) return "";
  const rows = [...Map.groupBy(all, ({ cause }) => cause)]
    .map(([cause, some]) => ({ cause, number: some.reduce((sum, one) => sum + one.number, 0), some }))
    .toSorted((a, b) => b.number - a.number)
    .map(({ cause, number, some }) => [
      String(number),
      CAUSES_IN_WORDS[cause].mender,
      namesOfRules(
        some.map(({ rule }) => rule),
        asked,
      ),
      CAUSES_IN_WORDS[cause].sentence,
    ]);
  return `Could not check:\n${renderRows(io, ["Times", "Who mends it", "Rules", "Why"], rows)}`;
}
