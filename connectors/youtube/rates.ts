import type { ConnectorPrices, Price } from "../../src/core/connector.ts";
import { isChannelId } from "./profile-url.ts";

/** Every list call costs one unit, whatever comes; a refused one too. */
export const UNIT: Price = { microUsd: 0, quotaUnits: 1 };
/** Rows of a page, and ids of a look-up, at most. */
export const PAGE_ROWS = 50;

export const YOUTUBE_ESTIMATES: ConnectorPrices = {
  asOf: "2026-11-01",
  source: "https://developers.google.com/youtube/v3/determine_quota_cost",
  currency: "quota",
  /** Channels whose id is known share look-ups; a handle or a user name takes one of its own. */
  survey(accounts) {
    const named = accounts.filter(({ platformId, handle }) => platformId === null && !isChannelId(handle));
    return pages(accounts.length - named.length) + named.length;
  },
  /** A look at the uploads always, and at the videos where there are new ones. */
  posts: (count) => Math.max(1, pages(count)) + pages(count),
  /** An empty list takes a page too. */
  followRows: (count) => Math.max(1, pages(count)),
};

function pages(rows: number): number {
  return Math.ceil(rows / PAGE_ROWS);
}
