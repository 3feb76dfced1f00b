import type { Account, Approval } from "../core/account.ts";
import type { Platform } from "../core/platform.ts";

/** What the register says of an account, beside which account it is. */
export type RegisterFields = Pick<
  Account,
  | "organisations"
  | "department"
  | "kind"
  | "status"
  | "pausedReason"
  | "keepers"
  | "loginAddress"
  | "openedOn"
  | "closeBy"
  | "dormantAfterDays"
  | "dormantReason"
> & { approvedBySchool: Approval | null; approvedByMarketing: Approval | null };

/** A good row. A field that the file has no column for is absent: the register keeps what it has. */
export interface RegisterEntry {
  line: number;
  /** Given by an export, so that a handle can be put right; null: the account is known by platform and handle. */
  id: string | null;
  platform: Platform;
  /** Without the @. */
  handle: string;
  /** In the platform's comparing form. */
  handleKey: string;
  fields: Partial<RegisterFields> & Pick<RegisterFields, "organisations">;
}

/** What a new account has where its row says nothing. */
export const FIELD_DEFAULTS: Omit<RegisterFields, "organisations"> = {
  department: "",
  kind: "departmental",
  status: "live",
  pausedReason: null,
  keepers: [],
  approvedBySchool: null,
  approvedByMarketing: null,
  loginAddress: null,
  openedOn: null,
  closeBy: null,
  dormantAfterDays: null,
  dormantReason: null,
};
