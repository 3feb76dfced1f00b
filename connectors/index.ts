import type { Connector } from "../src/core/connector.ts";
import { createXConnector, type XSettings } from "./x/index.ts";
import { createYouTubeConnector, type YouTubeSettings } from "./youtube/index.ts";

/** What connecting needs of the settings (src/config.ts). */
export interface ConnectorSettings {
  x: XSettings;
  youtube: YouTubeSettings;
}

/** Every platform that the product can read: one line each. */
export function createConnectors(settings: ConnectorSettings): readonly Connector[] {
  return [createXConnector(settings.x), createYouTubeConnector(settings.youtube)];
}
