import { date, index, integer, pgTable, primaryKey, smallint, text } from "drizzle-orm/pg-core";
import type { Platform } from "../../core/platform.ts";
import { bytea, instant } from "./columns.ts";
import { findings } from "./findings.ts";

export const learnerLists = pgTable("learner_lists", {
  name: text("name").primaryKey(),
  asOf: date("as_of").notNull(),
  enrolled: integer("enrolled").notNull(),
  importedAt: instant("imported_at").notNull(),
});

export const learners = pgTable(
  "learners",
  {
    /** Random: the subject of a learner finding, so that a new key reopens nothing. */
    id: text("id").primaryKey(),
    list: text("list")
      .notNull()
      .references(() => learnerLists.name),
    platform: text("platform").notNull().$type<Platform>(),
    idHash: bytea("id_hash"),
    handleHash: bytea("handle_hash"),
    keyVersion: smallint("key_version").notNull(),
    /** Last day as a learner; after it the entry stands for nobody. */
    lastDay: date("last_day"),
  },
  (t) => [
    index("learners_id_hash").on(t.platform, t.idHash),
    index("learners_handle_hash").on(t.platform, t.handleHash),
    index("learners_list").on(t.list),
  ],
);

/** Who a learner finding is about, for the eyes of one safeguarding lead (POLICY.md, sealed evidence). */
export const seals = pgTable(
  "seals",
  {
    findingId: text("finding_id")
      .notNull()
      .references(() => findings.id),
    /** First 16 hex digits of the sha256 of the lead's public key. */
    keyId: text("key_id").notNull(),
    box: bytea("box").notNull(),
    sealedAt: instant("sealed_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.findingId, t.keyId] })],
);

/** Each opening of a seal, kept when the seal is gone. */
export const reveals = pgTable("reveals", {
  id: text("id").primaryKey(),
  findingId: text("finding_id").notNull(),
  at: instant("at").notNull(),
  claimedName: text("claimed_name").notNull(),
  systemUser: text("system_user").notNull(),
  reason: text("reason").notNull(),
});
