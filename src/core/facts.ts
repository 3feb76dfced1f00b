import type { Account, AccountId, OrganisationId } from "./account.ts";
import type { LocalDate } from "./time.ts";

/** Why something could not be known. Each has one sentence for people in `causes.ts`. */
export const CAUSES = [
  "not-connected",
  "no-connector",
  "no-permission",
  "rate-limited",
  "quota-used-up",
  "over-budget",
  "no-credit",
  "incomplete",
  "platform-error",
  "stale",
  "stale-key",
  "account-missing",
  "account-suspended",
  "account-protected",
  "account-closed",
  "subscriptions-private",
  "not-audited",
  "not-authorised",
  "no-learner-list",
  "low-share",
  "not-comparable",
  "nothing-to-judge",
  "not-long-known",
  "never-read",
  "hidden",
] as const;
export type Cause = (typeof CAUSES)[number];

export type FactSource = "api" | "export" | "attestation";

/**
 * What is known of one thing (DESIGN.md, decision 2). Absence is never an empty value: a rule must look at the status
 * before it can reach a value. `partial` may prove a fail, never a pass.
 */
export type Fact<T> =
  | { status: "observed"; value: T; source: FactSource; asOf: Date }
  | { status: "partial"; value: T; cause: Cause; detail: string; source: FactSource; asOf: Date }
  | { status: "unavailable"; cause: Cause; detail: string }
  | { status: "hidden" }
  | { status: "nonexistent" };

/** What the platform says of the account's existence. */
export type Presence = "present" | "protected" | "missing" | "suspended";

/** Counts and dates only: names and bios of the account are not kept (docs/decisions/002). */
export interface Profile {
  handle: string;
  platformId: string;
  createdAt: Date | null;
  followers: number | null;
  /** How many accounts it follows, as the platform counts them; may exceed the rows of the list (PLATFORMS.md, X). */
  following: number | null;
  posts: number | null;
}

export const POST_KINDS = ["original", "quote", "reply", "repost", "video"] as const;
export type PostKind = (typeof POST_KINDS)[number];

/** Which official accounts or mapped hashtags a post names. Decided once, when the page is normalised. */
export interface PostTags {
  /** Organisations tagged, the Group included where it is. */
  organisations: readonly OrganisationId[];
}

/** What is kept of a post: no text (docs/decisions/002). */
export interface Post {
  id: string;
  url: string;
  at: Date;
  kind: PostKind;
  tags: PostTags;
}

export interface Activities {
  /** Newest post that counts for dormancy, of any age; null when the platform says that there never was one. */
  latestPostAt: Date | null;
  /** All posts since `from`, newest first. */
  posts: readonly Post[];
  /** From this instant on the posts are complete. */
  from: Date;
}

/** A followed account that is a current learner's. Named by the random id of its entry, never by a handle. */
export interface LearnerMatch {
  entryId: string;
  /** When a reading first held it. */
  firstSeenAt: Date;
}

/** The follow list after screening: names have stopped before here. */
export interface Following {
  rows: number;
  matches: readonly LearnerMatch[];
}

/** How much of the learner index can be held against this account's follow list (POLICY.md, learners). */
export interface LearnerShare {
  /** Current learners of this platform in the index. */
  known: number;
  /** Learners enrolled, as the imports said. */
  enrolled: number;
  /** Known learners whose kind of identifier this platform's lists do not hold. */
  notComparable: number;
}

/** How the account's disappearance stands; for one that is there, nothing. */
export interface Absence {
  /** Since when a look-up of it alone has found no such account; null: none has. */
  missingSince: Date | null;
  /** Its handle belongs to another account by now. */
  isTakenOver: boolean;
}

/** The register's official accounts of the same platform that the account follows. */
export interface OfficialFollows {
  accountIds: readonly AccountId[];
}

/** A current learner whose thread the account answered in. Named by the random id of the entry, never by a handle. */
export interface ContactMatch {
  entryId: string;
  lastOn: LocalDate;
}

/** Threads of others that the account answered in, after screening: names have stopped before here. */
export interface Contacts {
  threads: number;
  matches: readonly ContactMatch[];
  /** From this instant on the threads are complete. */
  from: Date;
  /** Learners known by a kind of identifier that the platform did not give for some starter. */
  notComparable: number;
}

/** What is read of an account night by night. */
export const READ_FACTS = ["presence", "activities", "following"] as const;
export type ReadFact = (typeof READ_FACTS)[number];

/** Something that could not be read whole, since when, and why not tonight. */
export interface Unread {
  fact: ReadFact;
  since: Date;
  cause: Cause;
}

/** What of the things that this platform's connection can give could not be read. */
export interface ReadingCoverage {
  unread: readonly Unread[];
}

export interface FactValues {
  register: Account;
  presence: Presence;
  profile: Profile;
  activities: Activities;
  following: Following;
  learners: LearnerShare;
  absence: Absence;
  officialFollows: OfficialFollows;
  contacts: Contacts;
  coverage: ReadingCoverage;
}
export type FactName = keyof FactValues;
export type Facts = { readonly [K in FactName]: Fact<FactValues[K]> };

export function unavailable(cause: Cause, detail: string): Fact<never> {
  return { status: "unavailable", cause, detail };
}

export function observed<T>(value: T, asOf: Date): Fact<T> {
  return { status: "observed", value, source: "api", asOf };
}
