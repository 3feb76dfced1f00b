import type { DigestFigures, DigestInput } from "../core/digest-input.ts";
import { mondayOfWeek } from "../core/calendar.ts";
import { counted, listed } from "./accounts-in-words.ts";
import type { Closure } from "./build-closures.ts";
import { dueDate, plainDate, shortDate } from "./dates.ts";
import { cleaned } from "./hostile.ts";
import type { DigestModel, Figure, Sentence } from "./model.ts";
import { timeTold, todayOf, type OpenFinding, type Standings } from "./standing.ts";

/** What the top of the e-mail is made of. */
export interface Counts {
  todo: readonly OpenFinding[];
  closures: readonly Closure[];
  waiting: readonly OpenFinding[];
  standings: Standings;
  live: number;
  open: number;
  /** Of no live account any question has an answer: nights may have run, and have read nothing. */
  isBlind: boolean;
}

/** Whether any night has been concluded since the last e-mail: without one there is nothing new to tell. */
function hasRun(input: DigestInput): boolean {
  return input.runs.some(({ status }) => status === "done" || status === "incomplete");
}

/** `Social media audit, 23 Nov: 3 to do, 3 closures to decide, 4 fixed` */
export function subjectOf(counts: Counts, input: DigestInput): string {
  return `Social media audit, ${shortDate(todayOf(input))}: ${newsOf(counts, input).join(", ")}`;
}

/** Nothing in it that should not stand on a locked telephone. */
export function newsOf(
  { todo, closures, waiting, standings, isBlind }: Counts,
  input: DigestInput,
): readonly string[] {
  if (!hasRun(input)) return [hasBegun(input) ? "the audit could not run" : "no night has run yet"];
  const toDecide = closures.filter(({ asks }) => asks).length;
  const nothing = waiting.length > 0 ? "nothing new to do" : "nothing to do";
  const news = [
    ...(isBlind ? ["no account could be read"] : []),
    ...(todo.length > 0 ? [`${todo.length.toLocaleString("en-GB")} to do`] : []),
    ...(todo.length === 0 && toDecide === 0 && !isBlind ? [nothing] : []),
    ...(toDecide > 0 ? [`${counted(toDecide, "closure")} to decide`] : []),
    ...(standings.fixed.length > 0 ? [`${standings.fixed.length.toLocaleString("en-GB")} fixed`] : []),
  ];
  return input.previous === null ? ["first look", ...news] : news;
}

/** Whether there was a night to speak of, however long ago: one that was missed is one, a scan is none. */
function hasBegun({ firstNight }: DigestInput): boolean {
  return firstNight === undefined;
}

/** Before the first night a scan may have read some accounts. */
function beforeFirstNight({ evaluations }: DigestInput): string {
  const isRead = evaluations.some(({ result }) => result === "pass" || result === "fail");
  return isRead
    ? "Nothing urgent among what scans have read; no night has run yet."
    : "No account has been read yet, so nothing is known.";
}

export function figuresOf({ todo, closures, standings, open }: Counts): readonly Figure[] {
  return [
    figure(todo.length, "to do"),
    figure(closures.filter(({ asks }) => asks).length, "to close or keep"),
    figure(standings.fixed.length, "fixed"),
    figure(open, "open in all"),
  ];
}

function figure(value: number, label: string): Figure {
  return { value: value.toLocaleString("en-GB"), label };
}

export function summaryOf(counts: Counts, input: DigestInput): DigestModel["summary"] {
  const burnDown = burnDownOf(counts, input);
  return [
    urgencyOf(counts, input),
    { tone: "calm", words: standOf(counts, input) },
    ...(burnDown === null ? [] : [{ tone: "calm" as const, words: burnDown }]),
  ];
}

/** Never a clean bill over unknown ground: what was not read is said in the same breath. */
function urgencyOf({ todo, closures, isBlind }: Counts, input: DigestInput): Sentence {
  const all = [
    ...todo,
    ...closures.flatMap(({ asks, finding }) => (asks && finding !== null ? [finding] : [])),
  ];
  const withLead = all.filter(({ aboutLearner }) => aboutLearner).length;
  const serious = all.filter(
    ({ finding, aboutLearner }) => finding.severity === "high" && !aboutLearner,
  ).length;
  const urgent = [
    ...(withLead > 0 ? [`${counted(withLead, "point is", "points are")} with the safeguarding lead`] : []),
    ...(serious > 0
      ? [`${counted(serious, "serious finding asks", "serious findings ask")} for something now`]
      : []),
  ];
  if (urgent.length > 0) return { tone: "bad", words: `Urgent: ${listed(urgent, 3)}.` };
  if (!hasBegun(input)) return { tone: "calm", words: beforeFirstNight(input) };
  if (!hasRun(input))
    return { tone: "bad", words: "The audit could not run, so nobody knows what is urgent." };
  if (isBlind) return { tone: "bad", words: "No account could be read, so nobody knows what is urgent." };
  return { tone: "calm", words: "Nothing urgent among what could be read." };
}

/** Of the first audit's findings, those that still ask for something. null before the first audit is written. */
export function backlogOf({ standings }: Pick<Counts, "standings">, input: DigestInput): number | null {
  const { baselineAt } = input;
  if (baselineAt === null) return null;
  return standings.open.filter(({ finding }) => finding.openedAt <= baselineAt).length;
}

/** What the first audit left is a backlog with a burn-down (POLICY.md, baseline). Said until it has been nought once. */
function burnDownOf(counts: Counts, input: DigestInput): string | null {
  const open = backlogOf(counts, input);
  const { backlog, burnDown } = input;
  const found = (backlog ?? []).reduce((sum, { total }) => sum + total, 0);
  if (open === null || found === 0) return null;
  if (open === 0 && (burnDown.at(-1)?.open ?? 0) === 0) return null;
  const told = burnDown.map(
    (week) => `${week.open.toLocaleString("en-GB")} on ${plainDate(week.date, todayOf(input))}`,
  );
  const left = open === 0 ? "all are settled" : `${open.toLocaleString("en-GB")} still open`;
  return `Of the first audit's ${counted(found, "finding")}, ${left}${inBrackets([told])}.`;
}

function standOf({ live, open }: Counts, input: DigestInput): string {
  const { targetAccounts } = input;
  const target = targetAccounts === null ? [] : [`target ${targetAccounts.toLocaleString("en-GB")}`];
  const liveBefore = [before(input.previous, "live", input), before(input.termStart, "live", input), target];
  const openBefore = [before(input.previous, "open", input)];
  const accounts = `${counted(live, "live account")}${inBrackets(liveBefore)}`;
  return `${accounts}; ${counted(open, "finding")} open${inBrackets(openBefore)}.`;
}

function before(
  figures: DigestFigures | null,
  field: "live" | "open",
  input: DigestInput,
): readonly string[] {
  if (figures === null) return [];
  return [`${figures[field].toLocaleString("en-GB")} on ${plainDate(figures.date, todayOf(input))}`];
}

function inBrackets(parts: readonly (readonly string[])[]): string {
  const said = [...new Set(parts.flat())];
  return said.length === 0 ? "" : ` (${said.join(", ")})`;
}

/** What went wrong with the audit or the mail itself. */
export function alertsOf({ isBlind }: Pick<Counts, "isBlind">, input: DigestInput): readonly Sentence[] {
  const alerts: Sentence[] = [];
  if (!hasBegun(input)) {
    alerts.push({ tone: "warn", words: `No night has run yet. ${firstNightOf(input)}` });
  } else if (!hasRun(input)) {
    alerts.push({
      tone: "bad",
      words: `The audit has not run ${timeTold(input)}. What follows is what was known before. IT has it.`,
    });
  } else if (isBlind) {
    const words = "The newest audit could read no account. What follows is what was known before.";
    alerts.push({ tone: "bad", words });
  }
  for (const { week, reason } of input.skipped.slice(-3)) {
    alerts.push({
      tone: "warn",
      words: `No e-mail was sent in the week of ${plainDate(mondayOfWeek(week), todayOf(input))}: ${reasonOf(reason)}.`,
    });
  }
  const { unclear, refused } = input.deliveries;
  if (unclear > 0) {
    const who = counted(unclear, "recipient");
    alerts.push({
      tone: "warn",
      words: `It is not known whether the last e-mail reached ${who}. IT can send it again.`,
    });
  }
  if (refused > 0) {
    const who = counted(refused, "recipient's mail server", "recipients' mail servers");
    alerts.push({ tone: "warn", words: `The last e-mail was refused by ${who}. IT has the reason.` });
  }
  return alerts;
}

function firstNightOf(input: DigestInput): string {
  const { firstNight = null } = input;
  if (firstNight === null) return "The first comes once IT has started the service.";
  const verb = firstNight < todayOf(input) ? "was" : "is";
  return `The first ${verb} due on ${dueDate(firstNight, todayOf(input))}.`;
}

function reasonOf(reason: string): string {
  return cleaned(reason, 120).replace(/\.$/u, "");
}
