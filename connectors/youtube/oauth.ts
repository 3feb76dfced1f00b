import { z } from "zod";
import { type CallContext, PlatformError } from "../../src/core/connector.ts";
import { type Attempt, type Endpoint, guardCall, withRetries } from "../http.ts";
import { isConnectionError, readJson } from "./answer.ts";
import { youTubeError } from "./failures.ts";

/** The consent of a channel's owner, given once in a browser (README, "Connecting YouTube"). */
export interface YouTubeConsent {
  clientId: string;
  clientSecret: string;
  refreshToken: string;
}

export interface AccessTokens {
  /** A token that lives long enough for a call. */
  current(context: CallContext): Promise<string>;
  /** Google refused it: the next call asks for another. */
  drop(token: string): void;
}

/** A token is renewed this long before it ends, in milliseconds. */
const MARGIN_MS = 60_000;

const granted = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });
const refused = z.object({ error: z.string() });

/**
 * Access tokens from the refresh token, one renewal at a time. Google's refresh token stays the same at a renewal, so that
 * nothing must be stored.
 */
export function createAccessTokens(
  consent: YouTubeConsent,
  endpoint: Endpoint,
  { timeoutMs, backoffMs }: { timeoutMs: number; backoffMs: readonly number[] },
): AccessTokens {
  let known: { token: string; until: number } | null = null;
  let renewal: Promise<string> | null = null;
  const renew = async (context: CallContext): Promise<string> => {
    const answer = await withRetries("youtube", context, backoffMs, () =>
      askForToken(consent, endpoint, timeoutMs, context),
    );
    known = {
      token: answer.access_token,
      until: context.clock.now().getTime() + answer.expires_in * 1000 - MARGIN_MS,
    };
    return known.token;
  };
  return {
    async current(context) {
      if (known !== null && context.clock.now().getTime() < known.until) return known.token;
      renewal ??= renew(context).finally(() => {
        renewal = null;
      });
      return renewal;
    },
    drop(token) {
      if (known?.token === token) known = null;
    },
  };
}

async function askForToken(
  consent: YouTubeConsent,
  endpoint: Endpoint,
  timeoutMs: number,
  context: CallContext,
): Promise<Attempt<z.output<typeof granted>>> {
  const guard = guardCall(context, timeoutMs);
  guard.start();
  try {
    const body = new URLSearchParams({
      grant_type: "refresh_token",
      client_id: consent.clientId,
      client_secret: consent.clientSecret,
      refresh_token: consent.refreshToken,
    });
    const response = await fetch(endpoint.baseUrl, { method: "POST", body, signal: guard.signal });
    const answer = response.body === null ? undefined : await readJson(response.body, guard);
    const token = granted.safeParse(answer);
    if (response.status === 200 && token.success) return { answer: token.data };
    const why = refused.safeParse(answer);
    if (why.success && why.data.error === "invalid_grant") throw consentIsDead();
    if (why.success && /^(?:invalid|unauthorized)_client$/u.test(why.data.error)) {
      throw youTubeError(
        "not-connected",
        "Google does not know the OAuth client: check YOUTUBE_CLIENT_ID and YOUTUBE_CLIENT_SECRET",
      );
    }
    return { again: youTubeError("platform-error", "Google's token endpoint gave no token") };
  } catch (error) {
    if (error instanceof PlatformError || !(isConnectionError(error) || guard.reason() !== null)) throw error;
    return { again: youTubeError("platform-error", "the connection to Google's token endpoint failed") };
  } finally {
    guard.release();
  }
}

function consentIsDead(): Error {
  return youTubeError(
    "no-permission",
    "the channel's consent has ended: a refresh token dies after 6 months without use, after 7 days while the " +
      "Google project's consent screen is in Testing, and when the owner takes it back; give consent again and put the " +
      "new one into YOUTUBE_REFRESH_TOKEN",
  );
}
