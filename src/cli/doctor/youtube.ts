import { createConnectors } from "../../../connectors/index.ts";
import { capOf } from "../../compose/budget.ts";
import { localDateOf } from "../../core/calendar.ts";
import { causeSentence } from "../../core/causes.ts";
import { type Connector, PlatformError } from "../../core/connector.ts";
import type { Config } from "../../config.ts";
import { listAccounts } from "../../store/accounts.ts";
import type { Database } from "../../store/database.ts";
import { createMeter, roomLeft } from "../../store/spend.ts";
import { counted } from "../problems.ts";
import { units } from "../when.ts";
import { onSettings, ok, problem, unknown, warning, type Found, type Patient } from "./check.ts";

/** How long the one call of `--live` may take. */
const WAIT_MS = 30_000;

export const youtube = onSettings("YouTube", "setup", async (config, patient) => {
  const { apiKey, oauth } = config.youtube;
  const accounts =
    patient.db === null ? [] : await listAccounts(patient.db, { platform: "youtube", status: "live" });
  if (apiKey === null && oauth === null) {
    if (accounts.length === 0) return ok("not connected, and the register has no live channel");
    const next = 'put YOUTUBE_API_KEY into the environment (README, "Connecting YouTube")';
    return problem(`not connected: ${counted(accounts.length, "channel")} cannot be checked`, next);
  }
  const given = [apiKey === null ? "" : "YOUTUBE_API_KEY", oauth === null ? "" : "the consent of a channel"];
  const isSet = given.filter((one) => one !== "").join(" and ");
  if (!patient.live) return ok(`${isSet} set; \`doctor --live\` tries it, for one unit of the quota`);
  if (patient.db === null)
    return unknown("not tried: what a call takes of the quota cannot be written down", "mend the database");
  const [account] = accounts;
  if (account === undefined) {
    return unknown("not tried: the register has no live channel to look up", "import the register first");
  }
  return tryOut(config, patient.db, patient, account);
});

/** Looks one channel up, through the budget and the ledger like any other call. */
async function tryOut(
  config: Config,
  db: Database,
  { clock, ids }: Patient,
  account: Awaited<ReturnType<typeof listAccounts>>[number],
): Promise<Found> {
  const connector = createConnectors(config).find(({ platform }) => platform === "youtube");
  if (connector === undefined) return unknown("the product has no connection for it");
  const now = clock.now();
  const night = localDateOf(now, config.policy.timezone);
  const cap = capOf(config, "youtube", connector);
  const of = { platform: "youtube", runId: "doctor", accountId: account.id, night } as const;
  const meter = createMeter({ db, ids, clock, ...of, cap });
  const deadline = new Date(now.getTime() + WAIT_MS);
  try {
    const signal = AbortSignal.timeout(WAIT_MS);
    const [answer] = await connector.survey([account], { clock, deadline, signal, meter });
    const left = await roomLeft(db, "youtube", { night, at: now }, cap);
    if (answer?.status === "seen") return ok(`answers; one look-up made, ${leftInWords(left, connector)}`);
    return warning("answers, but not about the channel that was looked up", "run `account-audit scan` on it");
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    return problem(
      `${causeSentence(error.failure)}: ${error.message}`,
      "check YOUTUBE_API_KEY and the project's quota in the Google Cloud console",
    );
  }
}

/** What we have used ourselves: Google tells nobody what other programs took. */
function leftInWords(left: number | null, { limits }: Pick<Connector, "limits">): string {
  const zone = limits?.quotaDay?.zone ?? "the platform's zone";
  return left === null ? "no budget is set" : `${units(left)} of the budget left today (${zone})`;
}
