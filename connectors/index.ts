import type { Connector } from "../src/core/connector.ts";
import { createXConnector } from "./x/index.ts";

/** What connecting needs of the settings (src/config.ts). */
export interface ConnectorSettings {
  x: { bearerToken: string | null; apiUrl: string | null };
}

/** Every platform that the product can read: one line each. */
export function createConnectors(settings: ConnectorSettings): readonly Connector[] {
  return [createXConnector(settings.x)];
}
