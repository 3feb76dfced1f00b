import { CAUSES_IN_WORDS } from "../../core/causes.ts";
import type { RuleCoverage } from "../../core/coverage.ts";
import { CAUSES, type Cause } from "../../core/facts.ts";
import { SEVERITIES } from "../../core/policy.ts";
import type { LocalDate } from "../../core/time.ts";
import type { NamedFinding, NightFigures } from "../../demo/outcome.ts";
import type { DemoOutcome } from "../../demo/story.ts";
import { RULES } from "../../rules/index.ts";
import type { CommandIo } from "../command.ts";
import { counted } from "../problems.ts";
import { renderTable } from "../table.ts";
import { dollars } from "../when.ts";
import { stackedBar } from "./bars.ts";
import { whereThingsLie } from "./where.ts";

export function opening(): string {
  return (
    "An audit of a made-up college group, on a made-up clock, 15 to 23 November 2026.\n" +
    "X's stand-in, a mail catcher and the database are all on this machine.\n\n"
  );
}

const NIGHT_BAR = 18;

/** One night in one line. The bar is the share of questions that were answered. */
export function nightLine(figures: NightFigures): string {
  const { asked, answered } = answersOf(figures);
  const bar = stackedBar(NIGHT_BAR, [
    { number: answered, mark: "█" },
    { number: asked - answered, mark: "░" },
  ]);
  const share = `${Math.floor((100 * answered) / asked)}% answered`;
  const news = `${String(figures.opened).padStart(2)} found, ${figures.fixed} fixed`;
  return `Night of ${dayOf(figures.date)}  ${bar}  ${share}  ${news}  ${dollars(figures.paid).padStart(6)}\n`;
}

/** Each account × rule that applies is a question; pass and fail are answers. */
function answersOf({ coverage }: NightFigures): { asked: number; answered: number } {
  const rules = Object.values(coverage.rules);
  const answered = rules.reduce((sum, { pass, fail }) => sum + pass + fail, 0);
  return { answered, asked: answered + rules.reduce((sum, rule) => sum + notChecked(rule), 0) };
}

function notChecked({ couldNotCheck }: RuleCoverage): number {
  return Object.values(couldNotCheck).reduce((sum, number) => sum + number, 0);
}

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** `Mon 16 Nov`, in every language of the machine. */
function dayOf(date: LocalDate): string {
  const at = new Date(`${date}T12:00:00Z`);
  return `${DAYS[at.getUTCDay()]} ${String(at.getUTCDate()).padStart(2)} Nov`;
}

/** Everything that is said at the end. */
export function sayOutcome(io: CommandIo, outcome: DemoOutcome, folder: string): string {
  const last = outcome.nights.at(-1);
  if (last === undefined) return "";
  return [
    "",
    coverage(io, last),
    causes(io, last),
    earlier(outcome, last),
    findings(io, outcome.findings),
    fixed(outcome.findings),
    spend(outcome, last),
    whereThingsLie(outcome, folder),
  ].join("\n");
}

const BAR = 22;
const COUNTS = ["█ Pass", "▒ Fail", "? Not checked", "· N/a"] as const;

/** A number that ends where its title ends. */
function underTitle(number: number | undefined, title = ""): string {
  return String(number ?? "").padStart(title.length);
}

function coverage(io: CommandIo, { coverage, accounts }: NightFigures): string {
  const rows = RULES.map(({ id, title }) => {
    const rule = coverage.rules[id] ?? { pass: 0, fail: 0, couldNotCheck: {}, notApplicable: 0 };
    const unknown = notChecked(rule);
    const bar = stackedBar(BAR, [
      { number: rule.pass, mark: "█" },
      { number: rule.fail, mark: "▒" },
      { number: unknown, mark: "?" },
      { number: rule.notApplicable, mark: "·" },
    ]);
    const numbers = [rule.pass, rule.fail, unknown, rule.notApplicable];
    return [title, ...numbers.map((number, at) => underTitle(number, COUNTS[at])), bar];
  });
  const table = renderTable(io, ["Rule", ...COUNTS, "All accounts"], rows);
  return `What the last night can say of ${counted(accounts, "account")}:\n\n${table}`;
}

function causes(io: CommandIo, { coverage }: NightFigures): string {
  const perRule = RULES.map(({ id }) => coverage.rules[id]?.couldNotCheck ?? {});
  const short = RULES.map(({ id }) => id.split("-")[0] ?? id);
  const met = CAUSES.filter((cause) => perRule.some((counts) => (counts[cause] ?? 0) > 0));
  const rows = met.map((cause) => [
    CAUSES_IN_WORDS[cause].sentence,
    ...perRule.map((counts, at) => underTitle(counts[cause], short[at])),
  ]);
  return renderTable(io, ["Not checked, because", ...short], rows);
}

/** Causes that were met on the way and are gone. */
function earlier({ tryOut, nights }: DemoOutcome, last: NightFigures): string {
  const gone = new Set<Cause>();
  for (const { coverage } of [tryOut, ...nights])
    for (const cause of causesIn(coverage.rules)) gone.add(cause);
  for (const cause of causesIn(last.coverage.rules)) gone.delete(cause);
  const said = CAUSES.filter((cause) => gone.has(cause)).map((cause) => CAUSES_IN_WORDS[cause].sentence);
  return said.length === 0 ? "" : `Earlier also, until a list of learners came and grew:\n${lines(said)}`;
}

function causesIn(rules: Readonly<Record<string, RuleCoverage>>): readonly Cause[] {
  return CAUSES.filter((cause) => Object.values(rules).some((rule) => (rule.couldNotCheck[cause] ?? 0) > 0));
}

function findings(io: CommandIo, all: readonly NamedFinding[]): string {
  const first = all.map(({ openedOn }) => openedOn).toSorted()[0];
  const rows = RULES.map(({ id, title }) => {
    const mine = all.filter(({ ruleId }) => ruleId === id);
    const open = mine.filter(({ status }) => status === "open");
    const bySeverity = SEVERITIES.map((severity) => ({
      severity,
      number: open.filter((finding) => finding.severity === severity).length,
    })).filter(({ number }) => number > 0);
    const numbers = [
      mine.filter(({ openedOn }) => openedOn === first).length,
      mine.filter(({ openedOn }) => openedOn !== first).length,
      mine.filter(({ closing }) => closing === "fixed").length,
    ];
    return [
      title,
      ...numbers.map((number, at) => underTitle(number, STORY[at])),
      bySeverity.map(({ severity, number }) => `${number} ${severity}`).join(", "),
    ];
  });
  return renderTable(io, ["Findings", ...STORY, "Open now"], rows);
}

const STORY = ["First look", "New since", "Fixed"] as const;

function fixed(all: readonly NamedFinding[]): string {
  const titles = new Map(RULES.map(({ id, title }) => [id, title]));
  const said = all
    .filter(({ closing }) => closing === "fixed")
    .map(({ handle, ruleId, closedOn }) => `@${handle}: ${titles.get(ruleId)}, ${dayOf(closedOn ?? "")}`);
  return `Fixed in the week:\n${lines(said)}`;
}

const SPEND_BAR = 34;

/** Ours against a reading without a memory: profile, newest 100 posts and whole follow list, each night anew. */
function spend({ tryOut, nights }: DemoOutcome, last: NightFigures): string {
  const sum = (of: (figures: NightFigures) => number) =>
    [tryOut, ...nights].reduce((total, night) => total + of(night), 0);
  const row = (words: string, paid: number, naive: number) => {
    const bar = stackedBar(SPEND_BAR, [
      { number: paid, mark: "█" },
      { number: naive - paid, mark: "░" },
    ]);
    const ratio = `1/${Math.round(naive / paid)}`;
    return `  ${words}  ${bar}  ${dollars(paid)} of ${dollars(naive)}: ${ratio}`;
  };
  return [
    "Paid for reading X, against reading everything again each night:",
    row("Last night", last.paid, last.naive),
    row(
      "The week  ",
      sum(({ paid }) => paid),
      sum(({ naive }) => naive),
    ),
    "  The first night reads every follow list once. The account with 6,400 follows,",
    "  which the budget does not reach, is left out on both sides.",
    "",
  ].join("\n");
}

function lines(said: readonly string[]): string {
  return said.map((line) => `  ${line}\n`).join("");
}
