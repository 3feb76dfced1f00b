import type { Cost, NightFigures } from "../../demo/outcome.ts";
import type { DemoOutcome } from "../../demo/story.ts";
import { dollars } from "../when.ts";
import { stackedBar } from "./bars.ts";

const BAR = 24;

/** Ours against a reading without a memory: profile, newest 100 posts and whole follow list, each night anew. */
export function spend({ tryOut, nights }: DemoOutcome, last: NightFigures): string {
  const week = (of: (figures: NightFigures) => Cost): Cost => {
    const costs = [tryOut, ...nights].map(of);
    return {
      paid: costs.reduce((sum, { paid }) => sum + paid, 0),
      naive: costs.reduce((sum, { naive }) => sum + naive, 0),
    };
  };
  return [
    "Used for reading, against reading everything again each night:",
    row("X, last night      ", last.x, dollars),
    row(
      "X, the week        ",
      week(({ x }) => x),
      dollars,
    ),
    row("YouTube, last night", last.youtube, String, " units"),
    row(
      "YouTube, the week  ",
      week(({ youtube }) => youtube),
      String,
      " units",
    ),
    "  The first night reads every follow list once. The account with 6,400 follows,",
    "  which the budget does not reach, is left out on both sides.",
    "",
  ].join("\n");
}

function row(words: string, { paid, naive }: Cost, say: (amount: number) => string, unit = ""): string {
  const bar = stackedBar(BAR, [
    { number: paid, mark: "█" },
    { number: Math.max(0, naive - paid), mark: "░" },
  ]);
  return `  ${words}  ${bar}  ${say(paid)} of ${say(naive)}${unit}: 1/${Math.round(naive / paid)}`;
}
