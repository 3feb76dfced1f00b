import type { ConnectionFacts } from "../../src/core/connector.ts";

/** An app's bearer token reads the public data of every account. */
export const X_CONNECTION: ConnectionFacts = {
  asOf: "2026-11-01",
  source: "https://docs.x.com/fundamentals/authentication/oauth-2-0/application-only",
  how: "one app bearer token for all accounts (X_BEARER_TOKEN)",
  consent: "none: it reads public data alone",
  endsWhen:
    "it does not expire; it ends when it is regenerated or revoked, and calls stop when the credit is used up",
  nextStep:
    "IT: at developer.x.com make an app, add credit, copy its bearer token into X_BEARER_TOKEN of the service",
};
