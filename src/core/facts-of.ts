import type { Account } from "./account.ts";
import {
  observed,
  unavailable,
  type Activities,
  type Cause,
  type Fact,
  type Facts,
  type Following,
  type LearnerMatch,
  type LearnerShare,
  type Post,
  type PostKind,
  type Presence,
  type Profile,
} from "./facts.ts";
import type { Policy } from "./policy.ts";
import { DAY_MS, HOUR_MS } from "./time.ts";
import { WHOLE_READING_MAX_AGE_DAYS } from "./whole-readings.ts";

/** What an API said supports a pass for so long (DESIGN.md, decision 2). */
export const API_MAX_AGE_HOURS = 48;

/** What is stored of an account after tonight's pages went in: `account_states` with posts and matches beside it. */
export interface Readings {
  presence: Presence | null;
  profile: Profile | null;
  surveyedAt: Date | null;
  /** At least all posts since `postsCompleteFrom` that the rules' windows reach; any order. */
  posts: readonly Post[];
  /** Newest post that counts for dormancy, as far as earlier readings know. */
  latestPostAt: Date | null;
  /** From when on no post is missing; null: never read. After unreadable posts it must move behind them. */
  postsCompleteFrom: Date | null;
  /** When the timeline was last read, or the survey last said that it has nothing new. */
  postsReadAt: Date | null;
  /** The survey says that no post was ever made. */
  neverPosted: boolean;
  following: FollowReadings;
}

export interface FollowReadings {
  rows: number;
  matches: readonly LearnerMatch[];
  keyVersion: number | null;
  wholeReadAt: Date | null;
  /** Last time that a reading, whole or of the head, was ended. */
  readAt: Date | null;
  incomplete: boolean;
}

/** Why tonight's reading of something failed or was left out. */
export interface Failure {
  cause: Cause;
  detail: string;
}

/** What did not work tonight; null or absent where it worked or was not needed. */
export interface Failures {
  survey?: Failure | null;
  activities?: Failure | null;
  following?: Failure | null;
}

export interface FactsQuestion {
  account: Account;
  readings: Readings;
  failures: Failures;
  /** null: no learner list for this platform. */
  learners: LearnerShare | null;
  /** The key under which learners and follows are hashed now. */
  currentKeyVersion: number;
  policy: Policy;
  now: Date;
}

/**
 * Stored readings and tonight's failures, as facts for the rules. A failure of tonight always shows: what is stored then
 * still proves a fail, never a pass (RELIABILITY.md, 18). Readings past their maximum age are stale.
 */
export function factsOf(question: FactsQuestion): Facts {
  const { account, readings, learners, now } = question;
  return {
    register: observed(account, now),
    presence: surveyFact(question, readings.presence),
    profile: surveyFact(question, readings.profile),
    activities: activitiesFact(question),
    following: followingFact(question),
    learners:
      learners === null || learners.known === 0
        ? unavailable("no-learner-list", "no current learner of this platform is on any list")
        : observed(learners, now),
  };
}

/** Whether a post of this kind shows that the account is in use (POLICY.md, "posts"). */
export function countsAsPost(kind: PostKind, policy: Policy): boolean {
  return kind !== "repost" || policy.repostsCountAsPosts;
}

/** The newest post that counts for dormancy, of the stored time and the posts at hand. */
export function latestPostOf(stored: Date | null, posts: readonly Post[], policy: Policy): Date | null {
  return posts
    .filter((post) => countsAsPost(post.kind, policy))
    .reduce<Date | null>((latest, { at }) => (latest === null || at > latest ? at : latest), stored);
}

function isOlder(at: Date, maxAgeMs: number, now: Date): boolean {
  return now.getTime() - at.getTime() > maxAgeMs;
}

const API_MAX_AGE_MS = API_MAX_AGE_HOURS * HOUR_MS;
const STALE_API: Failure = {
  cause: "stale",
  detail: `the last reading is older than ${API_MAX_AGE_HOURS} hours`,
};

function surveyFact<T>({ readings, failures, now }: FactsQuestion, value: T | null): Fact<T> {
  const { surveyedAt } = readings;
  if (failures.survey) return unavailable(failures.survey.cause, failures.survey.detail);
  if (surveyedAt === null) return unavailable("never-read", "the account has not been looked up yet");
  if (isOlder(surveyedAt, API_MAX_AGE_MS, now)) return unavailable(STALE_API.cause, STALE_API.detail);
  if (value === null)
    return unavailable(goneCause(readings) ?? "incomplete", "the platform shows no profile");
  return observed(value, surveyedAt);
}

/** Why nothing can be read of an account that is not openly there; null where it is. */
function goneCause({ presence }: Readings): Cause | null {
  return presence === null || presence === "present" ? null : `account-${presence}`;
}

function activitiesFact(question: FactsQuestion): Fact<Activities> {
  const { readings, failures, policy, now } = question;
  const { postsCompleteFrom, postsReadAt, surveyedAt } = readings;
  const failure = failures.survey ?? blockedBy(readings) ?? failures.activities ?? null;
  if (readings.neverPosted && surveyedAt !== null && failure === null) {
    return fresh({ latestPostAt: null, posts: [], from: new Date(0) }, surveyedAt, now);
  }
  if (postsCompleteFrom === null || postsReadAt === null) {
    return unavailable(failure?.cause ?? "never-read", failure?.detail ?? "its posts have not been read yet");
  }
  const value: Activities = {
    latestPostAt: latestPostOf(readings.latestPostAt, readings.posts, policy),
    posts: readings.posts.toSorted((a, b) => b.at.getTime() - a.at.getTime()),
    from: postsCompleteFrom,
  };
  if (failure !== null) return partial(value, failure, postsReadAt);
  return fresh(value, postsReadAt, now);
}

function blockedBy(readings: Readings): Failure | null {
  const cause = goneCause(readings);
  return cause === null ? null : { cause, detail: "the account cannot be read from outside" };
}

function fresh<T>(value: T, asOf: Date, now: Date): Fact<T> {
  return isOlder(asOf, API_MAX_AGE_MS, now) ? partial(value, STALE_API, asOf) : observed(value, asOf);
}

function partial<T>(value: T, { cause, detail }: Failure, asOf: Date): Fact<T> {
  return { status: "partial", value, cause, detail, source: "api", asOf };
}

function followingFact(question: FactsQuestion): Fact<Following> {
  const { readings, failures, currentKeyVersion, now } = question;
  const { rows, matches, keyVersion, wholeReadAt, readAt, incomplete } = readings.following;
  const failure = failures.survey ?? blockedBy(readings) ?? failures.following ?? null;
  if (readAt === null || (wholeReadAt === null && rows === 0)) {
    const why = failure ?? { cause: "never-read" as const, detail: "its follow list has not been read yet" };
    return unavailable(why.cause, why.detail);
  }
  if (keyVersion !== currentKeyVersion) {
    return unavailable("stale-key", "the follow list was read under an earlier key");
  }
  const value: Following = { rows, matches };
  if (failure !== null) return partial(value, failure, readAt);
  if (incomplete || wholeReadAt === null) return partial(value, DOES_NOT_ADD_UP, readAt);
  if (isOlder(wholeReadAt, WHOLE_READING_MAX_AGE_DAYS * DAY_MS, now))
    return partial(value, STALE_WHOLE, readAt);
  return fresh(value, readAt, now);
}

const DOES_NOT_ADD_UP: Failure = {
  cause: "incomplete",
  detail: "the follow list does not add up with the platform's count",
};
const STALE_WHOLE: Failure = {
  cause: "stale",
  detail: `the whole follow list was last read more than ${WHOLE_READING_MAX_AGE_DAYS} days ago`,
};
