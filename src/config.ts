import type { LocalDate } from "./core/time.ts";
import type { Policy } from "./core/policy.ts";
import type { Platform } from "./core/platform.ts";

/** A person who hears of safeguarding findings; the public key seals evidence to them. */
export interface SafeguardingContact {
  name: string;
  email: string;
  /** libsodium box public key, base64; null: evidence cannot be sealed to them yet. */
  publicKey: string | null;
}

/** `lead` and `deputy` of each organisation, and the Group's lead, by organisation id. */
export type SafeguardingContacts = Readonly<
  Record<string, { lead: SafeguardingContact | null; deputy: SafeguardingContact | null }>
>;

/** The wall-clock times of the schedule in the policy's zone, `HH:MM` (DESIGN.md, time). */
export interface ScheduleSettings {
  nightlyAt: string;
  nightlyDeadline: string;
  /** ISO weekday, 1 = Monday. */
  digestWeekday: number;
  digestAt: string;
  digestSkippedAfterWeekday: number;
  digestSkippedAfter: string;
  /** Only a night missed less than this ago is made up. */
  catchUpHours: number;
}

export interface MailSettings {
  /** `smtp://user:password@host:587` or `smtps://…`; from the environment alone. null: nothing can be sent. */
  smtpUrl: string | null;
  from: string;
  replyTo: string;
  digestTo: readonly string[];
  opsTo: readonly string[];
  listId: string;
  /** Where the report lies, for a link in the mail. */
  reportUrl: string | null;
  learnerFindingsTo: "marketing" | "safeguarding_only";
  /** Safeguarding mail goes from 08:00 on the next open day, or at once. */
  safeguardingMail: "next-open-day" | "at-once";
}

/** Caps in millionths of a dollar and quota units; what is over them is could not check: over budget. */
export interface BudgetCap {
  nightMicroUsd: number;
  monthMicroUsd: number;
}

export interface Config {
  /** Data directory (ACCOUNT_AUDIT_HOME). */
  home: string;
  settingsFile: string | null;
  policy: Policy;
  safeguarding: SafeguardingContacts;
  schedule: ScheduleSettings;
  mail: MailSettings;
  budgets: Readonly<Partial<Record<Platform, BudgetCap>>>;
  /** null: the embedded server. */
  databaseUrl: string | null;
  /** null: BullMQ on Postgres. */
  redisUrl: string | null;
  concurrency: number;
  /** Where the key for keyed hashes lies (outside `home`), or the key itself from the environment. */
  keyFile: string | null;
  keyText: string | null;
  privacy: { dpiaReference: string; lawfulBasis: string; contact: string } | null;
  learnerListsWarnAfterDays: number;
  x: { bearerToken: string | null; apiUrl: string | null };
  /** Pinged after each concluded night; an external monitor shouts when it stops. */
  heartbeatUrl: string | null;
  /** Loopback port for health and metrics. */
  healthPort: number;
  staffDomains: readonly string[];
  termStart: LocalDate | null;
}
