import type { Config } from "../config.ts";
import type { Platform } from "../core/platform.ts";

/** The environment variable whose absence keeps a platform unconnected; null: nothing is missing. */
export function missingSecret(config: Pick<Config, "x">, platform: Platform): string | null {
  return platform === "x" && config.x.bearerToken === null ? "X_BEARER_TOKEN" : null;
}
