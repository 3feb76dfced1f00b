import { createConnectors } from "../../../connectors/index.ts";
import type { Store } from "../../compose.ts";
import { capOf } from "../../compose/budget.ts";
import { followListsWanted } from "../../compose/learner-rules-wanted.ts";
import type { Account } from "../../core/account.ts";
import { localDateOf } from "../../core/calendar.ts";
import { PLATFORMS, type Platform } from "../../core/platform.ts";
import type { LocalDate } from "../../core/time.ts";
import { countRows, planReadings, unsealedMatches } from "../../store/audit-material.ts";
import type { Database } from "../../store/database.ts";
import { FIRST_KEY_VERSION } from "../../store/key-check.ts";
import { readStates, type AccountState } from "../../store/readings.ts";
import { roomLeft, type SpendCap } from "../../store/spend.ts";
import { missingSecret } from "../connection.ts";
import { canSealFor } from "../findings/sealed.ts";
import { estimate, type PlatformPlan, type StoredAccount } from "./estimate.ts";
import { cheapestNight } from "../../core/cheapest-night.ts";
import type { Connector } from "../../core/connector.ts";
import { newsOfNights } from "../../store/news-views.ts";
import { nextNight, type ComingNight } from "./next-night.ts";
import { waitsOf, type Purse, type Waits } from "./waits.ts";

/** A platform whose accounts will be could not check: not connected, and so without a price. */
export interface Unconnected {
  platform: Platform;
  accounts: number;
  /** The environment variable that is missing; null: the product has no connection for the platform yet. */
  missing: string | null;
}

/** A night's mean over the newest concluded ones, beside the cheapest that could have seen the same. */
export interface PastNights {
  nights: number;
  spentMicroUsd: number;
  cheapestMicroUsd: number;
}

/** A platform's coming night, with how long what it leaves out will wait and how cheap the past nights were. */
export interface PlannedPlatform extends PlatformPlan {
  waits: Waits;
  /** null: no night with another before it is on record, or the platform takes no money. */
  past: PastNights | null;
}

export interface ComingPlan {
  night: ComingNight;
  platforms: readonly PlannedPlatform[];
  unconnected: readonly Unconnected[];
}

/**
 * The next night over these accounts, or the audit that `at` names. It reads Postgres alone and calls no platform. `ahead`:
 * also how long what is left out will wait, and how cheap past nights were.
 */
export async function readPlan(
  { db, config, clock }: Pick<Store, "db" | "config" | "clock">,
  accounts: readonly Account[],
  { ahead = false, at }: { ahead?: boolean; at?: ComingNight } = {},
): Promise<ComingPlan> {
  const now = clock.now();
  const zone = config.policy.timezone;
  const night = at ?? nextNight(now, { zone, ...config.schedule });
  const connectors = new Map(createConnectors(config).map((connector) => [connector.platform, connector]));
  const platforms: PlannedPlatform[] = [];
  const unconnected: Unconnected[] = [];
  const today = localDateOf(now, zone);
  for (const platform of PLATFORMS) {
    const mine = accounts.filter((account) => account.platform === platform);
    if (mine.length === 0) continue;
    const connector = connectors.get(platform);
    const missing = missingSecret(config, platform);
    if (connector === undefined || missing !== null) {
      unconnected.push({ platform, accounts: mine.length, missing });
      continue;
    }
    const cap = capOf(config, platform, connector);
    const question = {
      connector,
      night,
      keyVersion: FIRST_KEY_VERSION,
      followListsWanted: await followListsWanted({ db, clock, policy: config.policy, connectors }, platform),
      accounts: await stored(db, mine, { config, today }),
      room: await roomLeft(db, platform, { night: night.date, at: night.scheduledFor }, cap),
    };
    const plan = estimate(question);
    const inUsd = connector.prices.currency === "usd";
    platforms.push({
      ...plan,
      waits: ahead ? waitsOf(question, plan, await purseOf(db, platform, night, cap)) : new Map(),
      past: ahead && inUsd ? await pastNights(db, connector) : null,
    });
  }
  return { night, platforms, unconnected };
}

/** What the caps leave for this night and those after it; null where there is none. */
async function purseOf(
  db: Database,
  platform: Platform,
  night: ComingNight,
  cap: SpendCap | null,
): Promise<Purse | null> {
  if (cap === null) return null;
  if ("dayUnits" in cap) return { night: cap.dayUnits, month: Infinity, monthLeft: Infinity };
  const { nightMicroUsd, monthMicroUsd } = cap;
  const at = { night: night.date, at: night.scheduledFor };
  const monthLeft = await roomLeft(db, platform, at, { nightMicroUsd: Infinity, monthMicroUsd });
  return { night: nightMicroUsd, month: monthMicroUsd, monthLeft: monthLeft ?? Infinity };
}

/** Nights that the comparison is made over: a week, since weekends are quieter. */
const PAST_NIGHTS = 7;

async function pastNights(
  db: Database,
  { platform, prices }: Pick<Connector, "platform" | "prices">,
): Promise<PastNights | null> {
  const news = await newsOfNights(db, platform, PAST_NIGHTS);
  const spent = news.reduce((sum, { microUsd }) => sum + microUsd, 0);
  const cheapest = news.reduce((sum, night) => sum + cheapestNight(night, prices), 0);
  if (news.length === 0 || cheapest === 0) return null;
  const mean = (sum: number) => Math.round(sum / news.length);
  return { nights: news.length, spentMicroUsd: mean(spent), cheapestMicroUsd: mean(cheapest) };
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
