import { PLATFORM_NAMES } from "../../core/platform.ts";
import { localDateOf, localTimeOf } from "../../core/calendar.ts";
import type { CommandIo } from "../command.ts";
import { counted } from "../problems.ts";
import { paint } from "../paint.ts";
import { flowed, renderPairs } from "../table.ts";
import { about, amountIn, dollars, momentOn } from "../when.ts";
import { ASSUMED, type PlatformPlan, type TooMuch } from "./estimate.ts";
import { leftOutInWords, type Names } from "./left-out.ts";
import type { ComingNight } from "./next-night.ts";
import type { ComingPlan, PlannedPlatform, Unconnected } from "./read.ts";

/** Naive cost over ours, rounded to a whole number from ten on; null where ours is nothing, or not what is wanted. */
export function timesCheaper(
  plan: Pick<PlatformPlan, "total" | "naive" | "surveyOverBudget">,
): number | null {
  if (plan.total === 0 || plan.surveyOverBudget) return null;
  const ratio = plan.naive / plan.total;
  return ratio >= 10 ? Math.round(ratio) : Math.round(ratio * 10) / 10;
}

export function planInWords(io: CommandIo, plan: ComingPlan, names: Names, zone: string): string {
  const { night, platforms, unconnected } = plan;
  const until = endInWords(night, zone);
  const parts = [
    `${flowed(io, `The next night is ${night.date}: it starts ${momentOn(night.date, zone, night.scheduledFor)} ${zone} and ends by ${until}.`, 0)}\n`,
    unconnected.map((one) => unconnectedInWords(io, one)).join(""),
    ...platforms.map((one) => platformInWords(io, one, names)),
    totals(platforms),
  ];
  return parts.filter((part) => part !== "").join("\n");
}

/** A deadline before the start is the next day's. */
function endInWords({ date, deadline }: ComingNight, zone: string): string {
  const nextDay = localDateOf(deadline, zone) > date ? " the next day" : "";
  return `${localTimeOf(deadline, zone)}${nextDay}`;
}

function unconnectedInWords(io: CommandIo, { platform, accounts, missing }: Unconnected): string {
  const name = PLATFORM_NAMES[platform];
  const what = counted(accounts, "account");
  if (missing === null) {
    const says = `${name}: ${what}, could not check: the product has no connection for it yet.`;
    return `${flowed(io, says, 0)}\n`;
  }
  const says = `${name} is not connected: ${what} will be could not check.`;
  const next = `→ put ${missing} into the environment of the service (README, "Connecting ${name}")`;
  return `${flowed(io, says, 0)}\n${flowed(io, next, 2)}\n`;
}

function platformInWords(io: CommandIo, plan: PlannedPlatform, names: Names): string {
  const parts = [
    `${paint(io, "bold", PLATFORM_NAMES[plan.platform])}\n${renderPairs(io, pairsOf(plan))}`,
    assumptions(io, plan),
    wholeLists(io, plan, names),
    ...plan.tooMuch.map((one) => tooMuchInWords(io, one)),
    leftOutInWords(io, plan, names),
  ];
  return parts.filter((part) => part !== "").join("\n");
}

/** More are counted only. */
const WHOLE_SHOWN = 10;

function wholeLists(io: CommandIo, { whole }: PlannedPlatform, names: Names): string {
  if (whole.length === 0) return "";
  const shown = whole.slice(0, WHOLE_SHOWN).map((id) => names.get(id) ?? id);
  const more = whole.length - shown.length;
  const rest = more > 0 ? ` and ${counted(more, "more list")}` : "";
  return `${flowed(io, `Lists read whole: ${shown.join(", ")}${rest}.`, 0)}\n`;
}

function pairsOf(plan: PlannedPlatform): [string, string][] {
  const ratio = timesCheaper(plan);
  const { neverSurveyed, room, currency } = plan;
  const amount = (count: number) => amountIn(currency, count);
  const period = currency === "usd" ? "that night" : "that day of the quota";
  const unknown = neverSurveyed === 0 ? "" : `, ${neverSurveyed} of them unknown until the first survey`;
  return [
    ["Accounts", `${plan.accounts}${unknown}`],
    ["Survey", amount(plan.survey)],
    ["New posts of", counted(plan.posts, "account")],
    ["Follow lists", followListsInWords(plan)],
    ["Cost", costInWords(plan)],
    [
      "Reading all",
      `${amount(plan.naive)}${ratio === null ? "" : `, ${ratio} times as much`}: every profile, 100 posts and the whole list of each`,
    ],
    ...pastInWords(plan),
    ["Budget left", room === null ? "no cap is set" : `${amount(room)} for ${period}`],
  ];
}

function costInWords({ currency, total, surveyOverBudget }: PlannedPlatform): string {
  const amount = amountIn(currency, total);
  if (!surveyOverBudget) return about(amount);
  return total === 0
    ? `${amount}: the budget leaves less than any look-up`
    : `at most ${amount}, what the budget leaves`;
}

function pastInWords({ past }: PlannedPlatform): [string, string][] {
  if (past === null) return [];
  const { nights, spentMicroUsd, cheapestMicroUsd } = past;
  const times = (spentMicroUsd / cheapestMicroUsd).toFixed(1);
  const whole = nights === 1 ? "the last night" : `a night over the last ${nights}`;
  return [
    [
      "Cheapest",
      `${dollars(cheapestMicroUsd)} ${whole}, had it known what is new; spent were ${dollars(spentMicroUsd)}, ${times} times as much`,
    ],
  ];
}

function followListsInWords({ followListsWanted, heads, whole }: PlatformPlan): string {
  return followListsWanted
    ? `${heads} checked at the head, ${whole.length} read whole`
    : "none is read: the privacy section is not filled, or no learner is known (`account-audit doctor` says which)";
}

function assumptions(io: CommandIo, { neverSurveyed }: PlatformPlan): string {
  const known =
    "New posts and new follows show only at the survey: one new post and no new follow is assumed of each account.";
  const guessed =
    neverSurveyed === 0
      ? ""
      : ` Of an account that was never surveyed, ${ASSUMED.posts} posts and ${ASSUMED.following} follows are assumed.`;
  return `${flowed(io, known + guessed, 0)}\n`;
}

const CALLS: Readonly<Record<TooMuch["call"], string>> = {
  survey: "look-ups of accounts",
  posts: "timelines",
  follows: "pages of follow lists",
};

function tooMuchInWords(io: CommandIo, { call, requests, possible }: TooMuch): string {
  const says = `One night cannot carry it: ${requests.toLocaleString("en-GB")} ${CALLS[call]} are wanted, the platform lets ${possible.toLocaleString("en-GB")} through. The longest unread come first, the others another night.`;
  const next =
    "→ lengthen the night (schedule.nightly_deadline in the settings), if every night should read all";
  return `${flowed(io, says, 0)}\n${flowed(io, next, 2)}\n`;
}

function totals(platforms: readonly PlatformPlan[]): string {
  if (platforms.length === 0) return "Nothing will be read.\n";
  if (platforms.length === 1) return "";
  return `All platforms: ${totalInWords(platforms)}.\n`;
}

/** `about $1.20 and 30 units`: money and units are two sums. Of what can be paid in part, the most that it can come to. */
export function totalInWords(platforms: readonly PlatformPlan[]): string {
  const currencies = [...new Set(platforms.map(({ currency }) => currency))];
  const sums = currencies.map((currency) => {
    const own = platforms.filter((one) => one.currency === currency);
    return amountIn(
      currency,
      own.reduce((sum, one) => sum + one.total, 0),
    );
  });
  const isMost = platforms.some(({ surveyOverBudget, total }) => surveyOverBudget && total > 0);
  return `${isMost ? "up to " : ""}${about(sums.join(" and "))}`;
}
