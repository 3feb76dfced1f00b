import { daysBetween, localDateOf } from "../../core/calendar.ts";
import { WORDS } from "../../core/decide.ts";
import type { LocalDate } from "../../core/time.ts";
import type { KeptDecision } from "../../store/decisions.ts";
import type { revealsOf, sealsOf } from "../../store/finding-views.ts";
import type { CommandIo } from "../command.ts";
import { counted } from "../problems.ts";
import { renderRows } from "../rows.ts";
import { renderPairs } from "../table.ts";
import { momentIn } from "../when.ts";
import { historyOf, type History } from "./history.ts";
import { assignedInWords, type Standing } from "./standing.ts";

/** All that is on record of one finding. Of a learner there is nothing in it. */
export interface Shown extends Standing, History {
  rule: { id: string; title: string; why: string; remedy: string; section: string };
  link: string | null;
  /** The decision that made the finding what it is. */
  holds: KeptDecision | null;
  today: LocalDate;
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
    renderPairs(io, [...head(shown), ...ownerOf(shown)]),
    evidence(io, shown),
    sealed(io, shown),
    `What happened, and what comes:\n${historyOf(io, shown, shown, shown.zone)}`,
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function head(shown: Shown): [string, string][] {
  const { finding, rule, due, isOverdue, since, assigned } = shown;
  return [
    ["Finding", finding.id],
    ["What is wrong", finding.sentence],
    ["Severity", finding.severity],
    ["Status", statusInWords(shown)],
    ["Since", since],
    ["Due", due === null ? "no date" : isOverdue ? `${due}, late` : due],
    ...(assigned === null ? [] : [["Assigned to", assignedInWords(assigned)] as [string, string]]),
    ["Rule", `${rule.title} (${rule.id})`],
    ["Policy", `section ${rule.section}`],
    ["Why it matters", rule.why],
    ["What to do", rule.remedy],
  ];
}

function statusInWords({ finding, holds, waivedUntil, today, zone }: Shown): string {
  const by = holds === null ? "" : ` by ${holds.by}`;
  const closed = finding.closedAt === null ? "" : ` on ${localDateOf(finding.closedAt, zone)}`;
  switch (finding.status) {
    case "open":
      return finding.reopenedCount === 0
        ? "open"
        : `open again, for the ${ordinal(finding.reopenedCount + 1)} time`;
    case "acknowledged":
      return `acknowledged${by}`;
    case "waived":
      return waivedUntil === null
        ? `waived${by}`
        : `waived${by} until ${waivedUntil}, ${daysLeft(today, waivedUntil)}`;
    case "dismissed":
      return `${holds === null ? "dismissed" : WORDS[holds.kind]}${by}${closed}`;
    case "resolved":
      break;
  }
  return `resolved, ${finding.closing ?? "closed"}${closed}`;
}

function daysLeft(today: LocalDate, until: LocalDate): string {
  const days = daysBetween(today, until);
  if (days < 0) return "which is over";
  return days === 0 ? "which ends today" : `${counted(days, "day")} left`;
}

function ordinal(count: number): string {
  const ending = new Intl.PluralRules("en", { type: "ordinal" }).select(count);
  return `${count}${{ one: "st", two: "nd", few: "rd", other: "th", zero: "th", many: "th" }[ending]}`;
}

function ownerOf({ finding, owner, account, link }: Shown): [string, string][] {
  if (owner === null) return [["Account", finding.accountId]];
  const organisations = owner.organisations.join(", ");
  return [
    ["Account", account],
    ...(link === null ? [] : [["Address", link] as [string, string]]),
    ["Organisation", owner.department === "" ? organisations : `${organisations}, ${owner.department}`],
    ["Keepers", owner.keepers.join(", ") || "none on record"],
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
