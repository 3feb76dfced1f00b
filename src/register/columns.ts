import type { ColumnNames } from "../csv/columns.ts";

/** The columns of a register file, in the order of an export, with other words for them. Documented in docs/import.md. */
export const REGISTER_COLUMNS = {
  id: ["account_id"],
  platform: ["network", "channel"],
  handle: ["username", "account"],
  url: ["profile_url", "link"],
  organisation: ["college", "organization", "organisations", "colleges"],
  department: ["team", "school"],
  kind: ["type"],
  status: [],
  paused_reason: [],
  keepers: ["keeper"],
  approved_by: [],
  approved_on: [],
  approved_by_school: [],
  approved_by_school_on: [],
  approved_by_marketing: [],
  approved_by_marketing_on: [],
  login_address: ["login", "login_email"],
  opened_on: ["opened"],
  close_by: [],
  dormant_after_days: [],
  dormant_reason: [],
} as const satisfies ColumnNames<string>;

export type RegisterColumn = keyof typeof REGISTER_COLUMNS;

/** Says what is wrong with a cell, by its column; always null, so that it can be returned. */
export type Wrong = (column: RegisterColumn, reason: string) => null;
