import type { PlatformSpend } from "./digest-input.ts";
import type { Cause } from "./facts.ts";
import type { MailKind, MailPart } from "./mail.ts";
import type { NightGroup } from "./missed.ts";
import type { Platform } from "./platform.ts";
import type { Policy } from "./policy.ts";
import type { LocalDate } from "./time.ts";

/** Everything that IT's mail is judged from, read from Postgres and the settings at one moment. */
export interface OpsInput {
  now: Date;
  policy: Policy;
  /** The newest nights that nobody ran, oldest first. */
  missedNights: readonly LocalDate[];
  lastNight: { date: LocalDate; status: "done" | "incomplete"; accounts: readonly NightGroup[] } | null;
  /** Live accounts by platform and by why something of them could not be read. */
  unread: readonly { platform: Platform; cause: Cause; accounts: number }[];
  /** Of the last seven nights and of the month. */
  spend: readonly PlatformSpend[];
  /** Mails that were refused, or of which nobody knows whether they arrived. */
  mails: readonly { kind: MailKind; about: string; state: "refused" | "unclear"; recipients: number }[];
  /** The week's e-mail should have left hours ago. */
  isDigestOverdue: boolean;
  skippedDigests: readonly { week: string; reason: string }[];
  learnerLists: readonly { name: string; asOf: LocalDate }[];
  learnerListsWarnAfterDays: number;
  /** Learner findings that nobody may hear of: every contact shares the account, or there is none. */
  untold: number;
  /** Those that nobody has acknowledged in time, and nobody is left to be told again. */
  unheard: number;
  /** Parts of the mail that could not be made or sent the last time. */
  failingMailParts: readonly MailPart[];
}
