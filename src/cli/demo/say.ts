import type { NightFigures } from "../../demo/outcome.ts";
import type { DemoOutcome } from "../../demo/story.ts";
import type { CommandIo } from "../command.ts";
import { dollars } from "../when.ts";
import { stackedBar } from "./bars.ts";
import { causes, coverage, earlier, notChecked } from "./coverage.ts";
import { findings, fixed } from "./findings.ts";
import { dayOf } from "./lines.ts";
import { spend } from "./spend.ts";
import { whereThingsLie } from "./where.ts";

export function opening(): string {
  return (
    "An audit of a made-up college group, on a made-up clock, 15 to 23 November 2026.\n" +
    "Stand-ins of X and YouTube, mail catcher and database are all on this machine.\n\n"
  );
}

const NIGHT_BAR = 10;

/** One night in one line. The bar is the share of questions that were answered. */
export function nightLine(figures: NightFigures): string {
  const { asked, answered } = answersOf(figures);
  const bar = stackedBar(NIGHT_BAR, [
    { number: answered, mark: "█" },
    { number: asked - answered, mark: "░" },
  ]);
  const share = `${Math.floor((100 * answered) / asked)}% answered`;
  const news = `${String(figures.opened).padStart(2)} found, ${figures.fixed} fixed`;
  const cost = `${dollars(figures.x.paid).padStart(6)}, ${String(figures.youtube.paid).padStart(3)} units`;
  return `${dayOf(figures.date)}  ${bar}  ${share}  ${news}  ${cost}\n`;
}

/** Each account × rule that applies is a question; pass and fail are answers. */
function answersOf({ coverage }: NightFigures): { asked: number; answered: number } {
  const rules = Object.values(coverage.rules);
  const answered = rules.reduce((sum, { pass, fail }) => sum + pass + fail, 0);
  return { answered, asked: answered + rules.reduce((sum, rule) => sum + notChecked(rule), 0) };
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
