import type { Account } from "./account.ts";

/** What a platform counts: money, or units of a quota. Each connector has one. */
export type Currency = "usd" | "quota";

/**
 * The platform's price list, dated, with the page that it came from. The figures are estimates for the plan, in millionths
 * of a dollar or in units of the quota; what a call is reserved and settled at is the connector's to say.
 */
export interface ConnectorPrices {
  asOf: string;
  source: string;
  currency: Currency;
  /** Looking these accounts up. */
  survey(accounts: readonly Pick<Account, "handle" | "platformId">[]): number;
  /** Looking for new posts, when so many are expected. */
  posts(count: number): number;
  /** Reading so many rows of a follow list. */
  followRows(count: number): number;
}

/** So many requests in each window of so many minutes. */
export interface CallLimit {
  requests: number;
  windowMinutes: number;
}

/** The platform's rate limits by what is asked for, dated, with the page that they came from. */
export interface ConnectorLimits {
  asOf: string;
  source: string;
  survey?: CallLimit;
  posts?: CallLimit;
  follows?: CallLimit & { rowsPerRequest: number };
  /** For platforms with a quota: so many units in each day of the zone. */
  quotaDay?: { units: number; zone: string };
}
