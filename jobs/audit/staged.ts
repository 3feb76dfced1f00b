import type { CallContext, FollowRow, ThreadAnswer } from "../../src/core/connector.ts";
import type { LearnerRuleId } from "../../src/core/safeguarding.ts";
import type { LocalDate } from "../../src/core/time.ts";

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
  /** Whose finding it belongs to. */
  ruleId: LearnerRuleId;
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

/** A thread that the account answered in, in base64: neither our post nor its time goes further. */
export interface ScreenedThread {
  thread: string;
  /** Both null: the platform does not say who started it. */
  starterId: string | null;
  starterHandle: string | null;
  on: LocalDate;
}

/** The answers of a page of posts after screening: names have stopped here. */
export interface ScreenedAnswers {
  threads: readonly ScreenedThread[];
  seals: readonly SealedMatch[];
}

/** What becomes of the threads that the account answered in. */
export interface ScreenAnswers {
  /** The answers as they may wait in a staged page, concealed as cursors are, until somebody has asked who started the threads. */
  hold(answers: readonly ThreadAnswer[]): string;
  /**
   * Learns who started the threads, hashes them, holds them against the learner index, and seals what matches. Throws
   * PlatformError where the platform does not say: what is not known tonight is asked again, as the posts are.
   */
  screen(held: string, ownPostIds: readonly string[], context: CallContext): Promise<ScreenedAnswers>;
}
