import type { Account } from "../../core/account.ts";
import { localDateOf } from "../../core/calendar.ts";
import { PLATFORM_NAMES } from "../../core/platform.ts";
import { UserError } from "../../errors.ts";
import type { CommandIo } from "../command.ts";
import { readPlan, type PlannedPlatform, type Unconnected } from "../plan/read.ts";
import { scanDeadline } from "../../store/nights.ts";
import { amountIn, dollars } from "../when.ts";
import { totalInWords } from "../plan/say.ts";
import { counted } from "../problems.ts";
import type { CommandStore } from "../with-store.ts";

/** What a scan will cost, as far as the last surveys tell, before it begins. */
export interface ScanPrice {
  microUsd: number;
  /** A line for each thing that there is to say of it. */
  words: string;
}

export async function priceOf(
  store: Pick<CommandStore, "db" | "config" | "clock">,
  accounts: readonly Account[],
): Promise<ScanPrice> {
  const now = store.clock.now();
  const date = localDateOf(now, store.config.policy.timezone);
  const at = { date, scheduledFor: now, deadline: scanDeadline(now) };
  const { platforms, unconnected } = await readPlan(store, accounts, { at });
  const whole = platforms.filter(({ surveyOverBudget }) => !surveyOverBudget);
  const payable = platforms.filter(({ surveyOverBudget, total }) => !surveyOverBudget || total > 0);
  const microUsd = payable.reduce((sum, one) => sum + (one.currency === "usd" ? one.total : 0), 0);
  const unknown = whole.reduce((sum, one) => sum + one.neverSurveyed, 0);
  const price = payable.length === 0 ? "nothing will be read" : totalInWords(payable);
  const guess = unknown === 0 ? "" : `; ${unknown} of them never read before, their size is a guess`;
  const lines = [
    `${counted(accounts.length, "account")}: ${price}${guess}.`,
    ...platforms.filter(({ surveyOverBudget }) => surveyOverBudget).map(tooLittleLeft),
    ...whole.flatMap(partlyLeft),
    ...unconnected.map(unconnectedInWords),
  ];
  return { microUsd, words: lines.join("\n") };
}

function tooLittleLeft({ platform, accounts, room, currency, survey, total }: PlannedPlatform): string {
  const left = amountIn(currency, room ?? 0);
  const wanted = `${amountIn(currency, survey)} to look up ${counted(accounts, "account")}`;
  const then = total === 0 ? "none will be checked" : "not all will be checked, perhaps none";
  return `${PLATFORM_NAMES[platform]}: the budget leaves ${left}, less than the ${wanted}: ${then} (budgets.${platform} in the settings).`;
}

function partlyLeft({ platform, leftOut }: PlannedPlatform): string[] {
  const poor = leftOut.filter(({ causes }) => Object.values(causes).includes("over-budget")).length;
  if (poor === 0) return [];
  return [
    `${PLATFORM_NAMES[platform]}: the budget leaves out part of ${counted(poor, "account")} (budgets.${platform} in the settings).`,
  ];
}

function unconnectedInWords({ platform, accounts, missing }: Unconnected): string {
  const what = `${counted(accounts, "account")} will not be checked`;
  return missing === null
    ? `${PLATFORM_NAMES[platform]} cannot be connected yet: ${what}.`
    : `${PLATFORM_NAMES[platform]} is not connected: ${what} (set ${missing}).`;
}

/**
 * Asks before money is spent above the price that the settings name; without a terminal to ask on it refuses.
 *
 * @throws UserError for a no, and for a price that nobody could be asked about.
 */
export async function agreeToPrice(
  io: CommandIo,
  { microUsd, words }: ScanPrice,
  { aboveMicroUsd, yes }: { aboveMicroUsd: number; yes: boolean },
): Promise<void> {
  if (yes || microUsd <= aboveMicroUsd) return;
  const limit = `more than ${dollars(aboveMicroUsd)} (scan_ask_above_usd in the settings)`;
  const next = "add --yes if that is what you want, or name fewer accounts";
  if (!io.isTty)
    throw new UserError(
      "usage",
      `${words.replaceAll("\n", " ")} That is ${limit}, and there is no terminal to ask on`,
      next,
    );
  const answer = await io.prompt(`That is ${limit}. Type yes to go on: `);
  if (answer.trim().toLowerCase() === "yes") return;
  throw new UserError("usage", "nothing was read and nothing was spent", next);
}
