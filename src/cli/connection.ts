import type { Config } from "../config.ts";
import type { Platform } from "../core/platform.ts";

/** The environment variable whose absence keeps a platform unconnected; null: nothing is missing. */
export function missingSecret(config: Pick<Config, "x" | "youtube">, platform: Platform): string | null {
  if (platform === "x") return config.x.bearerToken === null ? "X_BEARER_TOKEN" : null;
  if (platform !== "youtube") return null;
  return config.youtube.apiKey === null && config.youtube.oauth === null ? "YOUTUBE_API_KEY" : null;
}
