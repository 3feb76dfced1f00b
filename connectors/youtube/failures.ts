import { addDays, instantOf, localDateOf } from "../../src/core/calendar.ts";
import { PlatformError } from "../../src/core/connector.ts";
import type { Cause } from "../../src/core/facts.ts";
import { inUtc, MINUTE_MS } from "../../src/core/time.ts";
import { QUOTA_ZONE } from "./limits.ts";
import { youTubeRefusal } from "./schema.ts";

/** Every message is ours: what YouTube sent may name people. */
export function youTubeError(failure: Cause, message: string, retryAt: Date | null = null): PlatformError {
  return new PlatformError("youtube", failure, message, retryAt);
}

/** Why a call was refused: Google's own word, such as `quotaExceeded`; null: the answer has none. */
export interface Refusal {
  status: number;
  reason: string | null;
}

/** Reasons by which Google says that a key is none. */
const BAD_KEY: ReadonlySet<string> = new Set([
  "API_KEY_INVALID",
  "keyInvalid",
  "keyExpired",
  "authError",
  "required",
]);
const NOT_ENABLED: ReadonlySet<string> = new Set(["accessNotConfigured", "SERVICE_DISABLED"]);
const RESTRICTED_KEY =
  /^(?:ipRefererBlocked|API_KEY_(?:SERVICE|IP_ADDRESS|HTTP_REFERRER|ANDROID_APP|IOS_APP)_BLOCKED)$/u;
/** Stands for a limit that is the day's: newer answers call it by the reason of the minute's, and tell them by details. */
const PER_DAY = "limit of the day";
const DAY_USED_UP: ReadonlySet<string> = new Set(["quotaExceeded", "dailyLimitExceeded", PER_DAY]);
const TOO_FAST: ReadonlySet<string> = new Set(["rateLimitExceeded", "userRateLimitExceeded"]);

/** Reads the reason of a refusal out of its body; the more telling one of the details wins. */
export function refusalOf(status: number, body: unknown): Refusal {
  const read = youTubeRefusal.safeParse(body);
  if (!read.success) return { status, reason: null };
  const { errors, details } = read.data.error;
  const limits = details.flatMap(({ metadata }) => metadata?.quota_limit ?? []);
  if (limits.some((limit) => /perday/iu.test(limit))) return { status, reason: PER_DAY };
  const telling = details.find(({ reason }) => reason !== undefined && isTelling(reason))?.reason;
  return { status, reason: telling ?? errors.find(({ reason }) => reason !== undefined)?.reason ?? null };
}

function isTelling(reason: string): boolean {
  return BAD_KEY.has(reason) || NOT_ENABLED.has(reason) || RESTRICTED_KEY.test(reason);
}

/** Whether a refused call has cost nothing: the quota is what refused it. */
export function isQuotaRefusal({ status, reason }: Refusal): boolean {
  return status === 429 || (reason !== null && (DAY_USED_UP.has(reason) || TOO_FAST.has(reason)));
}

/** What was refused, and what mends it. The token is Google's own answer to the consent. */
const MENDED_BY = {
  key: "put a valid one into YOUTUBE_API_KEY",
  token: "give the channel's consent again and put the new token into YOUTUBE_REFRESH_TOKEN",
} as const;

/** A refused call, typed by its reason and not by its status: 403 says a dozen things. */
export function failureFor({ status, reason }: Refusal, as: "key" | "token", now: Date): PlatformError {
  if (reason !== null && DAY_USED_UP.has(reason)) return usedUp(now);
  if (status === 429 || (reason !== null && TOO_FAST.has(reason))) return tooFast(now);
  if (status === 401 || (reason !== null && BAD_KEY.has(reason))) {
    return youTubeError("not-connected", `Google refused the ${as} (HTTP ${status}): ${MENDED_BY[as]}`);
  }
  if (reason !== null && NOT_ENABLED.has(reason)) {
    return youTubeError(
      "not-connected",
      "YouTube Data API v3 is not enabled in the Google project: enable it in the Google Cloud console",
    );
  }
  if (reason !== null && RESTRICTED_KEY.test(reason)) {
    return youTubeError("no-permission", "the restrictions of the API key refuse this machine or this API");
  }
  return named(status, reason);
}

const NAMED: Readonly<Record<string, [Cause, string]>> = {
  subscriptionForbidden: [
    "subscriptions-private",
    "the channel's subscriptions are private: make them public in the channel's privacy settings, or connect the channel by OAuth",
  ],
  subscriberNotFound: ["account-missing", "YouTube finds no such channel"],
  accountClosed: ["account-missing", "YouTube says that the channel is closed"],
  accountSuspended: ["account-suspended", "YouTube says that the channel is suspended"],
  channelClosed: ["account-missing", "YouTube says that the channel is closed"],
  channelSuspended: ["account-suspended", "YouTube says that the channel is suspended"],
  insufficientPermissions: [
    "no-permission",
    "the consent does not cover reading: it must be given again, with the scope youtube.readonly",
  ],
};

function named(status: number, reason: string | null): PlatformError {
  const known = reason === null ? undefined : NAMED[reason];
  if (known !== undefined) return youTubeError(...known);
  if (status === 403 && reason !== null) {
    return youTubeError("no-permission", "YouTube does not permit this call to our project (HTTP 403)");
  }
  return youTubeError("platform-error", `YouTube answered with HTTP ${status}`);
}

/** The quota comes back at midnight in California. */
function usedUp(now: Date): PlatformError {
  const midnight = instantOf(addDays(localDateOf(now, QUOTA_ZONE), 1), "00:00", QUOTA_ZONE);
  return youTubeError(
    "quota-used-up",
    `YouTube's quota of this day is used up until ${inUtc(midnight)}`,
    midnight,
  );
}

function tooFast(now: Date): PlatformError {
  const ends = new Date(now.getTime() + MINUTE_MS);
  return youTubeError("rate-limited", `YouTube limits the calls of a minute until ${inUtc(ends)}`, ends);
}
