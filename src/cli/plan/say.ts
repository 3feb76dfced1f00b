import { PLATFORM_NAMES } from "../../core/platform.ts";
import { localTimeOf } from "../../core/calendar.ts";
import type { CommandIo } from "../command.ts";
import { counted } from "../problems.ts";
import { renderRows } from "../rows.ts";
import { renderPairs } from "../table.ts";
import { amountIn, dollars, momentIn } from "../when.ts";
import { ASSUMED, type PlatformPlan, type TooMuch } from "./estimate.ts";
import type { ComingPlan, Unconnected } from "./read.ts";

/** Names of accounts by id, as people write them. */
export type Names = ReadonlyMap<string, string>;

/** Naive cost over ours, rounded to a whole number from ten on; null where ours is nothing. */
export function timesCheaper(plan: Pick<PlatformPlan, "total" | "naive">): number | null {
  if (plan.total === 0) return null;
  const ratio = plan.naive / plan.total;
  return ratio >= 10 ? Math.round(ratio) : Math.round(ratio * 10) / 10;
}

export function planInWords(io: CommandIo, plan: ComingPlan, names: Names, zone: string): string {
  const { night, platforms, unconnected } = plan;
  const until = localTimeOf(night.deadline, zone);
  const parts = [
    `The next night is ${night.date}: it starts ${momentIn(zone, night.scheduledFor)} ${zone} and ends by ${until}.\n`,
    ...unconnected.map(unconnectedInWords),
    ...platforms.map((one) => platformInWords(io, one, names)),
    totals(platforms),
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function unconnectedInWords({ platform, accounts, missing }: Unconnected): string {
  const name = PLATFORM_NAMES[platform];
  const what = counted(accounts, "account");
  return missing === null
    ? `${name}: ${what}, could not check: the product has no connection for it yet.\n`
    : `${name} is not connected: ${what} will be could not check.\n→ put ${missing} into the environment of the service (README, "Connecting ${name}")\n`;
}

function platformInWords(io: CommandIo, plan: PlatformPlan, names: Names): string {
  const { whole, leftOut } = plan;
  const parts = [
    `${PLATFORM_NAMES[plan.platform]}\n${renderPairs(io, pairsOf(plan))}`,
    assumptions(plan),
    overBudget(plan),
    whole.length === 0
      ? ""
      : `Lists read whole:\n${renderRows(
          io,
          ["Account"],
          whole.map((id) => [names.get(id) ?? id]),
        )}`,
    leftOut.length === 0
      ? ""
      : `Left out, over budget:\n${renderRows(
          io,
          ["Account", "What"],
          leftOut.map(({ accountId, needs }) => [
            names.get(accountId) ?? accountId,
            needs.map((need) => (need === "activities" ? "new posts" : "follow list")).join(", "),
          ]),
        )}`,
    ...plan.tooMuch.map(tooMuchInWords),
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function pairsOf(plan: PlatformPlan): [string, string][] {
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
    ["Cost", `about ${amount(plan.total)}`],
    [
      "Reading all",
      `${amount(plan.naive)}${ratio === null ? "" : `, ${ratio} times as much`}: every profile, 100 posts and the whole list of each`,
    ],
    ["Budget left", room === null ? "no cap is set" : `${amount(room)} for ${period}`],
  ];
}

function followListsInWords({ followListsWanted, heads, whole }: PlatformPlan): string {
  return followListsWanted
    ? `${heads} checked at the head, ${whole.length} read whole`
    : "none is read: the privacy section is not filled, or no learner is known (`account-audit doctor` says which)";
}

function assumptions({ neverSurveyed }: PlatformPlan): string {
  const known =
    "New posts and new follows show only at the survey: one new post and no new follow is assumed of each account.\n";
  if (neverSurveyed === 0) return known;
  return `${known}Of an account that was never surveyed, ${ASSUMED.posts} posts and ${ASSUMED.following} follows are assumed.\n`;
}

function overBudget(plan: PlatformPlan): string {
  if (plan.surveyOverBudget) {
    return `Not even the survey fits the budget: nothing is read.\n→ raise budgets.${plan.platform} in the settings\n`;
  }
  if (plan.leftOut.length === 0) return "";
  return `The budget does not reach for ${counted(plan.leftOut.length, "account")}: other nights take what is left out.\n→ raise budgets.${plan.platform} in the settings, if every night should read all\n`;
}

const CALLS: Readonly<Record<TooMuch["call"], string>> = {
  survey: "look-ups of accounts",
  posts: "timelines",
  follows: "pages of follow lists",
};

function tooMuchInWords({ call, requests, possible }: TooMuch): string {
  return `One night cannot carry it: ${requests} ${CALLS[call]} are wanted, the platform lets ${possible} through.\n→ lengthen the night (schedule.nightly_deadline in the settings)\n`;
}

function totals(platforms: readonly PlatformPlan[]): string {
  if (platforms.length === 0) return "Nothing will be read.\n";
  if (platforms.length === 1) return "";
  return `All platforms: about ${totalInWords(platforms)}.\n`;
}

/** Money and units are two sums. */
export function totalInWords(platforms: readonly PlatformPlan[]): string {
  const currencies = [...new Set(platforms.map(({ currency }) => currency))];
  const sums = currencies.map((currency) => {
    const own = platforms.filter((one) => one.currency === currency);
    return amountIn(
      currency,
      own.reduce((sum, one) => sum + one.total, 0),
    );
  });
  return sums.length === 0 ? dollars(0) : sums.join(" and ");
}
