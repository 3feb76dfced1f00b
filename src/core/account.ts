import type { Platform } from "./platform.ts";
import type { LocalDate } from "./time.ts";

export type AccountId = string;
/** The key of an organisation in the settings file, such as `conel`. */
export type OrganisationId = string;

/** *official* accounts are the ones to tag and to follow (POLICY.md, rules); all others are *departmental*. */
export type AccountKind = "official" | "departmental";

/** What the register says. `paused` accounts are not audited; `closed` ones are only checked to be gone. */
export type RegisterStatus = "live" | "paused" | "closed";

export interface Approval {
  name: string;
  on: LocalDate;
}

/** One entry of the register. */
export interface Account {
  id: AccountId;
  platform: Platform;
  /** As the platform writes it, without a leading @. Changes when the platform says so. */
  handle: string;
  /** The platform's own id, learnt at the first survey; the account is followed by it ever after. */
  platformId: string | null;
  /** More than one where departments share an account; never empty. */
  organisations: readonly OrganisationId[];
  department: string;
  kind: AccountKind;
  status: RegisterStatus;
  pausedReason: string | null;
  /** E-mail addresses of the staff who share it now. */
  keepers: readonly string[];
  approvedBySchool: Approval | null;
  approvedByMarketing: Approval | null;
  loginAddress: string | null;
  openedOn: LocalDate | null;
  closeBy: LocalDate | null;
  /** The account's own threshold for dormant-account, with the reason that POLICY.md demands; else the platform's. */
  dormantAfterDays: number | null;
  dormantReason: string | null;
  /** When it entered the register. */
  registeredAt: Date;
  /** When it last became of another kind, or of other organisations; null: not since it was registered. */
  movedAt: Date | null;
}

/** Since when posts are held against what the account is now: those before were made for others, or unregistered. */
export function judgedSince({ registeredAt, movedAt }: Pick<Account, "registeredAt" | "movedAt">): Date {
  return movedAt ?? registeredAt;
}
