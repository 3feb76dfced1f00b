import { createConnectors } from "../../connectors/index.ts";
import type { Config } from "../config.ts";
import type { Platform } from "../core/platform.ts";

/** The address of a public profile; null for a platform that the product cannot connect to yet. */
export function profileLink(
  config: Pick<Config, "x" | "youtube">,
  profile: { platform: Platform; handle: string; platformId: string | null },
): string | null {
  const connector = createConnectors(config).find(({ platform }) => platform === profile.platform);
  return connector?.profileUrl(profile) ?? null;
}
