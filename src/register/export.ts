import { stringify } from "csv-stringify/sync";
import type { Account } from "../core/account.ts";
import { shieldFormula } from "../csv/cells.ts";
import { REGISTER_COLUMNS, type RegisterColumn } from "./columns.ts";

/** Columns that an import also takes and an export does not need: it writes their parts. */
type Short = "url" | "approved_by" | "approved_on";
type ExportColumn = Exclude<RegisterColumn, Short>;

const SHORT: ReadonlySet<string> = new Set<Short>(["url", "approved_by", "approved_on"]);

/** The accounts by column, as a file of the register holds them. */
export function registerRecords(accounts: readonly Account[]): Record<ExportColumn, string>[] {
  return accounts.map((account) => ({
    id: account.id,
    platform: account.platform,
    handle: account.handle,
    organisation: account.organisations.join(";"),
    department: account.department,
    kind: account.kind,
    status: account.status,
    paused_reason: account.status === "paused" ? (account.pausedReason ?? "") : "",
    keepers: account.keepers.join(";"),
    approved_by_school: account.approvedBySchool?.name ?? "",
    approved_by_school_on: account.approvedBySchool?.on ?? "",
    approved_by_marketing: account.approvedByMarketing?.name ?? "",
    approved_by_marketing_on: account.approvedByMarketing?.on ?? "",
    login_address: account.loginAddress ?? "",
    opened_on: account.openedOn ?? "",
    close_by: account.closeBy ?? "",
    dormant_after_days: account.dormantAfterDays === null ? "" : String(account.dormantAfterDays),
    dormant_reason: account.dormantReason ?? "",
  }));
}

/** A CSV file that imports back unchanged, opens in Excel as UTF-8 and holds no cell that it would run as a formula. */
export function registerCsv(accounts: readonly Account[]): string {
  const columns = Object.keys(REGISTER_COLUMNS).filter((column) => !SHORT.has(column));
  const records = registerRecords(accounts).map((record) =>
    Object.fromEntries(Object.entries(record).map(([column, value]) => [column, shieldFormula(value)])),
  );
  return stringify(records, { header: true, columns, bom: true, record_delimiter: "windows" });
}
