import type { WrongCount } from "../../core/digest-input.ts";
import type { FindingStatus } from "../../core/finding.ts";
import { SEVERITIES } from "../../core/policy.ts";
import type { LocalDate } from "../../core/time.ts";
import type { CommandIo } from "../command.ts";
import { counted } from "../problems.ts";
import { renderRows } from "../rows.ts";
import { SHORT_ID } from "./choose.ts";
import { assignedInWords, type Standing } from "./standing.ts";

export const STATUSES = ["open", "acknowledged", "waived", "dismissed", "resolved"] as const;

/** What `findings list` says. */
export interface Listed {
  findings: readonly Standing[];
  status: FindingStatus | "all";
  /** How many findings there are of each status. */
  byStatus: ReadonlyMap<string, number>;
  /** Before anything was audited, no finding means nothing. */
  isAnythingAudited: boolean;
  /** How often rules were wrong; of dismissed findings alone. */
  wrong: readonly WrongCount[];
  today: LocalDate;
  /** A waiver that ends by this day is warned of. */
  warnUntil: LocalDate;
}

export function listInWords(io: CommandIo, listed: Listed): string {
  const { findings } = listed;
  if (findings.length === 0) {
    return noneInWords(listed) + nextWhereNone(listed) + wrongInWords(listed.wrong);
  }
  return [
    `${table(io, listed)}\n`,
    `${counted(findings.length, "finding")}: ${severities(findings)}.\n`,
    overdue(findings),
    ending(listed),
    wrongInWords(listed.wrong),
    beside(listed),
    "→ `account-audit findings show FINDING` tells the whole story of one\n",
  ].join("");
}

function noneInWords({ status, byStatus, isAnythingAudited }: Listed): string {
  if (!isAnythingAudited && byStatus.size === 0) return "Nothing is known: nothing was audited yet.\n";
  return status === "all" ? "No findings.\n" : `No ${status} findings.\n`;
}

function table(io: CommandIo, listed: Listed): string {
  const { findings, status } = listed;
  const hasAssigned = findings.some(({ assigned }) => assigned !== null);
  const rows = findings.map((one) => [
    one.finding.id.slice(0, SHORT_ID),
    one.finding.severity + (status === "all" ? `, ${one.finding.status}` : ""),
    one.finding.ruleId,
    one.account,
    one.finding.lastOpenedAt > one.finding.openedAt ? `${one.since}, again` : one.since,
    dateOf(one, listed),
    ...(hasAssigned ? [one.assigned === null ? "-" : assignedInWords(one.assigned)] : []),
    one.finding.sentence,
  ]);
  const titles = [
    "Finding",
    "Severity",
    "Rule",
    "Account",
    "Since",
    status === "waived" ? "Waived until" : "Due",
    ...(hasAssigned ? ["Assigned to"] : []),
    "What is wrong",
  ];
  return renderRows(io, titles, rows);
}

function dateOf({ due, isOverdue, waivedUntil }: Standing, { status, warnUntil }: Listed): string {
  if (waivedUntil !== null) {
    const ends = waivedUntil <= warnUntil ? `${waivedUntil}, ends soon` : waivedUntil;
    return status === "waived" ? ends : `waived until ${ends}`;
  }
  if (due === null) return "-";
  return isOverdue ? `${due}, late` : due;
}

function severities(findings: readonly Standing[]): string {
  const each = SEVERITIES.map((severity) => {
    const number = findings.filter(({ finding }) => finding.severity === severity).length;
    return number === 0 ? [] : [`${number} ${severity}`];
  });
  return each.flat().join(", ");
}

function overdue(findings: readonly Standing[]): string {
  const late = findings.filter(({ isOverdue }) => isOverdue).length;
  return late === 0 ? "" : `${late} of them ${late === 1 ? "is" : "are"} past the due date.\n`;
}

function ending({ findings, warnUntil }: Listed): string {
  const soon = findings.filter(({ waivedUntil }) => waivedUntil !== null && waivedUntil <= warnUntil).length;
  return soon === 0 ? "" : `${soon} of them ${soon === 1 ? "ends" : "end"} by ${warnUntil}.\n`;
}

function wrongInWords(wrong: readonly WrongCount[]): string {
  if (wrong.length === 0) return "";
  const each = wrong.map(({ ruleId, wrong, opened }) => `${ruleId} ${wrong} of ${opened}`);
  return `How often the audit was wrong, of all that it reported: ${each.join(", ")}.\n`;
}

/** What people have decided about: whoever looks at the open ones is to know of it. */
function beside({ status, byStatus }: Listed): string {
  if (status !== "open") return "";
  const others = (["acknowledged", "waived", "dismissed"] as const).flatMap((other) => {
    const number = byStatus.get(other) ?? 0;
    return number === 0 ? [] : [`${number} ${other}`];
  });
  return others.length === 0 ? "" : `Beside them, of all accounts: ${others.join(", ")} (--status all).\n`;
}

function nextWhereNone({ byStatus, status }: Listed): string {
  if (byStatus.size === 0) return "→ `account-audit runs list` says whether a night has run yet\n";
  const others = STATUSES.flatMap((other) => {
    const number = byStatus.get(other) ?? 0;
    return other === status || number === 0 ? [] : [`${number} ${other}`];
  });
  return others.length === 0 ? "" : `On record: ${others.join(", ")}.\n→ --status all shows every one\n`;
}
