import { createConnectors } from "../../../connectors/index.ts";
import { capOf } from "../../compose/budget.ts";
import { localDateOf } from "../../core/calendar.ts";
import { causeSentence } from "../../core/causes.ts";
import { type Connector, NoAnswer, PlatformError } from "../../core/connector.ts";
import type { Platform } from "../../core/platform.ts";
import type { Config } from "../../config.ts";
import { listAccounts } from "../../store/accounts.ts";
import { createMeter, roomLeft } from "../../store/spend.ts";
import { ok, problem, unknown, warning, type Found, type Patient } from "./check.ts";

/** How long the one call of `--live` may take. */
const WAIT_MS = 30_000;

type Accounts = Awaited<ReturnType<typeof listAccounts>>;

/** The live accounts of a platform; without a database, none. */
export async function liveOn(platform: Platform, { db }: Pick<Patient, "db">): Promise<Accounts> {
  return db === null ? [] : listAccounts(db, { platform, status: "live" });
}

/** What is a platform's own about trying it. */
export interface Tried {
  platform: Platform;
  /** What an account is called there. */
  one: "account" | "channel";
  /** Which settings may send the calls elsewhere. */
  addresses: string;
  /** What a call takes, which is written down. */
  takes: string;
  /** What the look-up cost, or what is left; `left` is in the platform's own currency. */
  inWords(connector: Connector, looked: { account: Accounts[number]; left: number | null }): string;
  /** A refusal, and what mends it. */
  refused(failure: PlatformError): Found;
}

/** Looks one account up, through the budget and the ledger like any other call. */
export async function lookOneUp(
  tried: Tried,
  config: Config,
  { db, clock, ids }: Patient,
  [account]: Accounts,
): Promise<Found> {
  const { platform, one, takes } = tried;
  if (db === null) return unknown(`not tried: ${takes} cannot be written down`, "mend the database");
  if (account === undefined) {
    return unknown(`not tried: the register has no live ${one} to look up`, "import the register first");
  }
  const connector = createConnectors(config).find((each) => each.platform === platform);
  if (connector === undefined) return unknown("the product has no connection for it");
  const now = clock.now();
  const night = localDateOf(now, config.policy.timezone);
  const cap = capOf(config, platform, connector);
  const meter = createMeter({ db, ids, clock, platform, runId: "doctor", accountId: account.id, night, cap });
  const deadline = new Date(now.getTime() + WAIT_MS);
  try {
    const signal = AbortSignal.timeout(WAIT_MS);
    const [answer] = await connector.survey([account], { clock, deadline, signal, meter });
    const left = await roomLeft(db, platform, { night, at: now }, cap);
    if (answer?.status === "seen") {
      return ok(`answers; one look-up made, ${tried.inWords(connector, { account, left })}`);
    }
    return warning(`answers, but not about the ${one} that was looked up`, "run `account-audit scan` on it");
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    if (error instanceof NoAnswer) {
      const next = `check this machine's network, the firewall, and ${tried.addresses} where it is set`;
      return problem(`no answer from ${error.address}: ${error.message}`, next);
    }
    return tried.refused(error);
  }
}

/** A refusal in our words, and in the platform's. */
export function refusalInWords({ failure, message }: PlatformError): string {
  return `${causeSentence(failure)}: ${message}`;
}
