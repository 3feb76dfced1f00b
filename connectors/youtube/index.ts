import type { Connector } from "../../src/core/connector.ts";
import { DEFAULT_BACKOFF_MS, DEFAULT_TIMEOUT_MS, endpointFor } from "../http.ts";
import { type YouTubeClient, createYouTubeClient } from "./client.ts";
import { YOUTUBE_CONNECTION } from "./connection.ts";
import { youTubeError } from "./failures.ts";
import { followPage, ownChannelOf } from "./follows.ts";
import { YOUTUBE_LIMITS } from "./limits.ts";
import { normalise } from "./normalise.ts";
import { type YouTubeConsent, createAccessTokens } from "./oauth.ts";
import { postsPage } from "./posts.ts";
import { isChannelId, isHandle, normaliseHandle, parseProfileUrl, profileUrl } from "./profile-url.ts";
import { YOUTUBE_ESTIMATES } from "./rates.ts";
import { SURVEY_BATCH, survey } from "./survey.ts";

const OFFICIAL_URL = "https://youtube.googleapis.com";
const OFFICIAL_TOKEN_URL = "https://oauth2.googleapis.com/token";

export interface YouTubeSettings {
  /** Reads what is public. null, and no consent: every call throws `not-connected`. */
  apiKey: string | null;
  /** Reads the private subscriptions of the channel whose owner gave it, and what is public where there is no key. */
  oauth: YouTubeConsent | null;
  /** Instead of https://youtube.googleapis.com: https, or http on this machine. */
  apiUrl: string | null;
  /** Instead of Google's token endpoint: the same. */
  tokenUrl: string | null;
  /** After which a call is given up. */
  timeoutMs?: number;
  /** Waits between attempts. */
  backoffMs?: readonly number[];
}

/**
 * YouTube, by its Data API v3. Titles, descriptions and rows are held in memory only, from a page to its facts; nothing is
 * logged.
 */
export function createYouTubeConnector(settings: YouTubeSettings): Connector {
  const client = clientFor(settings);
  const { oauth, apiKey } = settings;
  const ownChannel = ownChannelOf(client, { hasConsent: oauth !== null, hasKey: apiKey !== null });
  return {
    platform: "youtube",
    observes: ["presence", "profile", "activities", "following"],
    surveyBatch: SURVEY_BATCH,
    prices: YOUTUBE_ESTIMATES,
    followRows: { ids: true, handles: false, order: "none" },
    limits: YOUTUBE_LIMITS,
    connection: YOUTUBE_CONNECTION,
    parseProfileUrl,
    normaliseHandle,
    isHandle,
    isId: isChannelId,
    idIn: (handle) => (isChannelId(handle) ? handle : null),
    profileUrl: ({ handle }) => profileUrl(handle),
    survey: (accounts, context) => survey(client, accounts, context),
    postsPage: (_account, request, context) => postsPage(client, request, context),
    normalise,
    followPage: (account, request, context) => followPage(client, ownChannel, account, request, context),
  };
}

function clientFor(settings: YouTubeSettings): YouTubeClient {
  const { apiKey, oauth } = settings;
  if (apiKey === null && oauth === null) {
    return async () => {
      throw youTubeError("not-connected", "YouTube is not connected: put an API key into YOUTUBE_API_KEY");
    };
  }
  let client: YouTubeClient | null = null;
  return async (request, context) => {
    client ??= connect(settings);
    return client(request, context);
  };
}

function connect({ apiKey, oauth, apiUrl, tokenUrl, ...limits }: YouTubeSettings): YouTubeClient {
  const { timeoutMs = DEFAULT_TIMEOUT_MS, backoffMs = DEFAULT_BACKOFF_MS } = limits;
  const pace = { timeoutMs, backoffMs };
  const tokenEndpoint = endpointFor("youtube", OFFICIAL_TOKEN_URL, tokenUrl);
  return createYouTubeClient({
    apiKey,
    tokens: oauth === null ? null : createAccessTokens(oauth, tokenEndpoint, pace),
    endpoint: endpointFor("youtube", OFFICIAL_URL, apiUrl),
    ...pace,
  });
}
