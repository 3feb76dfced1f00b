import type { PostKind } from "../../core/facts.ts";
import { boolean, index, integer, pgTable, primaryKey, smallint, text } from "drizzle-orm/pg-core";
import type { Presence, Profile } from "../../core/facts.ts";
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
  /** Keyed hashes of the first 20 rows of the follow list, in the platform's order. */
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
