import type { Account, AccountId } from "./account.ts";
import type { Cause, FactName, Post, Presence, Profile } from "./facts.ts";
import type { OfficialHandle, Policy } from "./policy.ts";
import type { Platform } from "./platform.ts";
import type { Clock } from "./time.ts";
import type { ConnectorLimits, ConnectorPrices } from "./prices.ts";

export type { CallLimit, ConnectorLimits, ConnectorPrices, Currency } from "./prices.ts";

/** What a call can cost. Money in millionths of a dollar, quota in the platform's own units. */
export interface Price {
  microUsd: number;
  quotaUnits: number;
}

/**
 * The night's purse for one account (or one survey batch). A call's worst price is reserved before the call is made, in
 * its own transaction, and settled after; a crash in between leaves it counted (DESIGN.md, decision 6).
 */
export interface Meter {
  /** Throws {@link PlatformError} with cause `over-budget` when the night's or the month's cap would be passed. */
  reserve(call: string, worst: Price): Promise<Reservation>;
}
export interface Reservation {
  settle(actual: Price): Promise<void>;
}

/** What a connector may use of the outside while it makes calls. */
export interface CallContext {
  clock: Clock;
  /** No call starts after it and no wait goes past it. */
  deadline: Date;
  signal: AbortSignal;
  meter: Meter;
}

/**
 * A call that failed in a way the product knows. `message` is written by us: no word of the platform's answer, which may
 * name people, ever reaches it.
 */
export class PlatformError extends Error {
  override readonly name = "PlatformError";
  readonly platform: Platform;
  readonly failure: Cause;
  /** For `rate-limited` and `quota-used-up`: when the platform lets us on. */
  readonly retryAt: Date | null;
  constructor(platform: Platform, failure: Cause, message: string, retryAt: Date | null = null) {
    super(message);
    this.platform = platform;
    this.failure = failure;
    this.retryAt = retryAt;
  }
}

/** A call to which no answer came: the platform, or what lies between, is silent. */
export class NoAnswer extends PlatformError {
  /** Where the call went: host and port. */
  readonly address: string;
  constructor(platform: Platform, message: string, url: string) {
    super(platform, "platform-error", message);
    this.address = new URL(url).host;
  }
}

/** The survey's answer for one account. */
export type Surveyed =
  | {
      accountId: AccountId;
      status: "seen";
      presence: Presence;
      /** null when the platform shows no profile (missing, suspended). */
      profile: Profile | null;
      /** The platform's id of the newest post, where the survey gives it: null says none was ever made, undefined unknown. */
      newestPostId?: string | null;
      /** In clear: hashed to notice a change, and dropped. Left out where the survey does not give them. */
      words?: ProfileWords;
      /** Of a missing account: its handle belongs to another account by now. */
      isTakenOver?: boolean;
      /** The platform's id of the list that holds the account's posts, where that list has one of its own. */
      timelineId?: string;
    }
  | { accountId: AccountId; status: "failed"; cause: Cause; detail: string };

/** Name and bio of an account; null: the platform did not say. */
export interface ProfileWords {
  name: string | null;
  bio: string | null;
}

/** What the night wants of an account, decided before any of it is fetched. */
export interface Wanted {
  activities:
    | { read: "nothing" }
    | { read: "since"; postId: string }
    /** First reading: the newest 5 posts or the last 7 days, whichever is more (POLICY.md). */
    | { read: "first"; from: Date };
  following: { read: "nothing" } | { read: "head" } | { read: "whole" };
}

/** A row of a follow list, in clear. Lives in memory only, from a page to its screening. */
export interface FollowRow {
  id: string | null;
  handle: string | null;
}

/** One request for a page of a follow list. The reader of follow lists chooses size and cursor (core/follow-list.ts). */
export interface FollowPageRequest {
  rows: number;
  cursor: string | null;
  /**
   * How many rows can still come, as far as the platform's count says; 0: unknown. A connector asks for few more than
   * these, and for no row that it has not reserved.
   */
  rowsLeft: number;
}
export interface FollowPage {
  rows: readonly FollowRow[];
  nextCursor: string | null;
  /** How many rows the whole list has, as the platform says with the page itself; left out: it does not say. */
  total?: number;
}

export interface PostsPageRequest {
  wanted: Exclude<Wanted["activities"], { read: "nothing" }>;
  cursor: string | null;
  /** What the survey said of it, where it did. */
  timelineId?: string | null;
  /** How many posts the survey counted: an answer that shows none is held against it. Left out, or null: unknown. */
  counted?: number | null;
  /** Which of these posts are stored already, for platforms whose lists cannot be asked for what is new; left out: none. */
  stored?(postIds: readonly string[]): Promise<StoredPosts>;
}
/** Stored posts by id. `isInDoubt`: a change of its text since would change a finding, so that it is worth reading again. */
export type StoredPosts = ReadonlyMap<string, { isInDoubt: boolean }>;

/** A page as the platform sent it, checked against the schema of the fields we use. */
export interface RawPostsPage {
  raw: unknown;
  nextCursor: string | null;
}
/** A page turned into facts. `unreadable` posts are counted: one of them makes the activities partial. */
export interface PostsFragment {
  posts: readonly Post[];
  unreadable: number;
  /** The account has no older post than these pages': what they do not show was never made. Left out: not known. */
  reachesStart?: boolean;
  /**
   * How far the page reaches, as a decimal that grows with time; of unreadable posts and edits too; null: there is none.
   * On X the newest id, which the survey names too, while a post may be stored under another (its first version's). Where
   * ids do not grow, a mark of the connector's own, which comes back to it as `since.postId` and which no survey names.
   */
  newestId: string | null;
  /** Answers in threads of others; left out where the platform does not show them. */
  answers?: readonly ThreadAnswer[];
}

/** An answer of the account's in a thread, in clear. Lives in memory, and concealed in a staged page, until its screening. */
export interface ThreadAnswer {
  /** Of our own post, for the sealed evidence alone. */
  url: string;
  at: Date;
  threadId: string;
  /** Who started the thread; null: it must be looked up. */
  starterId: string | null;
  /** Handles, by id, of those whom the answer names. */
  named: ReadonlyMap<string, string>;
}

/** Who started a thread, in clear, as briefly as a {@link ThreadAnswer}. */
export interface ThreadStarter {
  id: string;
  handle: string | null;
}

/** What a post must name to count as tagged; handed to `normalise`, so that it can be pure. */
export interface TagContext {
  account: Account;
  officialHandles: readonly OfficialHandle[];
  policy: Policy;
}

/** One platform. A folder and a line in connectors/index.ts. */
export interface Connector {
  platform: Platform;
  /** Which facts the platform's connection can give at all. */
  observes: readonly FactName[];
  /** Accounts in one survey call. */
  surveyBatch: number;
  prices: ConnectorPrices;
  /** What its follow lists hold of each row. */
  followRows: FollowRows;
  /** How much one night can ask for at all; left out where the platform names no limit. */
  limits?: ConnectorLimits;
  /** How the platform is connected, for `connections list`. */
  connection?: ConnectionFacts;
  /** The handle that a profile's URL names, or null where the URL is not a profile of this platform. */
  parseProfileUrl(url: string): string | null;
  /** Handles are compared in this form. */
  normaliseHandle(handle: string): string;
  /** Whether a word can be a handle on this platform at all. */
  isHandle(word: string): boolean;
  /** Whether a word can be the platform's own id; left out: any may be. */
  isId?(word: string): boolean;
  /** The platform's own id, where a word in the place of a handle is one; left out: there a handle never is. */
  idIn?(handle: string): string | null;
  profileUrl(account: Pick<Account, "handle" | "platformId">): string;
  survey(accounts: readonly Account[], context: CallContext): Promise<readonly Surveyed[]>;
  postsPage(account: Account, request: PostsPageRequest, context: CallContext): Promise<RawPostsPage>;
  /** Pure: one page to facts. */
  normalise(page: RawPostsPage, context: TagContext): PostsFragment;
  followPage(account: Account, request: FollowPageRequest, context: CallContext): Promise<FollowPage>;
  /** Who started each of these threads, where the platform says; only where `observes` names contacts. */
  threadStarters?(
    threadIds: readonly string[],
    context: CallContext,
  ): Promise<ReadonlyMap<string, ThreadStarter>>;
}

/** How a platform is connected, in plain words without a full stop, dated, with the page that they came from. */
export interface ConnectionFacts {
  asOf: string;
  source: string;
  /** "an app's bearer token (X_BEARER_TOKEN)". */
  how: string;
  /** Whose consent it takes: "none: it reads public data alone". */
  consent: string;
  /** When it ends or lapses. */
  endsWhen: string;
  /** Who must do what to connect it, or to connect it again. */
  nextStep: string;
}

export interface FollowRows {
  ids: boolean;
  handles: boolean;
  /**
   * `newest-first`: new rows stand at the head, so that a head check finds them. `none`: the order says nothing of what is
   * new, and the list is read whole every night.
   */
  order: "newest-first" | "none";
}
