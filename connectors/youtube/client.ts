import { type CallContext, NoAnswer, type PlatformError } from "../../src/core/connector.ts";
import {
  type Attempt,
  type CallGuard,
  type Endpoint,
  FREE,
  failedToConnect,
  guardCall,
  meteredCall,
  withRetries,
} from "../http.ts";
import { isConnectionError, readJson } from "./answer.ts";
import { type Refusal, failureFor, isQuotaRefusal, refusalOf, youTubeError } from "./failures.ts";
import type { AccessTokens } from "./oauth.ts";
import { UNIT } from "./rates.ts";
import { type YouTubeList, youTubeList } from "./schema.ts";

/** One list call of the Data API v3. */
export interface YouTubeRequest {
  resource: "channels" | "playlistItems" | "videos" | "subscriptions";
  params: Readonly<Record<string, string | number | boolean>>;
  /** `owner`: as the channel that gave consent; `public`: as anybody, where there is a key. */
  as: "public" | "owner";
  /** Reasons of a refusal that the caller takes for an answer. */
  takes?: readonly string[];
}

/** A list; or a refusal that the request takes for an answer. */
export type YouTubeAnswer = { list: YouTubeList } | { refusal: Refusal };

export interface YouTubeClientSettings {
  /** null: there is only the consent of a channel. */
  apiKey: string | null;
  /** null: no channel has given consent. */
  tokens: AccessTokens | null;
  endpoint: Endpoint;
  timeoutMs: number;
  backoffMs: readonly number[];
}

/** Makes one call, with retries. Throws PlatformError for everything that YouTube does but answer. */
export type YouTubeClient = (request: YouTubeRequest, context: CallContext) => Promise<YouTubeAnswer>;

export function createYouTubeClient(settings: YouTubeClientSettings): YouTubeClient {
  return (request, context) =>
    withRetries("youtube", context, settings.backoffMs, () => attempt(settings, request, context));
}

/**
 * One unit is reserved before the request and settled after it: every call costs one, a refused one too, but for one that
 * the quota itself refused. What breaks off or hangs stays reserved, as nobody knows whether it was counted.
 */
async function attempt(
  settings: YouTubeClientSettings,
  request: YouTubeRequest,
  context: CallContext,
): Promise<Attempt<YouTubeAnswer>> {
  // Loaded at the first call, since most commands make none; and before the clock of the call starts.
  const { youtube } = await import("googleapis/build/src/apis/youtube/index.js");
  const lists: Lists = youtube({ version: "v3", rootUrl: `${settings.endpoint.baseUrl}/` });
  const identity = await identify(settings, request, context);
  const guard = guardCall(context, settings.timeoutMs);
  const metered = meteredCall(context.meter, request.resource, UNIT);
  try {
    await metered.reserve();
    guard.start();
    const outcome = await exchange(lists, settings, { request, identity }, guard);
    if (guard.reason() !== null) throw unreadable(guard, settings.endpoint);
    if ("broken" in outcome) {
      if (failedToConnect(outcome.broken)) await metered.settle(FREE);
      return {
        again: new NoAnswer("youtube", "the connection to YouTube failed", settings.endpoint.baseUrl),
      };
    }
    const { status, body } = outcome;
    const refusal = status === 200 ? null : refusalOf(status, body);
    await metered.settle(refusal !== null && isQuotaRefusal(refusal) ? FREE : UNIT);
    if (refusal !== null) return refused(settings, request, { refusal, identity }, context);
    const list = youTubeList.safeParse(body);
    if (!list.success) throw unreadable(guard, settings.endpoint);
    return { answer: { list: list.data } };
  } finally {
    guard.release();
  }
}

/** As whom a call is made: by the key, which reads what is public, or by the token of the channel that gave consent. */
interface Identity {
  key: string | null;
  token: string | null;
}

async function identify(
  { apiKey, tokens }: YouTubeClientSettings,
  request: YouTubeRequest,
  context: CallContext,
): Promise<Identity> {
  if (tokens === null || (request.as === "public" && apiKey !== null)) return { key: apiKey, token: null };
  return { key: null, token: await tokens.current(context) };
}

/** What the library's four list calls have in common. */
interface StreamingList {
  list(
    params: object,
    options: RequestInit & {
      responseType: "stream";
      retry: boolean;
      validateStatus: () => boolean;
      agent: Endpoint["agent"];
    },
  ): Promise<{ status: number; data: AsyncIterable<unknown> }>;
}

type Lists = Readonly<Record<YouTubeRequest["resource"], StreamingList>>;

/** Makes the request through Google's library. */
async function exchange(
  lists: Lists,
  { endpoint }: YouTubeClientSettings,
  {
    request: { resource, params },
    identity: { key, token },
  }: { request: YouTubeRequest; identity: Identity },
  guard: CallGuard,
): Promise<{ status: number; body: unknown } | { broken: unknown }> {
  try {
    const response = await lists[resource].list(
      { ...params, ...(key === null ? {} : { key }) },
      {
        // As a stream, so that its size is limited while it comes. The library's own retries would not be metered.
        responseType: "stream",
        retry: false,
        validateStatus: () => true,
        redirect: "error",
        signal: guard.signal,
        agent: endpoint.agent,
        ...(token === null ? {} : { headers: { authorization: `Bearer ${token}` } }),
      },
    );
    return { status: response.status, body: await readJson(response.data, guard) };
  } catch (error) {
    if (guard.reason() === null && !isConnectionError(error)) throw error;
    return { broken: rootOf(error) };
  }
}

function refused(
  { tokens }: YouTubeClientSettings,
  request: YouTubeRequest,
  { refusal, identity }: { refusal: Refusal; identity: Identity },
  context: CallContext,
): Attempt<YouTubeAnswer> {
  if (refusal.reason !== null && request.takes?.includes(refusal.reason)) return { answer: { refusal } };
  const failure = failureFor(refusal, identity.token === null ? "key" : "token", context.clock.now());
  if (refusal.status >= 500) return { again: failure };
  if (refusal.status === 401 && identity.token !== null) {
    tokens?.drop(identity.token);
    return { again: failure };
  }
  throw failure;
}

/** The library wraps what the network said. */
function rootOf(error: unknown): unknown {
  return error instanceof Error && error.cause instanceof Error ? rootOf(error.cause) : error;
}

function unreadable(guard: CallGuard, { baseUrl }: Endpoint): PlatformError {
  switch (guard.reason()) {
    case "time-out":
      return new NoAnswer("youtube", "YouTube did not answer in time", baseUrl);
    case "too-large":
      return youTubeError("platform-error", "YouTube answered with more data than any documented answer has");
    case "stopped":
      return youTubeError("not-audited", "stopped while the call was under way");
    default:
      return youTubeError("platform-error", "YouTube's answer does not have the documented shape");
  }
}
