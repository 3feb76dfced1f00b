/**
 * What every connector shares: how long a call may take, when it is made again, what is reserved and settled for it, how
 * much may come back. The calls themselves are made by each platform's own library.
 */
import http from "node:http";
import https from "node:https";
import { setTimeout as pause } from "node:timers/promises";
import { type CallContext, type Meter, PlatformError, type Price } from "../src/core/connector.ts";
import { PLATFORM_NAMES, type Platform } from "../src/core/platform.ts";
import { DAY_MS, MINUTE_MS } from "../src/core/time.ts";

export const DEFAULT_TIMEOUT_MS = 20_000;
/** Waits before the second and the third attempt; each is jittered between half and the whole of it. */
export const DEFAULT_BACKOFF_MS: readonly number[] = [400, 2_000];
/** A page of 1,000 rows is about 120 kB: an answer beyond this is not one of ours. */
export const MAX_BODY_BYTES = 8 * 1024 * 1024;
export const FREE: Price = { microUsd: 0, quotaUnits: 0 };

/** Nothing was sent when a connection fails like this, so that nothing can have been charged. */
const NEVER_SENT: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
]);
const LOOPBACK: ReadonlySet<string> = new Set(["127.0.0.1", "localhost", "[::1]"]);
const RATE_LIMIT_WINDOW_MS = 15 * MINUTE_MS;

/** Where a connector's calls go. `baseUrl` has no trailing slash. */
export interface Endpoint {
  baseUrl: string;
  agent: http.Agent;
}

/**
 * The platform's own address, or the override of the settings. Clear http is for this machine alone, because each call
 * carries the token. Throws {@link PlatformError} `not-connected` for any other address.
 *
 * Connections are not kept: a night has few calls, and a kept connection that the far side has just closed fails in a
 * way that leaves open whether the call was charged.
 */
export function endpointFor(platform: Platform, officialUrl: string, override: string | null): Endpoint {
  const url = URL.parse(override ?? officialUrl);
  const secure = url?.protocol === "https:";
  if (url === null || !(secure || (url.protocol === "http:" && LOOPBACK.has(url.hostname)))) {
    throw new PlatformError(
      platform,
      "not-connected",
      `the address set for ${PLATFORM_NAMES[platform]} is not an https address (http is only allowed on this machine)`,
    );
  }
  const agent = secure ? new https.Agent({ keepAlive: false }) : new http.Agent({ keepAlive: false });
  return { baseUrl: url.origin + url.pathname.replace(/\/+$/, ""), agent };
}

/** Reserve, call, settle (DESIGN.md, decision 6). What is never settled stays reserved: its outcome is unknown. */
export interface MeteredCall {
  reserve(): Promise<void>;
  settle(actual: Price): Promise<void>;
}

export function meteredCall(meter: Meter, call: string, worst: Price): MeteredCall {
  let settle: ((actual: Price) => Promise<void>) | null = null;
  return {
    async reserve() {
      const reservation = await meter.reserve(call, worst);
      settle = (actual) => reservation.settle(actual);
    },
    async settle(actual) {
      if (settle === null) throw new Error(`${call} was settled before it was reserved`);
      await settle(actual);
    },
  };
}

/** The end of one attempt that does not come by itself. */
export interface CallGuard {
  /** Fires when the attempt must be given up. */
  signal: AbortSignal;
  /** Starts the clock; before it, the attempt only waits for the meter. */
  start(): void;
  /** Counts a piece of the answer, and gives up beyond {@link MAX_BODY_BYTES}. */
  received(bytes: number): void;
  /** Why it was given up, or null. */
  reason(): "time-out" | "stopped" | "too-large" | null;
  /** To be called at the end of every attempt. */
  release(): void;
}

/** Guards one attempt by the time-out, the deadline, the caller's signal and the size limit. */
export function guardCall(context: CallContext, timeoutMs: number): CallGuard {
  const controller = new AbortController();
  let reason: "time-out" | "stopped" | "too-large" | null = null;
  let timer: NodeJS.Timeout | undefined;
  let bytes = 0;
  const giveUp = (why: "time-out" | "stopped" | "too-large"): void => {
    reason ??= why;
    controller.abort();
  };
  const onStop = (): void => giveUp("stopped");
  context.signal.addEventListener("abort", onStop, { once: true });
  return {
    signal: controller.signal,
    start() {
      const left = context.deadline.getTime() - context.clock.now().getTime();
      timer = setTimeout(() => giveUp("time-out"), Math.max(1, Math.min(timeoutMs, left)));
    },
    received(more) {
      bytes += more;
      if (bytes > MAX_BODY_BYTES) giveUp("too-large");
    },
    reason: () => reason,
    release() {
      clearTimeout(timer);
      context.signal.removeEventListener("abort", onStop);
    },
  };
}

/** Whether a call failed before anything was sent. */
export function failedToConnect(error: unknown): boolean {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : null;
  return typeof code === "string" && NEVER_SENT.has(code);
}

/** What an attempt came to: an answer, or a failure that may pass. Failures that will not pass are thrown. */
export type Attempt<T> = { answer: T } | { again: PlatformError };

/**
 * Makes the attempts: one, and one more after each wait. No attempt starts and no wait ends after the deadline, nor once
 * the caller has stopped: then cause `not-audited`.
 */
export async function withRetries<T>(
  platform: Platform,
  context: CallContext,
  backoffMs: readonly number[],
  attempt: () => Promise<Attempt<T>>,
): Promise<T> {
  for (let made = 0; ; made++) {
    refuseWhenLate(platform, context);
    const outcome = await attempt();
    if ("answer" in outcome) return outcome.answer;
    const wait = backoffMs[made];
    if (wait === undefined) throw outcome.again;
    const jittered = wait * (0.5 + Math.random() / 2);
    if (context.clock.now().getTime() + jittered > context.deadline.getTime()) throw outcome.again;
    await pauseUnlessStopped(jittered, context.signal);
  }
}

function refuseWhenLate(platform: Platform, context: CallContext): void {
  if (context.signal.aborted) {
    throw new PlatformError(platform, "not-audited", "stopped before the call was made");
  }
  if (context.clock.now() >= context.deadline) {
    throw new PlatformError(platform, "not-audited", "the run's deadline passed before the call was made");
  }
}

async function pauseUnlessStopped(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await pause(ms, undefined, { signal });
  } catch (error) {
    // The stop is reported by the next refuseWhenLate, with the platform's name.
    if (!signal.aborted) throw error;
  }
}

/**
 * When a rate limit ends, from a header in unix seconds. A missing, past or absurd one (over a day) gives a quarter of an
 * hour from now, the window of most platforms.
 */
export function rateLimitEnds(resetHeader: unknown, now: Date): Date {
  const at = typeof resetHeader === "string" ? Number(resetHeader) * 1000 : Number.NaN;
  const isPlausible = at > now.getTime() && at <= now.getTime() + DAY_MS;
  return new Date(isPlausible ? at : now.getTime() + RATE_LIMIT_WINDOW_MS);
}
