import { createConnectors } from "../../../connectors/index.ts";
import type { Store } from "../../compose.ts";
import { capOf } from "../../compose/budget.ts";
import type { Account } from "../../core/account.ts";
import { localDateOf } from "../../core/calendar.ts";
import { PLATFORMS, type Platform } from "../../core/platform.ts";
import type { LocalDate } from "../../core/time.ts";
import { countRows, planReadings, unsealedMatches } from "../../store/audit-material.ts";
import type { Database } from "../../store/database.ts";
import { FIRST_KEY_VERSION } from "../../store/key-check.ts";
import { learnerShare } from "../../store/learners.ts";
import { readStates, type AccountState } from "../../store/readings.ts";
import { roomLeft } from "../../store/spend.ts";
import { missingSecret } from "../connection.ts";
import { canSealFor } from "../findings/sealed.ts";
import { estimate, type PlatformPlan, type StoredAccount } from "./estimate.ts";
import { nextNight, type ComingNight } from "./next-night.ts";

/** A platform whose accounts will be could not check: not connected. */
export interface Unconnected {
  platform: Platform;
  accounts: number;
  /** The environment variable that is missing; null: the product has no connection for the platform yet. */
  missing: string | null;
}

export interface ComingPlan {
  night: ComingNight;
  platforms: readonly PlatformPlan[];
  unconnected: readonly Unconnected[];
}

/** The next night over these accounts. It reads Postgres alone and calls no platform. */
export async function readPlan(
  { db, config, clock }: Pick<Store, "db" | "config" | "clock">,
  accounts: readonly Account[],
): Promise<ComingPlan> {
  const now = clock.now();
  const zone = config.policy.timezone;
  const night = nextNight(now, { zone, ...config.schedule });
  const connectors = new Map(createConnectors(config).map((connector) => [connector.platform, connector]));
  const platforms: PlatformPlan[] = [];
  const unconnected: Unconnected[] = [];
  const today = localDateOf(now, zone);
  for (const platform of PLATFORMS) {
    const mine = accounts.filter((account) => account.platform === platform);
    if (mine.length === 0) continue;
    const connector = connectors.get(platform);
    const missing = missingSecret(config, platform);
    if (connector === undefined || missing !== null) {
      unconnected.push({ platform, accounts: mine.length, missing });
    }
    if (connector === undefined) continue;
    platforms.push(
      estimate({
        connector,
        night,
        keyVersion: FIRST_KEY_VERSION,
        followListsWanted: await followListsWanted(db, platform, { config, today }),
        accounts: await stored(db, mine, { config, today }),
        room: await roomLeft(
          db,
          platform,
          { night: night.date, at: night.scheduledFor },
          capOf(config, platform, connector),
        ),
      }),
    );
  }
  return { night, platforms, unconnected };
}

/** Without authorised rules, or without known learners, a follow list is other people's data and no use. */
async function followListsWanted(
  db: Database,
  platform: Platform,
  { config, today }: { config: Store["config"]; today: LocalDate },
): Promise<boolean> {
  if (!config.policy.learnerRulesAuthorised) return false;
  return (await learnerShare(db, platform, today)).known > 0;
}

async function stored(
  db: Database,
  accounts: readonly Account[],
  { config, today }: { config: Store["config"]; today: LocalDate },
): Promise<StoredAccount[]> {
  const ids = accounts.map(({ id }) => id);
  const states = new Map((await readStates(db, ids)).map((state) => [state.accountId, state]));
  const rows = await countRows(db, ids);
  const unsealed = await unsealedMatches(db, ids, today);
  return accounts.map((account) => {
    const state = states.get(account.id) ?? null;
    const wantsSeal = unsealed.has(account.id) && canSealFor(account, config);
    const readings = planReadings(state, rows.get(account.id) ?? 0, wantsSeal);
    return { account, readings, surveyed: lastSurvey(state) };
  });
}

function lastSurvey(state: AccountState | null): StoredAccount["surveyed"] {
  if (state === null || state.surveyedAt === null || state.presence === null) return null;
  return { presence: state.presence, profile: state.profile };
}
