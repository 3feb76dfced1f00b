import type { ConnectorSettings } from "../../connectors/index.ts";

/** No platform connected: enough to read handles and addresses. */
export const UNCONNECTED: ConnectorSettings = {
  x: { bearerToken: null, apiUrl: null },
  youtube: { apiKey: null, oauth: null, apiUrl: null, tokenUrl: null },
};
