import type { DeliveryState, MailKind } from "../../core/mail.ts";
import { index, integer, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { sql } from "drizzle-orm";
import { bytea, instant } from "./columns.ts";

/** The outbox: frozen bytes. */
export const mails = pgTable(
  "mails",
  {
    id: text("id").primaryKey(),
    /** digest, safeguarding, ops, keepers, test. */
    kind: text("kind").notNull().$type<MailKind>(),
    /** What it is unique by: `2026-W48` for a digest, the finding for a safeguarding mail, the date for one to IT. */
    about: text("about").notNull(),
    messageId: text("message_id").notNull(),
    subject: text("subject").notNull(),
    bytes: bytea("bytes").notNull(),
    createdAt: instant("created_at").notNull(),
    /** Not before: safeguarding mail waits for the next open day. */
    sendAfter: instant("send_after").notNull(),
  },
  (t) => [uniqueIndex("mails_about").on(t.kind, t.about)],
);

export const deliveries = pgTable(
  "deliveries",
  {
    mailId: text("mail_id")
      .notNull()
      .references(() => mails.id),
    recipient: text("recipient").notNull(),
    /** queued, sending, accepted, refused, unclear. */
    state: text("state").notNull().$type<DeliveryState>(),
    attempts: integer("attempts").notNull().default(0),
    lastError: text("last_error"),
    changedAt: instant("changed_at").notNull(),
    /** Not tried again before. */
    notBefore: instant("not_before").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.mailId, t.recipient] }),
    index("deliveries_due")
      .on(t.state)
      .where(sql`state in ('queued', 'sending')`),
  ],
);

/** A week for which no digest was sent, and why: the next one says so. */
export const skippedDigests = pgTable("skipped_digests", {
  week: text("week").primaryKey(),
  reason: text("reason").notNull(),
  at: instant("at").notNull(),
});
