import { WORDS } from "../../core/decide.ts";
import type { FindingEventKind } from "../../core/finding.ts";
import { statusAfter } from "../../core/in-force.ts";
import type { LocalDate } from "../../core/time.ts";
import type { KeptDecision } from "../../store/decisions.ts";
import type { FindingMail } from "../../store/finding-mails.ts";
import type { eventsOf } from "../../store/findings.ts";
import type { CommandIo } from "../command.ts";
import { renderPairs } from "../table.ts";
import { momentIn } from "../when.ts";

/** All that happened to a finding: what the audit saw, what people decided, which mails told of it. */
export interface History {
  events: Awaited<ReturnType<typeof eventsOf>>;
  decisions: readonly KeptDecision[];
  mails: readonly FindingMail[];
  /** False before go-live: mails are made, and wait. */
  isLive: boolean;
}

/** What is still to come: the day by which it is due, and the last day of its waiver. */
export interface Coming {
  due: LocalDate | null;
  waivedUntil: LocalDate | null;
}

interface Happening {
  at: Date;
  /** One sentence, without its full stop. */
  what: string;
}

/** Oldest first, and what comes last; what the audit saw stands before what was done about it in the same moment. */
export function historyOf(io: CommandIo, history: History, coming: Coming, zone: string): string {
  const { events, decisions } = history;
  const happenings = [...events.map(seen), ...decisions.map(decided), ...told(history, zone)]
    .toSorted((a, b) => a.at.getTime() - b.at.getTime())
    .map(({ at, what }): [string, string] => [momentIn(zone, at), what]);
  const { due, waivedUntil } = coming;
  if (due !== null) happenings.push([due, "due"]);
  if (waivedUntil !== null) happenings.push([waivedUntil, "the waiver ends: open again after this day"]);
  return renderPairs(io, happenings);
}

const HAPPENED: Readonly<Record<FindingEventKind, string>> = {
  opened: "opened",
  reopened: "opened again",
  worsened: "became more severe",
  eased: "became less severe",
  fixed: "fixed",
  "no-longer-applies": "closed, no longer applies",
  "waiver-lapsed": "opened again, the waiver had lapsed",
  "waiver-void": "opened again, worse than what was waived",
};

const OPENS: ReadonlySet<FindingEventKind> = new Set(["opened", "reopened", "waiver-lapsed", "waiver-void"]);
const CLOSES: ReadonlySet<FindingEventKind> = new Set(["fixed", "no-longer-applies"]);

/** The mails that told of it: a digest names what is open or acknowledged when it is made. */
export function toldBy(
  mails: readonly FindingMail[],
  { events, decisions }: Pick<History, "events" | "decisions">,
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

/**
 * Runs that are none: the calendar ends waivers; tidying closes the findings of learners who left, and erasing those of a
 * learner who asked for it. Nobody is told which: it would tell that a learner left or was erased.
 */
const NO_RUNS: readonly string[] = ["calendar", "retention", "erase"];
const runOf = (runId: string) => (NO_RUNS.includes(runId) ? null : runId);

function seen({ at, kind, fromSeverity, toSeverity, runId }: History["events"][number]): Happening {
  const run = runOf(runId);
  const by = run === null ? "" : ` (run ${run})`;
  return { at, what: `${HAPPENED[kind]}${severities(fromSeverity, toSeverity)}${by}` };
}

function severities(from: string | null, to: string | null): string {
  if (to === null) return "";
  return from === null || from === to ? `, ${to}` : `, ${from} to ${to}`;
}

function decided(decision: KeptDecision): Happening {
  const { at, by, systemUser, reason, evidence } = decision;
  const who = systemUser === null ? by : `${by} (as ${systemUser})`;
  const why = [reason, evidence === null ? null : `evidence ${evidence}`].filter((words) => words !== null);
  const colon = why.length === 0 ? "" : ": ";
  return { at, what: `${deedOf(decision)} by ${who}${colon}${why.join("; ")}` };
}

function deedOf({ kind, until, assignee }: KeptDecision): string {
  if (kind === "withdrawn") return "opened again, decision taken back";
  if (kind === "assigned") return `assigned to ${assignee ?? "nobody"}`;
  return `${WORDS[kind]}${kind === "waived" && until !== null ? ` until ${until}` : ""}`;
}

/** The first e-mail after each opening, with how many told it again: a year of Mondays is one line. */
function told({ mails, events, isLive }: History, zone: string): Happening[] {
  const openings = events.filter(({ kind }) => OPENS.has(kind));
  const stretches = Map.groupBy(
    mails,
    ({ kind, delivery, createdAt }) =>
      `${kind} ${delivery} ${openings.findLastIndex(({ at }) => at <= createdAt)}`,
  );
  return [...stretches.values()].flatMap(([first, ...again]): Happening[] => {
    if (first === undefined) return [];
    const { kind, about, delivery } = first;
    const at = momentOf(first);
    const last = again.at(-1);
    const hasArrived = delivery === "accepted";
    const reached = hasArrived ? "" : `: ${unsentInWords(delivery, isLive)}`;
    if (kind === "safeguarding") {
      const what = hasArrived ? "told to safeguarding by e-mail" : "e-mail to safeguarding written";
      const more = last === undefined ? "" : `, and again on ${momentIn(zone, momentOf(last))}`;
      return [{ at, what: `${what}${more}${reached}` }];
    }
    const more = last === undefined ? "" : `, and in ${again.length} more until ${last.about}`;
    return [
      { at, what: `${hasArrived ? "told" : "named"} in the weekly e-mail of ${about}${more}${reached}` },
    ];
  });
}

/** When a mail told somebody; of one that has told nobody, when it was made. */
const momentOf = ({ acceptedAt, createdAt }: FindingMail) => acceptedAt ?? createdAt;

/** What became of a mail that no mail server has taken for anybody. */
function unsentInWords(delivery: Exclude<FindingMail["delivery"], "accepted">, isLive: boolean): string {
  switch (delivery) {
    case "queued":
      return isLive ? "queued, not delivered" : "it waits, no mail leaves before go-live";
    case "sending":
      return "being sent";
    case "unclear":
      return "nobody knows whether it arrived";
    case "refused":
      return "refused, nobody has it";
    case null:
      break;
  }
  return "nothing is on record of its delivery";
}

export function eventAsJson({ findingId: _id, runId, ...event }: History["events"][number]) {
  return { ...event, runId: runOf(runId) };
}

export function decisionAsJson({ findingId: _id, step: _step, ...decision }: KeptDecision) {
  return decision;
}
