import type { PostKind } from "../../core/facts.ts";
import { boolean, date, index, integer, pgTable, primaryKey, smallint, text } from "drizzle-orm/pg-core";
import type { ChangeKind } from "../../core/changes.ts";
import type { Presence, Profile, ReadFact } from "../../core/facts.ts";
import { bytea, datedJson, instant } from "./columns.ts";
import { accounts } from "./register.ts";

/** What the last readings of an account left behind; one row an account. */
export const accountStates = pgTable("account_states", {
  accountId: text("account_id")
    .primaryKey()
    .references(() => accounts.id),
  presence: text("presence").$type<Presence>(),
  profile: datedJson<Profile>("profile", ["createdAt"]),
  surveyedAt: instant("surveyed_at"),
  /** The newest post that the account's timeline has shown us; the next reading starts behind it. */
  newestPostId: text("newest_post_id"),
  latestPostAt: instant("latest_post_at"),
  postsCompleteFrom: instant("posts_complete_from"),
  postsReadAt: instant("posts_read_at"),
  /** Keyed hashes of the first 20 rows of the follow list, in the platform's order: concealed (compose/follow-head.ts). */
  followHead: text("follow_head").array(),
  /** count − rows of the last whole reading. */
  followGap: integer("follow_gap"),
  followKeyVersion: smallint("follow_key_version"),
  followWholeReadAt: instant("follow_whole_read_at"),
  followReadAt: instant("follow_read_at"),
  /** The last reading did not add up: a whole reading is wanted. */
  followIncomplete: boolean("follow_incomplete").notNull().default(false),
  /** When the last whole reading ended incomplete; null once one came whole. */
  followIncompleteSince: instant("follow_incomplete_since"),
  /** Since when the platform has said, night after night and asked singly, that there is no such account. */
  missingSince: instant("missing_since"),
  /** When the handle of an account that is missing was first seen to be another's. */
  takenOverAt: instant("taken_over_at"),
  /** Keyed hashes of the account's name and bio, to notice a change; the words are not kept. */
  nameHash: bytea("name_hash"),
  bioHash: bytea("bio_hash"),
  wordsKeyVersion: smallint("words_key_version"),
  /** From when on the threads that its posts answer in are all in `threads`; null: they were not looked at. */
  threadsCompleteFrom: instant("threads_complete_from"),
  /** What could not be read, since when: whatever is not named was read whole the last time. */
  unreadSince: datedJson<Partial<Record<ReadFact, Date>>>("unread_since", [
    "presence",
    "activities",
    "following",
  ]),
});

/** Followed accounts as keyed hashes only (POLICY.md, learners). */
export const follows = pgTable(
  "follows",
  {
    accountId: text("account_id")
      .notNull()
      .references(() => accounts.id),
    /** HMAC of the platform's id where it gives one, else of the handle: what makes a row the same row. */
    rowHash: bytea("row_hash").notNull(),
    idHash: bytea("id_hash"),
    handleHash: bytea("handle_hash"),
    firstSeenAt: instant("first_seen_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.accountId, t.rowHash] }),
    index("follows_id_hash").on(t.idHash),
    index("follows_handle_hash").on(t.handleHash),
  ],
);

export const posts = pgTable(
  "posts",
  {
    accountId: text("account_id")
      .notNull()
      .references(() => accounts.id),
    postId: text("post_id").notNull(),
    url: text("url").notNull(),
    at: instant("at").notNull(),
    kind: text("kind").notNull().$type<PostKind>(),
    taggedOrganisations: text("tagged_organisations").array().notNull(),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.postId] }), index("posts_at").on(t.accountId, t.at)],
);

/**
 * Threads of others that an account answered in, as keyed hashes: who started each, and on which day it was last answered.
 * Neither the post nor its time stands here, so that a match leads to no post (docs/decisions/007).
 */
export const threads = pgTable(
  "threads",
  {
    accountId: text("account_id")
      .notNull()
      .references(() => accounts.id),
    threadHash: bytea("thread_hash").notNull(),
    /** Both null: the platform does not say who started it. */
    starterIdHash: bytea("starter_id_hash"),
    starterHandleHash: bytea("starter_handle_hash"),
    keyVersion: smallint("key_version").notNull(),
    firstOn: date("first_on").notNull(),
    lastOn: date("last_on").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.accountId, t.threadHash] }),
    index("threads_starter_id_hash").on(t.starterIdHash),
    index("threads_starter_handle_hash").on(t.starterHandleHash),
  ],
);

/** What changed about an account, for people to look at. Names and bios are not kept: only that they changed. */
export const accountChanges = pgTable(
  "account_changes",
  {
    accountId: text("account_id")
      .notNull()
      .references(() => accounts.id),
    kind: text("kind").notNull().$type<ChangeKind>(),
    at: instant("at").notNull(),
    from: text("from_value"),
    to: text("to_value"),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.kind, t.at] }), index("account_changes_at").on(t.at)],
);
