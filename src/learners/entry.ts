import type { Platform } from "../core/platform.ts";
import type { LocalDate } from "../core/time.ts";

/** A learner's account as a list names it. In clear: it lives in memory from the file to {@link hashed}, and nowhere else. */
export interface LearnerRow {
  line: number;
  platform: Platform;
  /** The platform's own id. */
  id: string | null;
  /** In the platform's comparing form. At least one of the two is known. */
  handleKey: string | null;
  /** Last day as a learner; null: none is known. */
  lastDay: LocalDate | null;
}

/** A learner's account as it is kept. */
export interface HashedLearner {
  platform: Platform;
  idHash: Buffer | null;
  handleHash: Buffer | null;
  lastDay: LocalDate | null;
}
