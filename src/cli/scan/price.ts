import type { Account } from "../../core/account.ts";
import { readPlan } from "../plan/read.ts";
import { totalInWords } from "../plan/say.ts";
import { counted } from "../problems.ts";
import type { CommandStore } from "../with-store.ts";

/** What a scan will cost, as far as the last surveys tell, before it begins. */
export async function priceOf(store: CommandStore, accounts: readonly Account[]): Promise<string> {
  const { platforms, unconnected } = await readPlan(store, accounts);
  const unknown = platforms.reduce((sum, one) => sum + one.neverSurveyed, 0);
  const without = unconnected.reduce((sum, one) => sum + one.accounts, 0);
  const parts = [
    `${counted(accounts.length, "account")}, about ${totalInWords(platforms)}`,
    unknown === 0 ? "" : `; ${unknown} of them never read before, their size is a guess`,
    without === 0 ? "" : `; ${without} on platforms that are not connected`,
  ];
  return `${parts.join("")}.`;
}
