import type { ConnectorPrices, Price } from "../../src/core/connector.ts";

/**
 * What X charges, per resource that an answer holds; answers without data are free. The same resource twice in one UTC
 * day is charged once, by X's word only mostly, so that the ledger counts every one.
 */
export const X_PRICES = {
  profile: { microUsd: 10_000, quotaUnits: 0 },
  post: { microUsd: 5_000, quotaUnits: 0 },
  followRow: { microUsd: 10_000, quotaUnits: 0 },
} as const satisfies Record<string, Price>;

export const X_ESTIMATES: ConnectorPrices = {
  asOf: "2026-11-01",
  source: "https://docs.x.com/x-api/getting-started/pricing",
  currency: "usd",
  survey: (accounts) => accounts.length * X_PRICES.profile.microUsd,
  posts: (count) => count * X_PRICES.post.microUsd,
  followRows: (count) => count * X_PRICES.followRow.microUsd,
};

export function times(price: Price, count: number): Price {
  return { microUsd: price.microUsd * count, quotaUnits: price.quotaUnits * count };
}

export function sum(...prices: readonly Price[]): Price {
  return prices.reduce(
    (total, price) => ({
      microUsd: total.microUsd + price.microUsd,
      quotaUnits: total.quotaUnits + price.quotaUnits,
    }),
    { microUsd: 0, quotaUnits: 0 },
  );
}
