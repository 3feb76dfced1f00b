import type { Platform } from "../../core/platform.ts";
import {
  boolean,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { sql } from "drizzle-orm";
import type { Coverage } from "../../core/coverage.ts";
import type { Cause, Presence, Profile } from "../../core/facts.ts";
import type { PlannedAccount } from "../../core/plan.ts";
import { datedJson, instant } from "./columns.ts";
import { accounts } from "./register.ts";

export type RunStatus = "planned" | "running" | "done" | "incomplete" | "missed";

export const runs = pgTable(
  "runs",
  {
    id: text("id").primaryKey(),
    /** `nightly`, or `scan:<id>` for what an admin asked for. */
    schedule: text("schedule").notNull(),
    localDate: date("local_date").notNull(),
    kind: text("kind").notNull().$type<"nightly" | "scan">(),
    /** planned, running, done, incomplete, missed. */
    status: text("status").notNull().$type<RunStatus>(),
    scheduledFor: instant("scheduled_for").notNull(),
    deadline: instant("deadline").notNull(),
    startedAt: instant("started_at"),
    concludedAt: instant("concluded_at"),
    /** Accounts wanted by a scan; null: all live ones. */
    requested: text("requested").array(),
    /** Which queues work on it: the prefix `service`, or that of a scan that works by itself. */
    queuePrefix: text("queue_prefix").notNull(),
    planTry: integer("plan_try").notNull().default(1),
    planned: boolean("planned").notNull().default(false),
    coverage: jsonb("coverage").$type<Coverage>(),
  },
  (t) => [uniqueIndex("runs_schedule_date").on(t.schedule, t.localDate), index("runs_status").on(t.status)],
);

/** The survey's answer and the plan for one account in one run. */
export type SurveyedJson =
  | {
      status: "seen";
      presence: Presence;
      profile: Profile | null;
      newestPostId?: string | null;
      timelineId?: string;
    }
  | { status: "failed"; cause: Cause; detail: string };

export const runAccounts = pgTable(
  "run_accounts",
  {
    runId: text("run_id")
      .notNull()
      .references(() => runs.id),
    accountId: text("account_id")
      .notNull()
      .references(() => accounts.id),
    platform: text("platform").notNull().$type<Platform>(),
    batch: integer("batch").notNull(),
    /** waiting (for its survey), pending (for its audit), done, failed. */
    state: text("state").notNull().$type<"waiting" | "pending" | "done" | "failed">(),
    tryNumber: integer("try_number").notNull().default(1),
    surveyed: datedJson<SurveyedJson>("surveyed", ["createdAt"]),
    planned: datedJson<Omit<PlannedAccount, "accountId">>("planned", ["from"]),
    /** Why it was not audited, or what was left out. */
    cause: text("cause").$type<Cause>(),
    detail: text("detail"),
    finishedAt: instant("finished_at"),
  },
  (t) => [
    primaryKey({ columns: [t.runId, t.accountId] }),
    index("run_accounts_open")
      .on(t.runId)
      .where(sql`state in ('waiting', 'pending')`),
  ],
);

/** One audit of an account at a time. Times are the database's own. */
export const leases = pgTable("leases", {
  accountId: text("account_id")
    .primaryKey()
    .references(() => accounts.id),
  token: text("token").notNull(),
  runId: text("run_id").notNull(),
  until: instant("until").notNull(),
});

/** Facts of a page, with the cursor behind it: a retry resumes here. Emptied when the audit is written. */
export const stagedPages = pgTable(
  "staged_pages",
  {
    runId: text("run_id").notNull(),
    accountId: text("account_id")
      .notNull()
      .references(() => accounts.id),
    need: text("need").notNull().$type<"posts" | "follows">(),
    page: integer("page").notNull(),
    nextCursor: text("next_cursor"),
    facts: jsonb("facts").notNull(),
  },
  (t) => [primaryKey({ columns: [t.runId, t.accountId, t.need, t.page] })],
);
