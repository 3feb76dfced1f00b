import { localDateOf } from "../../core/calendar.ts";
import type { Account } from "../../core/account.ts";
import type { Finding, FindingEventKind } from "../../core/finding.ts";
import type { LocalDate } from "../../core/time.ts";
import type { revealsOf, sealsOf } from "../../store/finding-views.ts";
import type { eventsOf } from "../../store/findings.ts";
import type { CommandIo } from "../command.ts";
import { renderRows } from "../rows.ts";
import { renderPairs } from "../table.ts";
import { momentIn } from "../when.ts";
import { nameOfAccount } from "./choose.ts";

/** All that is on record of one finding. Of a learner there is nothing in it. */
export interface Shown {
  finding: Finding;
  rule: { id: string; title: string; why: string; remedy: string; section: string };
  account: Account | null;
  link: string | null;
  due: LocalDate | null;
  events: Awaited<ReturnType<typeof eventsOf>>;
  /** null: the finding is of a kind that nothing is sealed for. */
  sealed: {
    seals: Awaited<ReturnType<typeof sealsOf>>;
    reveals: Awaited<ReturnType<typeof revealsOf>>;
    whyNone: { says: string; next: string } | null;
  } | null;
  zone: string;
}

/** A finding for people: what, why and what to do; what it rests on; what happened, oldest first. */
export function storyOf(io: CommandIo, shown: Shown): string {
  const parts = [
    renderPairs(io, [...head(shown), ...owner(shown)]),
    evidence(io, shown),
    sealed(io, shown),
    `What happened:\n${history(io, shown)}`,
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function head({ finding, rule, due, zone }: Shown): [string, string][] {
  const closed =
    finding.closedAt === null
      ? ""
      : `, ${finding.closing ?? "closed"} on ${localDateOf(finding.closedAt, zone)}`;
  const waived = finding.waivedUntil === null ? "" : ` until ${localDateOf(finding.waivedUntil, zone)}`;
  return [
    ["Finding", finding.id],
    ["What is wrong", finding.sentence],
    ["Severity", finding.severity],
    ["Status", `${finding.status}${waived}${closed}`],
    ["Since", localDateOf(finding.lastOpenedAt, zone)],
    ["Due", due ?? "no date"],
    ["Rule", `${rule.title} (${rule.id})`],
    ["Policy", `section ${rule.section}`],
    ["Why it matters", rule.why],
    ["What to do", rule.remedy],
  ];
}

function owner({ finding, account, link }: Shown): [string, string][] {
  if (account === null) return [["Account", finding.accountId]];
  const organisations = account.organisations.join(", ");
  return [
    ["Account", nameOfAccount(account)],
    ...(link === null ? [] : [["Address", link] as [string, string]]),
    ["Organisation", account.department === "" ? organisations : `${organisations}, ${account.department}`],
    ["Keepers", account.keepers.join(", ") || "none on record"],
  ];
}

function evidence(io: CommandIo, { finding, zone }: Shown): string {
  const figures = Object.entries(finding.evidence.figures).flatMap(([name, value]): [string, string][] =>
    value === null ? [] : [[nameInWords(name), String(value)]],
  );
  const posts = finding.evidence.posts.map(({ url, at, note }) => [dateOf(at, zone), note, url]);
  if (figures.length === 0 && posts.length === 0) return "";
  return [
    "Evidence:\n",
    figures.length === 0 ? "" : renderPairs(io, figures),
    posts.length === 0 ? "" : renderRows(io, ["Posted", "What is missing", "Link"], posts),
  ].join("");
}

/** `days_since_last_post` → `Days since last post`. */
function nameInWords(name: string): string {
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function dateOf(at: string, zone: string): string {
  const instant = new Date(at);
  return Number.isNaN(instant.getTime()) ? at : localDateOf(instant, zone);
}

function sealed(io: CommandIo, { finding, sealed, zone }: Shown): string {
  if (sealed === null) return "";
  const { seals, reveals, whyNone } = sealed;
  if (whyNone !== null) return `Sealed evidence: none, because ${whyNone.says}.\n→ ${whyNone.next}\n`;
  const keys = seals.map(({ keyId, sealedAt }) => [keyId, momentIn(zone, sealedAt)]);
  const openings = reveals.map(({ at, claimedName, systemUser, reason }) => [
    momentIn(zone, at),
    claimedName,
    systemUser,
    reason,
  ]);
  return [
    `Sealed evidence:\n${renderRows(io, ["To key", "Sealed"], keys)}`,
    openings.length === 0
      ? "Never opened.\n"
      : `Opened:\n${renderRows(io, ["When", "By, as they said", "System user", "Reason"], openings)}`,
    `→ \`account-audit reveal ${finding.id} --reason TEXT --key FILE\` opens it for a safeguarding lead\n`,
  ].join("");
}

const HAPPENED: Readonly<Record<FindingEventKind, string>> = {
  opened: "opened",
  reopened: "opened again",
  worsened: "became more severe",
  eased: "became less severe",
  fixed: "fixed",
  "no-longer-applies": "closed: no longer applies",
  "waiver-lapsed": "opened again: the waiver had lapsed",
  "waiver-void": "opened again: worse than what was waived",
};

function history(io: CommandIo, { events, zone }: Shown): string {
  const rows = events.map(({ at, kind, fromSeverity, toSeverity, runId }) => [
    momentIn(zone, at),
    HAPPENED[kind],
    severities(fromSeverity, toSeverity),
    runId,
  ]);
  return renderRows(io, ["When", "What", "Severity", "Run"], rows);
}

function severities(from: string | null, to: string | null): string {
  if (to === null) return "-";
  return from === null || from === to ? to : `${from} to ${to}`;
}
