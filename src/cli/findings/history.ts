import { WORDS } from "../../core/decide.ts";
import type { FindingEventKind } from "../../core/finding.ts";
import { statusAfter } from "../../core/in-force.ts";
import type { KeptDecision } from "../../store/decisions.ts";
import type { FindingMail } from "../../store/finding-mails.ts";
import type { eventsOf } from "../../store/findings.ts";
import type { CommandIo } from "../command.ts";
import { renderRows } from "../rows.ts";
import { momentIn } from "../when.ts";

/** All that happened to a finding: what the audit saw, what people decided, which mails told of it. */
export interface History {
  events: Awaited<ReturnType<typeof eventsOf>>;
  decisions: readonly KeptDecision[];
  mails: readonly FindingMail[];
}

interface Happening {
  at: Date;
  what: string;
  severity: string;
  who: string;
}

/** Oldest first; what the audit saw comes before what was done about it in the same moment. */
export function historyOf(io: CommandIo, { events, decisions, mails }: History, zone: string): string {
  const happenings = [...events.map(seen), ...decisions.map(decided), ...told(mails, events)];
  const rows = happenings
    .toSorted((a, b) => a.at.getTime() - b.at.getTime())
    .map(({ at, what, severity, who }) => [momentIn(zone, at), what, severity, who]);
  return renderRows(io, ["When", "What", "Severity", "Who and why"], rows);
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

const OPENS: ReadonlySet<FindingEventKind> = new Set(["opened", "reopened", "waiver-lapsed", "waiver-void"]);
const CLOSES: ReadonlySet<FindingEventKind> = new Set(["fixed", "no-longer-applies"]);

/** The mails that told of it: a digest names what is open or acknowledged when it is made. */
export function toldBy(
  mails: readonly FindingMail[],
  { events, decisions }: Omit<History, "mails">,
): readonly FindingMail[] {
  const turns = [
    ...events.flatMap(({ at, kind }) =>
      OPENS.has(kind) || CLOSES.has(kind) ? [{ at, opens: OPENS.has(kind) }] : [],
    ),
    ...decisions.flatMap(({ at, kind }) => {
      const status = statusAfter(kind);
      return status === null ? [] : [{ at, opens: status === "open" || status === "acknowledged" }];
    }),
  ].toSorted((a, b) => a.at.getTime() - b.at.getTime());
  return mails.filter(
    ({ kind, createdAt }) =>
      kind === "safeguarding" || turns.findLast(({ at }) => at <= createdAt)?.opens === true,
  );
}

/** Runs that are none: the calendar ends waivers, and tidying closes the findings of learners who left. */
const NO_RUNS: readonly string[] = ["calendar", "retention"];

function seen({ at, kind, fromSeverity, toSeverity, runId }: History["events"][number]): Happening {
  const who = NO_RUNS.includes(runId) ? `the ${runId}` : `run ${runId}`;
  return { at, what: HAPPENED[kind], severity: severities(fromSeverity, toSeverity), who };
}

function severities(from: string | null, to: string | null): string {
  if (to === null) return "-";
  return from === null || from === to ? to : `${from} to ${to}`;
}

function decided(decision: KeptDecision): Happening {
  const { at, kind, until, assignee, by, systemUser, reason, evidence } = decision;
  const more =
    kind === "waived" && until !== null
      ? ` until ${until}`
      : kind === "assigned"
        ? ` to ${assignee ?? "nobody"}`
        : "";
  const who = systemUser === null ? by : `${by} (as ${systemUser})`;
  const why = [reason, evidence === null ? null : `evidence: ${evidence}`].filter((words) => words !== null);
  return {
    at,
    what: kind === "withdrawn" ? "open again: decision taken back" : `${WORDS[kind]}${more}`,
    severity: "-",
    who: why.length === 0 ? who : `${who}: ${why.join("; ")}`,
  };
}

/** The first e-mail after each opening, with how many told it again: a year of Mondays is one line. */
function told(mails: readonly FindingMail[], events: History["events"]): Happening[] {
  const openings = events.filter(({ kind }) => OPENS.has(kind));
  const stretches = Map.groupBy(
    mails,
    ({ kind, createdAt }) => `${kind} ${openings.findLastIndex(({ at }) => at <= createdAt)}`,
  );
  return [...stretches.values()].flatMap(([first, ...again]): Happening[] => {
    if (first === undefined) return [];
    const { kind, about, createdAt: at } = first;
    if (kind === "safeguarding")
      return [{ at, what: "told to safeguarding by e-mail", severity: "-", who: "-" }];
    const last = again.at(-1);
    const more = last === undefined ? "" : `, and ${again.length} more until ${last.about}`;
    return [{ at, what: "told in the weekly e-mail", severity: "-", who: `${about}${more}` }];
  });
}

export function decisionAsJson({ findingId: _id, step: _step, ...decision }: KeptDecision) {
  return decision;
}
