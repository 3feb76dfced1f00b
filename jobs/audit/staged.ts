import type { FollowRow } from "../../src/core/connector.ts";

/** A page's facts with the cursor behind it; what a killed audit resumes from. */
export interface StagedPage {
  need: "posts" | "follows";
  page: number;
  nextCursor: string | null;
  facts: unknown;
}

/** Keeps a page in a transaction of its own. Throws {@link LeaseLost} when the account is another audit's by now. */
export type StagePage = (page: StagedPage) => Promise<void>;

/** The account was given to another audit: nothing of this one may be written (RELIABILITY.md, 5). */
export class LeaseLost extends Error {
  override readonly name = "LeaseLost";
  constructor() {
    super("the lease on the account was lost to another audit");
  }
}

/** Hashes in base64: they travel as JSON. */
export interface ScreenedRow {
  row: string;
  id: string | null;
  handle: string | null;
}

/** The identity behind a match, sealed to one safeguarding contact. */
export interface SealedMatch {
  entryId: string;
  keyId: string;
  box: string;
}

/** A page of a follow list after screening: names have stopped here. */
export interface ScreenedPage {
  rows: readonly ScreenedRow[];
  seals: readonly SealedMatch[];
  /** How many rows the whole list has, where the platform said so with the page. */
  total?: number;
}

/** Hashes the rows, holds them against the learner index, and seals what matches. */
export type Screen = (rows: readonly FollowRow[]) => Promise<ScreenedPage>;
