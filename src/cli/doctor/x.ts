import { createConnectors } from "../../../connectors/index.ts";
import { causeSentence } from "../../core/causes.ts";
import { PlatformError } from "../../core/connector.ts";
import { localDateOf } from "../../core/calendar.ts";
import type { Config } from "../../config.ts";
import { capOf } from "../../compose/budget.ts";
import { listAccounts } from "../../store/accounts.ts";
import type { Database } from "../../store/database.ts";
import { createMeter } from "../../store/spend.ts";
import { counted } from "../problems.ts";
import { dollars } from "../when.ts";
import { onSettings, ok, problem, unknown, warning, type Found, type Patient } from "./check.ts";

/** How long the one call of `--live` may take. */
const WAIT_MS = 30_000;

export const x = onSettings("X", "setup", async (config, patient) => {
  const accounts =
    patient.db === null ? [] : await listAccounts(patient.db, { platform: "x", status: "live" });
  if (config.x.bearerToken === null) {
    const next = 'put X_BEARER_TOKEN into the environment (README, "Connecting X")';
    if (accounts.length === 0) return warning("not connected; the register has no live X account", next);
    return problem(`not connected: ${counted(accounts.length, "account")} cannot be checked`, next);
  }
  if (!patient.live) return ok("X_BEARER_TOKEN is set; `doctor --live` tries it, for one cent");
  if (patient.db === null)
    return unknown("not tried: what a call costs cannot be written down", "mend the database");
  const [account] = accounts;
  if (account === undefined) {
    return unknown("not tried: the register has no live X account to look up", "import the register first");
  }
  return tryOut(config, patient.db, patient, account);
});

/** Looks one account up, through the budget and the ledger like any other call. */
async function tryOut(
  config: Config,
  db: Database,
  { clock, ids }: Patient,
  account: Awaited<ReturnType<typeof listAccounts>>[number],
): Promise<Found> {
  const connector = createConnectors(config).find(({ platform }) => platform === "x");
  if (connector === undefined) return unknown("the product has no connection for it");
  const now = clock.now();
  const meter = createMeter({
    db,
    ids,
    clock,
    platform: "x",
    runId: "doctor",
    accountId: account.id,
    night: localDateOf(now, config.policy.timezone),
    cap: capOf(config, "x", connector),
  });
  const deadline = new Date(now.getTime() + WAIT_MS);
  try {
    const signal = AbortSignal.timeout(WAIT_MS);
    const [answer] = await connector.survey([account], { clock, deadline, signal, meter });
    if (answer?.status === "seen") {
      return ok(`answers; one look-up made, for at most ${dollars(connector.prices.survey([account]))}`);
    }
    return warning("answers, but not about the account that was looked up", "run `account-audit scan` on it");
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    if (error.failure === "no-credit") {
      return problem(error.message, "let it top up by itself there; our own budgets are not the cause");
    }
    return problem(
      `${causeSentence(error.failure)}: ${error.message}`,
      "check X_BEARER_TOKEN and the app's plan at X",
    );
  }
}
