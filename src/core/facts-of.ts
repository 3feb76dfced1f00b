import type { Account, AccountId } from "./account.ts";
import { contactsFact, type ThreadReadings } from "./contacts-fact.ts";
import { blockedBy, fresh, goneCause, isStale, partial, STALE_API, type Failure } from "./freshness.ts";
import { coverageOf } from "./reading-coverage.ts";
import {
  observed,
  POST_KINDS,
  unavailable,
  type Absence,
  type Activities,
  type Fact,
  type FactName,
  type Facts,
  type LearnerMatch,
  type LearnerShare,
  type Post,
  type PostKind,
  type Presence,
  type Profile,
  type ReadFact,
} from "./facts.ts";
import type { Policy } from "./policy.ts";
import { isWholeTooOld, WHOLE_READING_MAX_AGE_DAYS } from "./whole-readings.ts";

export { API_MAX_AGE_HOURS, type Failure } from "./freshness.ts";

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
  /** The survey counts no post: none was ever made, or all were deleted. */
  neverPosted: boolean;
  following: FollowReadings;
  threads: ThreadReadings;
  absence: Absence;
  /** What earlier nights could not read, since when. */
  unreadSince: Readonly<Partial<Record<ReadFact, Date>>>;
}

export interface FollowReadings {
  rows: number;
  matches: readonly LearnerMatch[];
  keyVersion: number | null;
  wholeReadAt: Date | null;
  /** Last time that a reading, whole or of the head, was ended. */
  readAt: Date | null;
  incomplete: boolean;
  /** Official accounts of the platform that the stored list holds. */
  officials: readonly AccountId[];
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
  /** What the platform's connection can give; null: the product has no connection for it. */
  observes: readonly FactName[] | null;
  /** Whether follow lists are read at all: nobody misses one that no rule can use. */
  followListsWanted: boolean;
  policy: Policy;
  now: Date;
}

/**
 * Stored readings and tonight's failures, as facts for the rules. A failure of tonight always shows: what is stored then
 * still proves a fail, never a pass (RELIABILITY.md, 18). Readings past their maximum age are stale.
 */
export function factsOf(question: FactsQuestion): Facts {
  const { account, readings, learners, now } = question;
  const { rows, matches, officials } = readings.following;
  const read = {
    presence: surveyFact(question, readings.presence),
    activities: activitiesFact(question),
    following: followFact(question, { rows, matches }),
  };
  return {
    ...read,
    register: observed(account, now),
    profile: surveyFact(question, readings.profile),
    officialFollows: followFact(question, { accountIds: officials }),
    contacts: contactsFact(question),
    absence: surveyFact(question, readings.absence),
    coverage: coverageOf(read, question),
    learners:
      learners === null || learners.known === 0
        ? unavailable("no-learner-list", "no current learner of this platform is on any list")
        : observed(learners, now),
  };
}

/** Whether a post of this kind shows that the account is in use (POLICY.md, "posts"). */
export function countsAsPost(kind: PostKind, policy: Pick<Policy, "repostsCountAsPosts">): boolean {
  return kind !== "repost" || policy.repostsCountAsPosts;
}

export function kindsThatCount(policy: Pick<Policy, "repostsCountAsPosts">): PostKind[] {
  return POST_KINDS.filter((kind) => countsAsPost(kind, policy));
}

/** The newest post that counts for dormancy, of the stored time and the posts at hand. */
export function latestPostOf(stored: Date | null, posts: readonly Post[], policy: Policy): Date | null {
  return posts
    .filter((post) => countsAsPost(post.kind, policy))
    .reduce<Date | null>((latest, { at }) => (latest === null || at > latest ? at : latest), stored);
}

function surveyFact<T>({ readings, failures, now }: FactsQuestion, value: T | null): Fact<T> {
  const { surveyedAt } = readings;
  if (failures.survey) return unavailable(failures.survey.cause, failures.survey.detail);
  if (surveyedAt === null) return unavailable("never-read", "the account has not been looked up yet");
  if (isStale(surveyedAt, now)) return unavailable(STALE_API.cause, STALE_API.detail);
  if (value === null)
    return unavailable(goneCause(readings.presence) ?? "incomplete", "the platform shows no profile");
  return observed(value, surveyedAt);
}

function activitiesFact(question: FactsQuestion): Fact<Activities> {
  const { readings, failures, policy, now } = question;
  const { postsCompleteFrom, postsReadAt, surveyedAt } = readings;
  const failure = failures.survey ?? blockedBy(readings.presence) ?? failures.activities ?? null;
  // X counts no post of an account whose posts were deleted, too: it was used until the last of them.
  const hasNone = readings.neverPosted && readings.latestPostAt === null && readings.posts.length === 0;
  if (hasNone && surveyedAt !== null && failure === null) {
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

/** A list that no reading is planned for is not merely late: what would have it read is what is missing. */
function neverRead({ followListsWanted, policy }: FactsQuestion): Failure {
  if (followListsWanted) return { cause: "never-read", detail: "its follow list has not been read yet" };
  const detail = "follow lists are bought for the learner rules alone, which are not on";
  return { cause: policy.learnerRulesAuthorised ? "no-learner-list" : "not-authorised", detail };
}

/** Something that is read off the stored follow list: as good as the list is. */
function followFact<T>(question: FactsQuestion, value: T): Fact<T> {
  const { readings, failures, currentKeyVersion, now } = question;
  const { rows, keyVersion, wholeReadAt, readAt, incomplete } = readings.following;
  const failure = failures.survey ?? blockedBy(readings.presence) ?? failures.following ?? null;
  if (readAt === null || (wholeReadAt === null && rows === 0)) {
    const why = failure ?? neverRead(question);
    return unavailable(why.cause, why.detail);
  }
  if (keyVersion !== currentKeyVersion) {
    return unavailable("stale-key", "the follow list was read under an earlier key");
  }
  if (failure !== null) return partial(value, failure, readAt);
  if (incomplete || wholeReadAt === null) return partial(value, DOES_NOT_ADD_UP, readAt);
  if (isWholeTooOld(wholeReadAt, now)) return partial(value, STALE_WHOLE, readAt);
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
