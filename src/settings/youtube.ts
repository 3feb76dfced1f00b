import { UserError } from "../errors.ts";
import type { Values } from "./environment.ts";

/** A key reads what is public; consent of a channel's owner, by OAuth, that channel's private subscriptions too. */
export interface YouTubeSecrets {
  apiKey: string | null;
  oauth: { clientId: string; clientSecret: string; refreshToken: string } | null;
  apiUrl: string | null;
  tokenUrl: string | null;
}

/** @throws UserError where only a part of the consent is set. */
export function youtubeOf(values: Values): YouTubeSecrets {
  const consent = {
    YOUTUBE_CLIENT_ID: values.YOUTUBE_CLIENT_ID,
    YOUTUBE_CLIENT_SECRET: values.YOUTUBE_CLIENT_SECRET,
    YOUTUBE_REFRESH_TOKEN: values.YOUTUBE_REFRESH_TOKEN,
  };
  const { YOUTUBE_CLIENT_ID: clientId, YOUTUBE_CLIENT_SECRET: clientSecret } = consent;
  const refreshToken = consent.YOUTUBE_REFRESH_TOKEN;
  const missing = Object.entries(consent).flatMap(([name, value]) => (value === null ? [name] : []));
  if (missing.length === 1 || missing.length === 2) {
    throw new UserError(
      "configuration",
      `YouTube's consent by OAuth is half set: ${missing.join(" and ")} is not in the environment.`,
      'Set all three, or none (README, "Connecting YouTube").',
    );
  }
  const isWhole = clientId !== null && clientSecret !== null && refreshToken !== null;
  return {
    apiKey: values.YOUTUBE_API_KEY,
    oauth: isWhole ? { clientId, clientSecret, refreshToken } : null,
    apiUrl: values.YOUTUBE_API_URL,
    tokenUrl: values.YOUTUBE_TOKEN_URL,
  };
}
