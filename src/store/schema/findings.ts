import type { Closing, DecisionKind, FindingEventKind, FindingStatus } from "../../core/finding.ts";
import type { Severity } from "../../core/policy.ts";
import { date, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { sql } from "drizzle-orm";
import type { Cause } from "../../core/facts.ts";
import type { Evidence, FailingSubject, Result } from "../../core/rule.ts";
import { instant } from "./columns.ts";
import { accounts } from "./register.ts";

/** The current result of each account × rule. */
export const evaluations = pgTable(
  "evaluations",
  {
    accountId: text("account_id")
      .notNull()
      .references(() => accounts.id),
    ruleId: text("rule_id").notNull(),
    ruleVersion: integer("rule_version").notNull(),
    result: text("result").notNull().$type<Result["result"]>(),
    cause: text("cause").$type<Cause>(),
    detail: text("detail").notNull(),
    subjects: jsonb("subjects").notNull().$type<readonly FailingSubject[]>(),
    runId: text("run_id").notNull(),
    at: instant("at").notNull(),
    /** Since when the result and its cause are these. */
    since: instant("since").notNull(),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.ruleId] })],
);

/** One row for each change of a result: what a night leaves when nothing changes is nothing. */
export const evaluationChanges = pgTable(
  "evaluation_changes",
  {
    accountId: text("account_id").notNull(),
    ruleId: text("rule_id").notNull(),
    at: instant("at").notNull(),
    runId: text("run_id").notNull(),
    fromResult: text("from_result"),
    toResult: text("to_result").notNull(),
    cause: text("cause").$type<Cause>(),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.ruleId, t.at] })],
);

export const findings = pgTable(
  "findings",
  {
    id: text("id").primaryKey(),
    fingerprint: text("fingerprint").notNull(),
    ruleId: text("rule_id").notNull(),
    accountId: text("account_id")
      .notNull()
      .references(() => accounts.id),
    subject: text("subject").notNull(),
    severity: text("severity").notNull().$type<Severity>(),
    status: text("status").notNull().$type<FindingStatus>(),
    closing: text("closing").$type<Closing>(),
    sentence: text("sentence").notNull(),
    evidence: jsonb("evidence").notNull().$type<Evidence>(),
    openedAt: instant("opened_at").notNull(),
    lastOpenedAt: instant("last_opened_at").notNull(),
    lastSeenAt: instant("last_seen_at").notNull(),
    closedAt: instant("closed_at"),
    reopenedCount: integer("reopened_count").notNull().default(0),
    waivedUntil: instant("waived_until"),
    waivedSeverity: text("waived_severity").$type<Severity>(),
  },
  (t) => [
    uniqueIndex("findings_fingerprint").on(t.fingerprint),
    index("findings_account").on(t.accountId),
    index("findings_open")
      .on(t.status)
      .where(sql`status in ('open', 'acknowledged', 'waived')`),
  ],
);

export const findingEvents = pgTable(
  "finding_events",
  {
    findingId: text("finding_id")
      .notNull()
      .references(() => findings.id),
    /** 1, 2, 3 … in the order in which they happened. */
    step: integer("step").notNull(),
    kind: text("kind").notNull().$type<FindingEventKind>(),
    at: instant("at").notNull(),
    runId: text("run_id").notNull(),
    fromSeverity: text("from_severity").$type<Severity>(),
    toSeverity: text("to_severity").$type<Severity>(),
  },
  (t) => [primaryKey({ columns: [t.findingId, t.step] }), index("finding_events_at").on(t.at)],
);

/** What people decided about findings, kept with the finding's story; `wrong` ones are counted by rule. */
export const findingDecisions = pgTable(
  "finding_decisions",
  {
    findingId: text("finding_id")
      .notNull()
      .references(() => findings.id),
    /** 1, 2, 3 … in the order in which they were made. */
    step: integer("step").notNull(),
    kind: text("kind").notNull().$type<DecisionKind>(),
    at: instant("at").notNull(),
    by: text("by").notNull(),
    systemUser: text("system_user"),
    reason: text("reason"),
    evidence: text("evidence"),
    until: date("until"),
    assignee: text("assignee"),
  },
  (t) => [primaryKey({ columns: [t.findingId, t.step] }), index("finding_decisions_at").on(t.at)],
);
