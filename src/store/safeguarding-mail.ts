import type { Account } from "../core/account.ts";
import type { Reconciliation } from "../core/reconcile.ts";
import type { Database } from "./database.ts";

export async function queueSafeguardingMails(
  _tx: Database,
  _auditing: unknown,
  _what: { account: Account; reconciliation: Reconciliation; now: Date },
): Promise<void> {}
