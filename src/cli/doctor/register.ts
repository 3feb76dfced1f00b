import type { OrganisationId } from "../../core/account.ts";
import { slipOf } from "../../slip.ts";
import { listAccounts } from "../../store/accounts.ts";
import { counted } from "../problems.ts";
import { onDatabase, ok, problem } from "./check.ts";

/** Of an organisation that the settings do not have nobody knows what its accounts must tag, nor who hears of them. */
export const organisations = onDatabase("Organisations", "settings", async (db, { policy }) => {
  const known = policy.organisations.map(({ id }) => id);
  const inUse = new Map<OrganisationId, number>();
  for (const { status, organisations: of } of await listAccounts(db)) {
    if (status !== "closed") for (const id of of) inUse.set(id, (inUse.get(id) ?? 0) + 1);
  }
  const unknown = [...inUse].filter(([id]) => !known.includes(id)).toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (unknown.length === 0) return ok(`${known.length} in the settings, and the register names no other`);
  const meant = unknown.flatMap(([id]) => slipOf(id, known) ?? []);
  return problem(
    `the settings do not have ${unknown.map(([id, accounts]) => `${id} (${counted(accounts, "account")})`).join(", ")}`,
    `${meant.length === 0 ? "" : `was it renamed to ${meant.join(", ")}? `}give it back its id under organisations in the settings, ` +
      "or change it in the register: `account-audit accounts export`, then `accounts import`",
  );
});
