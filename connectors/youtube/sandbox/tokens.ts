import type http from "node:http";
import type { Clock } from "../../../src/core/time.ts";

/** The consent that one channel of the world has given. */
export interface SandboxConsent {
  clientId: string;
  clientSecret: string;
  /** Changed by a test when the owner takes it back. */
  refreshToken: string;
  channelId: string;
  /** Each renewal brings another refresh token and ends the one before, as Google's do not. */
  isSingleUse?: boolean;
}

export interface TokenDesk {
  /** Answers a renewal. */
  answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void>;
  /** The channel that a token stands for; null: it stands for none any more. */
  channelOf(token: string): string | null;
}

const LIFE_S = 3600;

/** Google's token endpoint: the refresh token stays, unless the consent is of the other kind; access tokens live an hour of the clock. */
export function createTokenDesk(clock: Clock, consent: () => SandboxConsent | null): TokenDesk {
  const issued = new Map<string, number>();
  return {
    async answer(request, response) {
      const form = new URLSearchParams(await textOf(request));
      const given = consent();
      const send = (status: number, body: unknown): void => {
        response.writeHead(status, { "content-type": "application/json" });
        response.end(JSON.stringify(body));
      };
      const knowsClient =
        form.get("client_id") === given?.clientId && form.get("client_secret") === given?.clientSecret;
      if (!knowsClient) return send(401, { error: "invalid_client" });
      if (given === null || form.get("refresh_token") !== given.refreshToken) {
        return send(400, { error: "invalid_grant", error_description: "Token has been expired or revoked." });
      }
      const token = `token-${issued.size + 1}`;
      issued.set(token, clock.now().getTime() + LIFE_S * 1000);
      const fresh = { access_token: token, expires_in: LIFE_S, token_type: "Bearer" };
      if (!given.isSingleUse) return send(200, fresh);
      given.refreshToken = `refresh-${issued.size}`;
      send(200, { ...fresh, refresh_token: given.refreshToken });
    },
    channelOf(token) {
      const until = issued.get(token);
      const isGood = until !== undefined && clock.now().getTime() < until;
      return isGood ? (consent()?.channelId ?? null) : null;
    },
  };
}

async function textOf(request: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString("utf8");
}
