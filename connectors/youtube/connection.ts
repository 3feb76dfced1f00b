import type { ConnectionFacts } from "../../src/core/connector.ts";

/** A key reads what is public of every channel; a channel's own consent adds its private subscriptions. */
export const YOUTUBE_CONNECTION: ConnectionFacts = {
  asOf: "2026-11-01",
  source: "https://developers.google.com/youtube/v3/getting-started",
  how: "one API key for all channels (YOUTUBE_API_KEY); a channel's private subscriptions by its owner's consent (OAuth)",
  consent:
    "none for what is public; the owner of a channel whose subscriptions are private, once, to read them and no more",
  endsWhen:
    "the key does not expire; a consent ends when it was not used for 6 months, or after 7 days while the consent screen is in Testing",
  nextStep:
    "IT: at console.cloud.google.com make a project, enable YouTube Data API v3, make an API key limited to it, put it into YOUTUBE_API_KEY of the service",
};
