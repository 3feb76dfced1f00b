import { date, integer, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { sql } from "drizzle-orm";
import type { AccountKind, OrganisationId, RegisterStatus } from "../../core/account.ts";
import type { Platform } from "../../core/platform.ts";
import { instant } from "./columns.ts";

/** One row a named value of the installation: the key's check value, when it went live. */
export const installation = pgTable("installation", {
  name: text("name").primaryKey(),
  value: text("value").notNull(),
  setAt: instant("set_at").notNull(),
});

export const accounts = pgTable(
  "accounts",
  {
    id: text("id").primaryKey(),
    platform: text("platform").notNull().$type<Platform>(),
    handle: text("handle").notNull(),
    /** The handle in the form in which the platform compares handles. */
    handleKey: text("handle_key").notNull(),
    platformId: text("platform_id"),
    organisations: text("organisations").array().notNull().$type<OrganisationId[]>(),
    department: text("department").notNull(),
    kind: text("kind").notNull().$type<AccountKind>(),
    status: text("status").notNull().$type<RegisterStatus>(),
    pausedReason: text("paused_reason"),
    keepers: text("keepers").array().notNull(),
    approvedBySchool: text("approved_by_school"),
    approvedBySchoolOn: date("approved_by_school_on"),
    approvedByMarketing: text("approved_by_marketing"),
    approvedByMarketingOn: date("approved_by_marketing_on"),
    loginAddress: text("login_address"),
    openedOn: date("opened_on"),
    closeBy: date("close_by"),
    dormantAfterDays: integer("dormant_after_days"),
    dormantReason: text("dormant_reason"),
    registeredAt: instant("registered_at").notNull(),
    movedAt: instant("moved_at"),
    updatedAt: instant("updated_at").notNull(),
  },
  (t) => [
    uniqueIndex("accounts_handle")
      .on(t.platform, t.handleKey)
      .where(sql`status <> 'closed'`),
    uniqueIndex("accounts_platform_id")
      .on(t.platform, t.platformId)
      .where(sql`status <> 'closed'`),
  ],
);

/** Handles that an account has had: tags are judged by the handles valid on the post's date (POLICY.md). */
export const accountHandles = pgTable(
  "account_handles",
  {
    accountId: text("account_id")
      .notNull()
      .references(() => accounts.id),
    handleKey: text("handle_key").notNull(),
    validFrom: instant("valid_from").notNull(),
    validTo: instant("valid_to"),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.handleKey, t.validFrom] })],
);

/** Services that are running: `scan` hands its work to one where there is one. */
export const services = pgTable("services", {
  id: text("id").primaryKey(),
  role: text("role").notNull().$type<"all" | "scheduler" | "worker">(),
  startedAt: instant("started_at").notNull(),
  /** On the database's clock. */
  seenAt: instant("seen_at").notNull(),
});
