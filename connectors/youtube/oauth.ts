import { z } from "zod";
import { type CallContext, NoAnswer, PlatformError } from "../../src/core/connector.ts";
import { HOUR_MS } from "../../src/core/time.ts";
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

/** A refusal that only a person can mend is told again without asking, for so long, in milliseconds. */
const REFUSED_FOR_MS = HOUR_MS;

const granted = z.object({
  access_token: z.string().min(1),
  expires_in: z.number().positive(),
  refresh_token: z.string().min(1).optional(),
});
const refused = z.object({ error: z.string() });

/** A renewal: granted, or refused in a way that asking again does not mend. */
type Renewal = { granted: z.output<typeof granted> } | { refused: PlatformError };

/**
 * Access tokens from the refresh token, one renewal at a time. Google's refresh token may be used by many workers at once and
 * stays the same at a renewal, so that nothing must be stored. Should an answer bring another one all the same, it is the
 * one that this process uses from then on.
 */
export function createAccessTokens(
  consent: YouTubeConsent,
  endpoint: Endpoint,
  { timeoutMs, backoffMs }: { timeoutMs: number; backoffMs: readonly number[] },
): AccessTokens {
  let known: { token: string; until: number } | null = null;
  let refusal: { failure: PlatformError; until: number } | null = null;
  let renewal: Promise<string> | null = null;
  let { refreshToken } = consent;
  const renew = async (context: CallContext): Promise<string> => {
    const answer = await withRetries("youtube", context, backoffMs, () =>
      askForToken({ ...consent, refreshToken }, endpoint, timeoutMs, context),
    );
    const now = context.clock.now().getTime();
    if ("refused" in answer) {
      refusal = { failure: answer.refused, until: now + REFUSED_FOR_MS };
      throw answer.refused;
    }
    const { access_token: token, expires_in: seconds, refresh_token: next } = answer.granted;
    refreshToken = next ?? refreshToken;
    known = { token, until: now + seconds * 1000 - MARGIN_MS };
    return token;
  };
  return {
    async current(context) {
      const now = context.clock.now().getTime();
      if (known !== null && now < known.until) return known.token;
      if (refusal !== null && now < refusal.until) throw refusal.failure;
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
): Promise<Attempt<Renewal>> {
  const guard = guardCall(context, timeoutMs);
  guard.start();
  try {
    const body = new URLSearchParams({
      grant_type: "refresh_token",
      client_id: consent.clientId,
      client_secret: consent.clientSecret,
      refresh_token: consent.refreshToken,
    });
    // A redirect would carry secret and refresh token to whatever host it names.
    const response = await fetch(endpoint.baseUrl, {
      method: "POST",
      body,
      redirect: "error",
      signal: guard.signal,
    });
    const answer = response.body === null ? undefined : await readJson(response.body, guard);
    const token = granted.safeParse(answer);
    if (response.status === 200 && token.success) return { answer: { granted: token.data } };
    const why = refused.safeParse(answer);
    if (why.success && why.data.error === "invalid_grant") return { answer: { refused: consentIsDead() } };
    if (why.success && /^(?:invalid|unauthorized)_client$/u.test(why.data.error)) {
      const says = "Google does not know the OAuth client: check YOUTUBE_CLIENT_ID and YOUTUBE_CLIENT_SECRET";
      return { answer: { refused: youTubeError("not-connected", says) } };
    }
    return { again: youTubeError("platform-error", "Google's token endpoint gave no token") };
  } catch (error) {
    if (error instanceof PlatformError || !(isConnectionError(error) || guard.reason() !== null)) throw error;
    return {
      again: new NoAnswer("youtube", "the connection to Google's token endpoint failed", endpoint.baseUrl),
    };
  } finally {
    guard.release();
  }
}

function consentIsDead(): PlatformError {
  return youTubeError(
    "no-permission",
    "the channel's consent has ended: a refresh token dies after 6 months without use, after 7 days while the " +
      "Google project's consent screen is in Testing, and when the owner takes it back; give consent again and put the " +
      "new one into YOUTUBE_REFRESH_TOKEN",
  );
}
