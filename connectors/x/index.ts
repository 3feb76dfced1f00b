import type { Connector } from "../../src/core/connector.ts";
import { DEFAULT_BACKOFF_MS, DEFAULT_TIMEOUT_MS, endpointFor } from "../http.ts";
import { type XClient, createXClient } from "./client.ts";
import { X_CONNECTION } from "./connection.ts";
import { xError } from "./failures.ts";
import { followPage } from "./follows.ts";
import { X_LIMITS } from "./limits.ts";
import { normalise } from "./normalise.ts";
import { postsPage } from "./posts.ts";
import { isHandle, isId, normaliseHandle, parseProfileUrl } from "./profile-url.ts";
import { X_ESTIMATES } from "./rates.ts";
import { SURVEY_BATCH, survey } from "./survey.ts";
import { threadStarters } from "./threads.ts";
import { createSpeech } from "./vocabulary.ts";

const OFFICIAL_URL = "https://api.x.com";

export interface XSettings {
  /** The app's bearer token; null: every call throws `not-connected`. */
  bearerToken: string | null;
  /** Instead of https://api.x.com: https, or http on this machine. */
  apiUrl: string | null;
  /** After which a call is given up. */
  timeoutMs?: number;
  /** Waits between attempts. */
  backoffMs?: readonly number[];
}

/**
 * X, by its API v2 with an app bearer token, which reads all public data of every account. Texts, names and rows are held
 * in memory only, from a page to its facts; nothing is logged.
 */
export function createXConnector(settings: XSettings): Connector {
  const speech = createSpeech(clientFor(settings));
  return {
    platform: "x",
    observes: ["presence", "profile", "activities", "following", "contacts"],
    surveyBatch: SURVEY_BATCH,
    prices: X_ESTIMATES,
    followRows: { ids: true, handles: true, order: "newest-first" },
    limits: X_LIMITS,
    connection: X_CONNECTION,
    parseProfileUrl,
    normaliseHandle,
    isHandle,
    isId,
    profileUrl: (account) => `https://x.com/${account.handle}`,
    survey: (accounts, context) => survey(speech, accounts, context),
    postsPage: (account, request, context) => postsPage(speech, account, request, context),
    normalise,
    followPage: (account, request, context) => followPage(speech, account, request, context),
    threadStarters: (threadIds, context) => threadStarters(speech, threadIds, context),
  };
}

function clientFor(settings: XSettings): XClient {
  const { bearerToken, apiUrl } = settings;
  if (bearerToken === null || bearerToken.trim() === "") {
    return async () => {
      throw xError("not-connected", "X is not connected: put a bearer token into X_BEARER_TOKEN");
    };
  }
  let client: XClient | null = null;
  return async (request, context) => {
    client ??= createXClient({
      bearerToken: bearerToken.trim(),
      endpoint: endpointFor("x", OFFICIAL_URL, apiUrl),
      timeoutMs: settings.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      backoffMs: settings.backoffMs ?? DEFAULT_BACKOFF_MS,
    });
    return client(request, context);
  };
}
