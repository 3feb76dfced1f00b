import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import type { LocalDate } from "./core/time.ts";
import type { Policy } from "./core/policy.ts";
import type { Platform } from "./core/platform.ts";
import type { Timetable } from "./core/schedule.ts";
import { UserError } from "./errors.ts";
import { readEnvironment, type Environment, type Values } from "./settings/environment.ts";
import { defaultSettings, policyOf, privacyOf } from "./settings/policy.ts";
import { readSettings } from "./settings/read.ts";
import { WEEKDAYS, type Settings } from "./settings/schema.ts";
import { youtubeOf, type YouTubeSecrets } from "./settings/youtube.ts";
import { systemCode } from "./system-code.ts";

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

/** The timetable, in the policy's zone. */
export type ScheduleSettings = Omit<Timetable, "zone">;

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
  /** The folder into which each digest writes the report; null: not written. */
  reportFolder: string | null;
  attachReport: boolean;
  learnerFindingsTo: "marketing" | "safeguarding_only";
  /** Safeguarding mail goes from 08:00 on the next open day, or at once. */
  safeguardingMail: "next-open-day" | "at-once";
  /** Keepers get a short mail a week when something is theirs. */
  keepersMail: boolean;
}

/** Caps in millionths of a dollar; what is over them is could not check: over budget. */
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
  /** `scan` asks before it spends more than this, in millionths of a dollar. */
  scanAskAboveMicroUsd: number;
  /** A file whose time of change says when the last good backup ended; null: no backup is known. */
  backupStamp: string | null;
  /** Units that may be used in a day of a platform's quota. */
  quotas: Readonly<Partial<Record<Platform, number>>>;
  /** null: the embedded server. */
  databaseUrl: string | null;
  /** null: BullMQ on Postgres. */
  redisUrl: string | null;
  concurrency: number;
  /** Where the key for keyed hashes lies or would lie (outside `home`), or the key itself from the environment. */
  keyFile: string | null;
  keyText: string | null;
  privacy: { dpiaReference: string; lawfulBasis: string; contact: string } | null;
  learnerListsWarnAfterDays: number;
  /** Waivers of findings: how long they may hold, and how long before their end they are warned of. */
  waivers: { longestDays: number; warnDays: number };
  x: { bearerToken: string | null; apiUrl: string | null };
  youtube: YouTubeSecrets;
  /** Pinged after each concluded night; an external monitor shouts when it stops. */
  heartbeatUrl: string | null;
  /** Loopback port for health and metrics. */
  healthPort: number;
  staffDomains: readonly string[];
  termStart: LocalDate | null;
  /** How many live accounts the group wants to keep; null: no target. */
  targetAccounts: number | null;
}

const SETTINGS_FILE = "account-audit.yaml";
const KEY_FILE = "account-audit.key";

/** What `loadConfig` and `init` look at: the environment and the working directory, handed in by the caller. */
export interface Surroundings {
  env: Environment;
  cwd: string;
}

/**
 * Everything that is set, read once: the environment (settings/environment.ts), then the settings file. The file is
 * ACCOUNT_AUDIT_SETTINGS, or account-audit.yaml in the working directory; without one all settings have their defaults,
 * which name the Group's organisations and no recipient. Commands that need more say so themselves.
 *
 * @throws UserError for every mistake in the environment or the file.
 */
export function loadConfig({ env, cwd }: Surroundings): Config {
  const values = readEnvironment(env);
  const home = resolve(cwd, values.ACCOUNT_AUDIT_HOME ?? ".account-audit");
  const paths = settingsPaths(values, cwd);
  const settings = paths.exists ? readSettings(readFile(paths.settings), paths.settings) : defaultSettings();
  return {
    home,
    settingsFile: paths.exists ? paths.settings : null,
    policy: policyOf(settings),
    safeguarding: safeguardingOf(settings),
    schedule: scheduleOf(settings),
    mail: mailOf(settings, values, cwd),
    budgets: { x: microUsd(settings.budgets.x) },
    scanAskAboveMicroUsd: Math.round(settings.scan_ask_above_usd * 1_000_000),
    backupStamp: settings.backup_stamp === null ? null : resolve(cwd, settings.backup_stamp),
    quotas: { youtube: settings.budgets.youtube.day_units },
    databaseUrl: values.DATABASE_URL,
    redisUrl: values.REDIS_URL,
    concurrency: values.ACCOUNT_AUDIT_CONCURRENCY ?? settings.service.concurrency,
    ...keyOf(values, paths.key, home),
    privacy: privacyOf(settings),
    learnerListsWarnAfterDays: settings.thresholds.learner_lists_warn_after_days,
    waivers: {
      longestDays: settings.thresholds.waiver_longest_days,
      warnDays: settings.thresholds.waiver_warn_days,
    },
    x: { bearerToken: values.X_BEARER_TOKEN, apiUrl: values.X_API_URL },
    youtube: youtubeOf(values),
    heartbeatUrl: values.HEARTBEAT_URL,
    healthPort: values.ACCOUNT_AUDIT_HEALTH_PORT ?? settings.service.health_port,
    staffDomains: settings.staff_domains,
    termStart: settings.term_starts_on,
    targetAccounts: settings.target_accounts,
  };
}

/** Where the settings file and the key file lie or, before `init`, will lie. */
export function settingsPaths(
  values: Pick<Values, "ACCOUNT_AUDIT_SETTINGS" | "ACCOUNT_AUDIT_KEY_FILE">,
  cwd: string,
): { settings: string; key: string; exists: boolean } {
  const named = values.ACCOUNT_AUDIT_SETTINGS;
  const settings = resolve(cwd, named ?? SETTINGS_FILE);
  const key = resolve(cwd, values.ACCOUNT_AUDIT_KEY_FILE ?? join(dirname(settings), KEY_FILE));
  return { settings, key, exists: named !== null || existsSync(settings) };
}

function readFile(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new UserError(
      "configuration",
      `The settings file ${path} cannot be read (${systemCode(error)}).`,
      "Let ACCOUNT_AUDIT_SETTINGS name it, or write one with `account-audit init`.",
    );
  }
}

/** The key itself wins over its file. A file in the data directory would go into every backup of what it protects. */
function keyOf(values: Values, keyFile: string, home: string): Pick<Config, "keyFile" | "keyText"> {
  if (values.ACCOUNT_AUDIT_KEY !== null) return { keyText: values.ACCOUNT_AUDIT_KEY, keyFile: null };
  if (!relative(home, keyFile).startsWith("..")) {
    throw new UserError(
      "configuration",
      `The key file ${keyFile} lies in the data directory, so that a backup of one holds the other.`,
      "Move it elsewhere and let ACCOUNT_AUDIT_KEY_FILE name it.",
    );
  }
  return { keyText: null, keyFile };
}

function microUsd(cap: { night_usd: number; month_usd: number }): BudgetCap {
  return {
    nightMicroUsd: Math.round(cap.night_usd * 1_000_000),
    monthMicroUsd: Math.round(cap.month_usd * 1_000_000),
  };
}

function safeguardingOf(settings: Settings): SafeguardingContacts {
  return Object.fromEntries(
    Object.entries(settings.safeguarding).map(([id, { lead, deputy }]) => [
      id,
      { lead: contactOf(lead), deputy: contactOf(deputy) },
    ]),
  );
}

function contactOf(person: Settings["safeguarding"][string]["lead"]): SafeguardingContact | null {
  return person && { name: person.name, email: person.email, publicKey: person.public_key };
}

function scheduleOf({ schedule }: Settings): ScheduleSettings {
  return {
    nightlyAt: schedule.nightly_at,
    nightlyDeadline: schedule.nightly_deadline,
    digestWeekday: WEEKDAYS.indexOf(schedule.digest_weekday) + 1,
    digestAt: schedule.digest_at,
    digestSkippedAfterWeekday: WEEKDAYS.indexOf(schedule.digest_skipped_after_weekday) + 1,
    digestSkippedAfter: schedule.digest_skipped_after,
    catchUpHours: schedule.catch_up_hours,
  };
}

function mailOf({ mail }: Settings, values: Values, cwd: string): MailSettings {
  return {
    smtpUrl: values.SMTP_URL,
    from: mail.from,
    replyTo: mail.reply_to,
    digestTo: mail.digest_to,
    opsTo: mail.ops_to,
    listId: mail.list_id,
    reportUrl: mail.report_url,
    reportFolder: mail.report_folder === null ? null : resolve(cwd, mail.report_folder),
    attachReport: mail.attach_report,
    learnerFindingsTo: mail.learner_findings_to,
    safeguardingMail: mail.safeguarding_mail === "at_once" ? "at-once" : "next-open-day",
    keepersMail: mail.keepers_mail,
  };
}
