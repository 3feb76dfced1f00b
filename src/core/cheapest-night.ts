import type { ConnectorPrices } from "./connector.ts";

/** What a night brought that was not known before. */
export interface NewsOfNight {
  /** Accounts whose profile was seen. */
  profiles: number;
  /** Posts made since the night before. */
  posts: number;
  /** Rows of follow lists that no reading had shown before. */
  followRows: number;
}

/**
 * The least that a night could have cost and have seen the same, in millionths of a dollar: nobody can know beforehand what
 * is new, so no plan reaches it (docs/spend.md).
 */
export function cheapestNight({ profiles, posts, followRows }: NewsOfNight, prices: ConnectorPrices): number {
  const lookedUp = Array.from({ length: profiles }, () => ({ handle: "", platformId: "known" }));
  const news =
    (posts === 0 ? 0 : prices.posts(posts)) + (followRows === 0 ? 0 : prices.followRows(followRows));
  return prices.survey(lookedUp) + news;
}
