import type { Connector } from "../core/connector.ts";

/** How one platform writes handles and profile URLs; a connector is one. All pure. */
export type HandleRules = Pick<
  Connector,
  "parseProfileUrl" | "isHandle" | "normaliseHandle" | "idIn" | "isId"
>;
