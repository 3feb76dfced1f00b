import type { ITwitterApiClientPlugin } from "twitter-api-v2";
import { type CallContext, NoAnswer, type PlatformError, type Price } from "../../src/core/connector.ts";
import {
  type Attempt,
  type CallGuard,
  type Endpoint,
  FREE,
  type MeteredCall,
  failedToConnect,
  guardCall,
  meteredCall,
  withRetries,
} from "../http.ts";
import { refusal, xError } from "./failures.ts";
import { type XBody, xBody } from "./schema.ts";

/** One GET of the v2 API. */
export interface XRequest {
  /** Names the call in the ledger: no id, no handle. */
  call: string;
  /** Below /2/. */
  path: string;
  query: Readonly<Record<string, string | number>>;
  /** The price of the largest answer that the request allows. */
  worst: Price;
  /** The price of the answer that came. */
  priceOf(body: XBody): Price;
}

/** An answer; or the text of a 400, in memory only, to see whether it refuses the vocabulary. */
export type XAnswer = { body: XBody } | { refused: string };

export interface XClientSettings {
  bearerToken: string;
  endpoint: Endpoint;
  timeoutMs: number;
  backoffMs: readonly number[];
}

/** Makes one call, with retries. Throws PlatformError for everything that X does but answer, or refuse with 400. */
export type XClient = (request: XRequest, context: CallContext) => Promise<XAnswer>;

export function createXClient(settings: XClientSettings): XClient {
  return (request, context) =>
    withRetries("x", context, settings.backoffMs, () => attempt(settings, request, context));
}

async function attempt(
  settings: XClientSettings,
  request: XRequest,
  context: CallContext,
): Promise<Attempt<XAnswer>> {
  // Loaded at the first call: most commands make none, and the library takes as long to load as Node does to start.
  const { ApiRequestError, ApiPartialResponseError, ApiResponseError, TwitterApi } =
    await import("twitter-api-v2");
  const guard = guardCall(context, settings.timeoutMs);
  const metered = meteredCall(context.meter, request.call, request.worst);
  const exchange: Exchange = { body: null, wasNeverSent: false };
  const client = new TwitterApi(settings.bearerToken, {
    httpAgent: settings.endpoint.agent,
    // The size limit counts what arrives; a compressed answer could unfold to anything.
    compression: "identity",
    plugins: [meterPlugin(metered, request, guard, exchange)],
  }).v2;
  try {
    // As text, because the library's own reading of an error body trips over `errors: [null]` outside any promise.
    await client.get(
      request.path,
      { ...request.query },
      { prefix: `${settings.endpoint.baseUrl}/2/`, forceParseMode: "text" },
    );
    if (exchange.body === null) throw unreadable(guard, settings.endpoint);
    return { answer: { body: exchange.body } };
  } catch (error) {
    if (error instanceof ApiResponseError) {
      const failure = refusal(error.code, error.headers, context.clock.now());
      if (error.code >= 500) return { again: failure };
      if (error.code === 400) return { answer: { refused: refusedText(error.data) } };
      throw failure;
    }
    if (!(error instanceof ApiRequestError || error instanceof ApiPartialResponseError)) throw error;
    if (guard.reason() !== null) throw unreadable(guard, settings.endpoint);
    return { again: new NoAnswer("x", "the connection to X failed", settings.endpoint.baseUrl) };
  } finally {
    guard.release();
  }
}

/** What the hooks learn of an exchange. */
interface Exchange {
  /** The checked answer, or null when it could not be read. */
  body: XBody | null;
  wasNeverSent: boolean;
}

/**
 * Reserves before the request and settles after it. X charges only answers with data, so that a refusal settles at 0;
 * what breaks off, hangs or cannot be read stays reserved, as nobody knows what X counted.
 */
function meterPlugin(
  metered: MeteredCall,
  request: XRequest,
  guard: CallGuard,
  exchange: Exchange,
): ITwitterApiClientPlugin {
  return {
    onBeforeRequestConfig({ params }) {
      params.requestEventDebugHandler = (event, data: unknown) => {
        if (event === "response") countBytes(data, guard);
        // The library's own error loses the reason, so that it is caught on the way.
        if (event === "request-error") exchange.wasNeverSent = wasNeverSent(data);
      };
    },
    async onBeforeRequest({ requestOptions }) {
      await metered.reserve();
      requestOptions.signal = guard.signal;
      guard.start();
    },
    async onAfterRequest({ response }) {
      exchange.body = guard.reason() === null ? readBody(response.data) : null;
      if (exchange.body !== null) await metered.settle(request.priceOf(exchange.body));
    },
    async onResponseError() {
      await metered.settle(FREE);
    },
    async onRequestError() {
      if (exchange.wasNeverSent) await metered.settle(FREE);
    },
  };
}

/** Whether a connection failed before anything was sent. */
function wasNeverSent(data: unknown): boolean {
  return (
    typeof data === "object" && data !== null && "requestError" in data && failedToConnect(data.requestError)
  );
}

function countBytes(data: unknown, guard: CallGuard): void {
  if (typeof data !== "object" || data === null || !("res" in data)) return;
  const { res } = data;
  if (typeof res !== "object" || res === null || !("on" in res) || typeof res.on !== "function") return;
  res.on("data", (chunk: Uint8Array) => guard.received(chunk.length));
}

function readBody(text: unknown): XBody | null {
  if (typeof text !== "string") return null;
  try {
    const read = xBody.safeParse(JSON.parse(text));
    return read.success ? read.data : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function refusedText(data: unknown): string {
  return typeof data === "string" ? data : "";
}

function unreadable(guard: CallGuard, { baseUrl }: Endpoint): PlatformError {
  switch (guard.reason()) {
    case "time-out":
      return new NoAnswer("x", "X did not answer in time", baseUrl);
    case "too-large":
      return xError("platform-error", "X answered with more data than any documented answer has");
    case "stopped":
      return xError("not-audited", "stopped while the call was under way");
    default:
      return xError("platform-error", "X's answer does not have the documented shape");
  }
}
