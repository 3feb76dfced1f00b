import {
  unavailable,
  type ContactMatch,
  type Contacts,
  type Fact,
  type FactName,
  type Presence,
} from "./facts.ts";
import { blockedBy, fresh, partial, type Failure } from "./freshness.ts";

/** The threads of the contact window that the account answered in. */
export interface ThreadReadings {
  count: number;
  matches: readonly ContactMatch[];
  /** Threads whose starter the platform does not name. */
  unknown: number;
  /** Threads that were hashed under an earlier key. */
  underOldKey: number;
  notComparable: number;
  completeFrom: Date | null;
}

export interface ContactsQuestion {
  readings: {
    presence: Presence | null;
    surveyedAt: Date | null;
    postsReadAt: Date | null;
    neverPosted: boolean;
    threads: ThreadReadings;
  };
  failures: { survey?: Failure | null; activities?: Failure | null };
  observes: readonly FactName[] | null;
  now: Date;
}

/** Stored threads and tonight's failures, as the fact that learner-contacted reads. Answers come with the account's posts. */
export function contactsFact(question: ContactsQuestion): Fact<Contacts> {
  const { readings, failures, observes, now } = question;
  const { count, matches, unknown, underOldKey, notComparable, completeFrom } = readings.threads;
  if (observes !== null && !observes.includes("contacts")) return { status: "hidden" };
  const failure = failures.survey ?? blockedBy(readings.presence) ?? failures.activities ?? null;
  const { postsReadAt, surveyedAt } = readings;
  const none = { threads: 0, matches: [], from: new Date(0), notComparable: 0 };
  // X counts no post of an account whose replies were deleted, too: what was answered stays answered.
  const hasNone = readings.neverPosted && count === 0;
  if (hasNone && surveyedAt !== null && failure === null) return fresh(none, surveyedAt, now);
  if (completeFrom === null || postsReadAt === null) {
    return unavailable(
      failure?.cause ?? "never-read",
      failure?.detail ?? "its replies have not been read yet",
    );
  }
  const value: Contacts = { threads: count, matches, from: completeFrom, notComparable };
  if (failure !== null) return partial(value, failure, postsReadAt);
  if (underOldKey > 0) return partial(value, UNDER_OLD_KEY, postsReadAt);
  if (unknown > 0) return partial(value, unknownStarters(unknown), postsReadAt);
  return fresh(value, postsReadAt, now);
}

const UNDER_OLD_KEY: Failure = {
  cause: "stale-key",
  detail: "threads that it answered in were read under an earlier key",
};

function unknownStarters(count: number): Failure {
  return {
    cause: "incomplete",
    detail: `the platform does not say who started ${count} of the threads that it answered in`,
  };
}
