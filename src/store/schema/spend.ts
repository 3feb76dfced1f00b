import type { Platform } from "../../core/platform.ts";
import { bigint, date, index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant } from "./columns.ts";

/** A line for each call to a platform that can cost something. */
export const spend = pgTable(
  "spend",
  {
    id: text("id").primaryKey(),
    platform: text("platform").notNull().$type<Platform>(),
    /** The night (local date) that the call is charged to. */
    night: date("night").notNull(),
    runId: text("run_id").notNull(),
    accountId: text("account_id"),
    call: text("call").notNull(),
    reservedMicroUsd: bigint("reserved_micro_usd", { mode: "number" }).notNull(),
    reservedQuota: integer("reserved_quota").notNull(),
    /** null: not settled; the reservation counts. */
    settledMicroUsd: bigint("settled_micro_usd", { mode: "number" }),
    settledQuota: integer("settled_quota"),
    at: instant("at").notNull(),
  },
  (t) => [index("spend_night").on(t.platform, t.night), index("spend_run").on(t.runId)],
);

/** What is reserved or settled by platform and night: the row that a reservation locks. */
export const spendNights = pgTable(
  "spend_nights",
  {
    platform: text("platform").notNull().$type<Platform>(),
    night: date("night").notNull(),
    microUsd: bigint("micro_usd", { mode: "number" }).notNull(),
    quota: integer("quota").notNull(),
    calls: integer("calls").notNull(),
  },
  (t) => [primaryKey({ columns: [t.platform, t.night] })],
);

/** What is reserved or settled by quota day, a date of the platform's own zone: the row that a reservation locks. */
export const quotaDays = pgTable(
  "quota_days",
  {
    platform: text("platform").notNull().$type<Platform>(),
    day: date("day").notNull(),
    units: integer("units").notNull(),
  },
  (t) => [primaryKey({ columns: [t.platform, t.day] })],
);
