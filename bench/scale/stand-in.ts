/** What a benchmark at scale needs of a platform that it stands in for. */
import type { Clock, LocalDate } from "../../src/core/time.ts";
import type { Platform } from "../../src/core/platform.ts";

/** How large the made-up college is on one platform. */
export interface CollegeSize {
  accounts: number;
  /** Accounts that each one follows. */
  follows: number;
}

/** What a sandbox's meter has counted since it was last set to zero. Money at list price. */
export interface Metered {
  requests: number;
  microUsd: number;
}

/** A page that the product fetched, as a plain loop fetches it again. */
export interface PageCall {
  platform: Platform;
  path: string;
}

/** The rows that a page holds, in the columns of the product's own tables. */
export interface PageRows {
  account_states: readonly Readonly<Record<string, unknown>>[];
  posts: readonly Readonly<Record<string, unknown>>[];
  follows: readonly Readonly<Record<string, unknown>>[];
}

export interface RunningStandIn {
  url: string;
  /** As the register names them. */
  handles: readonly string[];
  /** What happens in one day: two posts an account, and now and then a new follow. */
  live(date: LocalDate): void;
  meter(): Metered;
  resetMeter(): void;
  stop(): Promise<void>;
}

export interface StandIn {
  platform: Platform;
  /** What tells the product to use the stand-in. */
  env(url: string): Readonly<Record<string, string>>;
  /** Starts it without rate limits: the clock stands still during a night of the benchmark. */
  start(size: CollegeSize, clock: Clock): Promise<RunningStandIn>;
  /** Rows of one page of the API, for the plain loop. */
  rowsOf(path: string, body: unknown): PageRows;
}
