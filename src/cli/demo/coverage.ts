import { CAUSES_IN_WORDS } from "../../core/causes.ts";
import type { RuleCoverage } from "../../core/coverage.ts";
import { CAUSES, type Cause } from "../../core/facts.ts";
import type { NightFigures } from "../../demo/outcome.ts";
import type { DemoOutcome } from "../../demo/story.ts";
import { RULES } from "../../rules/index.ts";
import type { CommandIo } from "../command.ts";
import { counted } from "../problems.ts";
import { renderTable } from "../table.ts";
import { stackedBar } from "./bars.ts";
import { lines, underTitle } from "./lines.ts";

export function notChecked({ couldNotCheck }: RuleCoverage): number {
  return Object.values(couldNotCheck).reduce((sum, number) => sum + number, 0);
}

const BAR = 10;
const COUNTS = ["█ Pass", "▒ Fail", "? Not checked", "· N/a"] as const;

/** What the tables call a rule: a letter stands over its column where there is no room for its name. */
const LETTERS = RULES.map((_, at) => String.fromCodePoint(97 + at));

export function coverage(io: CommandIo, { coverage, accounts }: NightFigures): string {
  const rows = RULES.map(({ id, title }, place) => {
    const rule = coverage.rules[id] ?? { pass: 0, fail: 0, couldNotCheck: {}, notApplicable: 0 };
    const unknown = notChecked(rule);
    const bar = stackedBar(BAR, [
      { number: rule.pass, mark: "█" },
      { number: rule.fail, mark: "▒" },
      { number: unknown, mark: "?" },
      { number: rule.notApplicable, mark: "·" },
    ]);
    const numbers = [rule.pass, rule.fail, unknown, rule.notApplicable];
    return [
      `${LETTERS[place] ?? ""}  ${title}`,
      ...numbers.map((number, at) => underTitle(number, COUNTS[at])),
      bar,
    ];
  });
  const table = renderTable(io, ["   Rule", ...COUNTS, "In all"], rows);
  return `What the last night can say of ${counted(accounts, "account")}:\n\n${table}`;
}

/** The rules stand in one column, so that the table is as narrow as it can be. */
export function causes(io: CommandIo, { coverage }: NightFigures): string {
  const perRule = RULES.map(({ id }) => coverage.rules[id]?.couldNotCheck ?? {});
  const met = CAUSES.filter((cause) => perRule.some((counts) => (counts[cause] ?? 0) > 0));
  const rows = met.map((cause) => [
    inShort(cause),
    perRule.map((counts) => String(counts[cause] ?? "").padStart(2)).join(" "),
  ]);
  return renderTable(io, ["Not checked, because", ` ${LETTERS.join("  ")}`], rows);
}

/** What is, without what to do about it. */
function inShort(cause: Cause): string {
  return CAUSES_IN_WORDS[cause].sentence.split(";")[0] ?? cause;
}

/** Causes that were met on the way and are gone. */
export function earlier({ tryOut, nights }: DemoOutcome, last: NightFigures): string {
  const gone = new Set<Cause>();
  for (const { coverage } of [tryOut, ...nights])
    for (const cause of causesIn(coverage.rules)) gone.add(cause);
  for (const cause of causesIn(last.coverage.rules)) gone.delete(cause);
  const said = CAUSES.filter((cause) => gone.has(cause)).map(inShort);
  return said.length === 0 ? "" : `On earlier nights also:\n${lines(said)}`;
}

function causesIn(rules: Readonly<Record<string, RuleCoverage>>): readonly Cause[] {
  return CAUSES.filter((cause) => Object.values(rules).some((rule) => (rule.couldNotCheck[cause] ?? 0) > 0));
}
