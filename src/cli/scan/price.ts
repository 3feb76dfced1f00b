import type { Account } from "../../core/account.ts";
import { UserError } from "../../errors.ts";
import type { CommandIo } from "../command.ts";
import { readPlan } from "../plan/read.ts";
import { dollars } from "../when.ts";
import { totalInWords } from "../plan/say.ts";
import { counted } from "../problems.ts";
import type { CommandStore } from "../with-store.ts";

/** What a scan will cost, as far as the last surveys tell, before it begins. */
export interface ScanPrice {
  microUsd: number;
  words: string;
}

export async function priceOf(store: CommandStore, accounts: readonly Account[]): Promise<ScanPrice> {
  const { platforms, unconnected } = await readPlan(store, accounts);
  const microUsd = platforms.reduce((sum, one) => sum + (one.currency === "usd" ? one.total : 0), 0);
  const unknown = platforms.reduce((sum, one) => sum + one.neverSurveyed, 0);
  const without = unconnected.reduce((sum, one) => sum + one.accounts, 0);
  const parts = [
    `${counted(accounts.length, "account")}, about ${totalInWords(platforms)}`,
    unknown === 0 ? "" : `; ${unknown} of them never read before, their size is a guess`,
    without === 0 ? "" : `; ${without} on platforms that are not connected`,
  ];
  return { microUsd, words: `${parts.join("")}.` };
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
    throw new UserError("usage", `${words} That is ${limit}, and there is no terminal to ask on`, next);
  const answer = await io.promptHidden(`That is ${limit}. Type yes to go on (not shown): `);
  if (answer.trim().toLowerCase() === "yes") return;
  throw new UserError("usage", "nothing was read and nothing was spent", next);
}
