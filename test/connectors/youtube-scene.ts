/** A sandbox of YouTube with a connector before it, for the connector's tests. */
import { createYouTubeConnector, type YouTubeSettings } from "../../connectors/youtube/index.ts";
import {
  createWorld,
  startYouTubeSandbox,
  type Sandbox,
  type SandboxOptions,
  type SandboxWorld,
} from "../../connectors/youtube/sandbox.ts";
import type { Account } from "../../src/core/account.ts";
import type { Connector } from "../../src/core/connector.ts";
import { clockAt } from "../support/clock.ts";
import { NOW, account as accountWith } from "./scene.ts";

export interface YouTubeScene {
  world: SandboxWorld;
  sandbox: Sandbox;
  connector: Connector;
}

export async function startYouTube(
  options: Partial<SandboxOptions> = {},
  settings: Partial<YouTubeSettings> = {},
): Promise<YouTubeScene> {
  const world = options.world ?? createWorld(3);
  const sandbox = await startYouTubeSandbox({ clock: clockAt(NOW), apiKey: "key", ...options, world });
  const connector = createYouTubeConnector({
    apiKey: "key",
    oauth: null,
    apiUrl: sandbox.url,
    tokenUrl: sandbox.tokenUrl,
    backoffMs: [1, 1],
    ...settings,
  });
  return { world, sandbox, connector };
}

export function channelAccount(changes: Partial<Account>): Account {
  return accountWith({ platform: "youtube", ...changes });
}
