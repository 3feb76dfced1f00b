import type { AccountKind, Approval, RegisterStatus } from "../core/account.ts";
import type { LocalDate } from "../core/time.ts";
import { DATE_EXPECTED, dateOf, isEmailAddress, listOf } from "../csv/cells.ts";
import { nearest, type NamedRow } from "../csv/columns.ts";
import type { RegisterColumn, Wrong } from "./columns.ts";
import type { RegisterFields } from "./entry.ts";

type Row = NamedRow<RegisterColumn>;
type Fields = Partial<Omit<RegisterFields, "organisations">>;

/** What a row says of an account's upkeep. Columns that the file lacks are left out; `wrong` hears of bad cells. */
export function fieldsOf(row: Row, today: LocalDate, wrong: Wrong): Fields {
  return {
    ...present("department", row.cell("department")),
    ...kindOf(row, wrong),
    ...statusOf(row, wrong),
    ...keepersOf(row, wrong),
    ...approvalsOf(row, wrong),
    ...loginOf(row, wrong),
    ...present("openedOn", openedOn(row, today, wrong)),
    ...present("closeBy", dateIn(row, "close_by", wrong)),
    ...dormancyOf(row, wrong),
  };
}

/** A field for the entry, or none where the file has no such column. */
function present<K extends keyof Fields>(name: K, value: Fields[K] | undefined): Fields {
  return value === undefined ? {} : { [name]: value };
}

function dateIn(row: Row, column: RegisterColumn, wrong: Wrong): LocalDate | null | undefined {
  const cell = row.cell(column);
  if (cell === undefined) return undefined;
  return cell === "" ? null : (dateOf(cell) ?? wrong(column, DATE_EXPECTED));
}

/** A day to come is a slip: it would keep the account young, and so neither dormant nor barely used, until then. */
function openedOn(row: Row, today: LocalDate, wrong: Wrong): LocalDate | null | undefined {
  const day = dateIn(row, "opened_on", wrong);
  if (day === null || day === undefined || day <= today) return day;
  return wrong("opened_on", `in the future; an account was opened by today, ${today}`);
}

const KINDS: readonly AccountKind[] = ["official", "departmental"];
const STATUSES: readonly RegisterStatus[] = ["live", "paused", "closed"];

/** An empty cell says nothing: a new account gets the usual value, a known one keeps its own. */
function wordIn<W extends string>(
  row: Row,
  column: RegisterColumn,
  words: readonly W[],
  wrong: Wrong,
): W | null {
  const cell = (row.cell(column) ?? "").toLowerCase();
  if (cell === "") return null;
  const meant = nearest(cell, words);
  return (
    words.find((word) => word === cell) ??
    wrong(column, `must be ${words.join(" or ")}${meant === null ? "" : `; did you mean ${meant}?`}`)
  );
}

function kindOf(row: Row, wrong: Wrong): Fields {
  const kind = wordIn(row, "kind", KINDS, wrong);
  return kind === null ? {} : { kind };
}

function statusOf(row: Row, wrong: Wrong): Fields {
  const status = wordIn(row, "status", STATUSES, wrong);
  const reason = row.cell("paused_reason") || null;
  if (status === "paused" && reason === null) wrong("paused_reason", "a paused account needs a reason");
  if (status !== "paused" && reason !== null)
    wrong("paused_reason", "a reason, but the status is not paused");
  return status === null ? {} : { status, pausedReason: reason };
}

function keepersOf(row: Row, wrong: Wrong): Fields {
  const cell = row.cell("keepers");
  if (cell === undefined) return {};
  const keepers = [...new Set(listOf(cell).map((address) => address.toLowerCase()))];
  if (keepers.every(isEmailAddress)) return { keepers };
  wrong("keepers", "must be e-mail addresses of staff, separated by semicolons");
  return {};
}

function loginOf(row: Row, wrong: Wrong): Fields {
  const cell = row.cell("login_address");
  if (cell === undefined) return {};
  if (cell === "") return { loginAddress: null };
  if (isEmailAddress(cell)) return { loginAddress: cell.toLowerCase() };
  wrong("login_address", "not an e-mail address");
  return {};
}

/**
 * The two approvals that POLICY.md's unapproved-account asks for. `approved_by` is the short way: two names, the Head of
 * School or Service first; one name alone is the Head of Digital Marketing, who adopts old accounts.
 */
function approvalsOf(row: Row, wrong: Wrong): Fields {
  return {
    ...shortApprovals(row, wrong),
    ...present("approvedBySchool", approvalIn(row, "approved_by_school", "approved_by_school_on", wrong)),
    ...present(
      "approvedByMarketing",
      approvalIn(row, "approved_by_marketing", "approved_by_marketing_on", wrong),
    ),
  };
}

function shortApprovals(row: Row, wrong: Wrong): Fields {
  const cell = row.cell("approved_by");
  if (cell === undefined) return {};
  const names = listOf(cell);
  const days = listOf(row.cell("approved_on") ?? "");
  if (names.length === 0 && days.length === 0) return { approvedBySchool: null, approvedByMarketing: null };
  if ((row.cell("approved_by_school") ?? "") + (row.cell("approved_by_marketing") ?? "") !== "") {
    wrong("approved_by", "the row gives approvals twice: here and in columns of their own");
    return {};
  }
  if (names.length === 0 || names.length > 2) {
    wrong("approved_by", "must be one or two names: Head of School or Service; Head of Digital Marketing");
    return {};
  }
  if (days.length === 0 || days.length > names.length) {
    wrong("approved_on", "each approval needs its day; one day may stand for both");
    return {};
  }
  const approvals = names.map((name, at) => approval(name, days[at] ?? days[0] ?? "", "approved_on", wrong));
  const marketing = approvals.at(-1) ?? null;
  return {
    approvedBySchool: approvals.length === 2 ? (approvals[0] ?? null) : null,
    approvedByMarketing: marketing,
  };
}

function approvalIn(
  row: Row,
  column: RegisterColumn,
  dayColumn: RegisterColumn,
  wrong: Wrong,
): Approval | null | undefined {
  const name = row.cell(column);
  const day = row.cell(dayColumn) ?? "";
  if (name === undefined)
    return day === "" ? undefined : wrong(dayColumn, `a day without the column ${column}`);
  if (name === "") {
    if (day !== "") return wrong(dayColumn, "a day without a name");
    // With the short column in the same file, an empty long one has nothing to say.
    return row.cell("approved_by") === undefined ? null : undefined;
  }
  return approval(name, day, dayColumn, wrong);
}

function approval(name: string, day: string, dayColumn: RegisterColumn, wrong: Wrong): Approval | null {
  if (day === "") return wrong(dayColumn, "an approval needs its day");
  const on = dateOf(day);
  return on === null ? wrong(dayColumn, DATE_EXPECTED) : { name, on };
}

const MAX_DORMANT_DAYS = 3650;

function dormancyOf(row: Row, wrong: Wrong): Fields {
  const cell = row.cell("dormant_after_days");
  const reason = row.cell("dormant_reason") || null;
  if (cell === undefined || cell === "") {
    if (reason !== null) wrong("dormant_reason", "a reason without a number of days");
    return cell === undefined ? {} : { dormantAfterDays: null, dormantReason: null };
  }
  const days = /^\d+$/u.test(cell) ? Number(cell) : 0;
  if (days < 1 || days > MAX_DORMANT_DAYS) {
    wrong("dormant_after_days", `must be a whole number of days from 1 to ${MAX_DORMANT_DAYS}`);
  }
  if (reason === null)
    wrong("dormant_reason", "an account's own number of days needs a reason, such as seasonal");
  return { dormantAfterDays: days, dormantReason: reason };
}
