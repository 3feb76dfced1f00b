import { changeInWords } from "./changes-in-words.ts";
import type { DigestAccount, DigestInput } from "../core/digest-input.ts";
import { counted, labelOf, listed } from "./accounts-in-words.ts";
import { endOf } from "./build-end.ts";
import { rowsOf } from "./build-rows.ts";
import { alertsOf, backlogOf, figuresOf, newsOf, subjectOf, summaryOf } from "./build-summary.ts";
import { tableOf } from "./build-table.ts";
import { closuresSection, closuresToDecide, isIdle, type Closure } from "./build-closures.ts";
import { answersOf, isAnswered } from "./answers.ts";
import { menderOf, titleOf, todoSection } from "./build-todo.ts";
import { trustOf } from "./build-trust.ts";
import { waitingSection } from "./build-waiting.ts";
import { fullDate, plainDay } from "./dates.ts";
import type { DigestModel, Section } from "./model.ts";
import { questionsOf } from "./questions.ts";
import {
  asksNow,
  byUrgency,
  compare,
  forMarketing,
  ownersOf,
  standingsOf,
  todayOf,
  type OpenFinding,
  type Standings,
} from "./standing.ts";
import { withoutStale } from "./stale.ts";
import { DAY_MS } from "../core/time.ts";

export type { DigestInput } from "../core/digest-input.ts";

const MOST_LINES = 10;
/** Waivers that lapse within so many days are said in time. */
const ENDING_DAYS = 21;

/** From what Postgres held at one moment to what the e-mail says. Pure: the same input gives the same words. */
export function buildDigest(everything: DigestInput): DigestModel {
  const input = withoutStale(forMarketing(everything));
  const standings = standingsOf(input);
  const isMarketings = (one: OpenFinding) => menderOf(one) === "Marketing";
  const closures = closuresToDecide(standings, input);
  const [repairs, elsewhere] = parted(notDecidedAbove(standings, closures, input), isMarketings);
  const todo = repairs.filter((one) => asksNow(one, input)).toSorted(byUrgency);
  const waiting = repairs.filter((one) => !asksNow(one, input));
  const live = input.accounts.filter(({ account }) => account.status === "live").length;
  const questions = questionsOf(input.rules);
  const answers = answersOf(questions, input);
  const asked = answers.filter(({ applies }) => applies);
  const isBlind = asked.length > 0 && !asked.some(isAnswered);
  const counts = { todo, closures, waiting, standings, live, open: standings.open.length, isBlind };
  const date = todayOf(input);
  const trust = trustOf(questions, answers, input);
  return {
    week: input.week,
    date,
    subject: subjectOf(counts, input),
    title: "Social media audit",
    dateline: `${fullDate(date)}${input.liveSince === null ? ", preview" : ""}`,
    preheader: `${newsOf(counts, input).join(", ")}. ${trust.intro}`,
    figures: figuresOf(counts),
    summary: summaryOf(counts, input),
    alerts: alertsOf(counts, input),
    trust,
    todo: todoSection(counts, input),
    closures: closuresSection(closures, input),
    fixed: fixedSection(standings, input),
    waiting: waitingSection({ waiting, elsewhere }, input),
    ending: endingSection(standings, input),
    changed: changedSection(input),
    table: tableOf(input),
    end: endOf(input),
    rows: rowsOf(standings.open, input),
    kept: { live, open: standings.open.length, backlog: backlogOf(counts, input) },
  };
}

/**
 * What does not stand under "Close or keep?". An idle account whose end is in the register, and still to come, is decided
 * already; any other that is nothing to close, such as an official one, is told like every finding.
 */
function notDecidedAbove(
  { open }: Standings,
  closures: readonly Closure[],
  input: DigestInput,
): readonly OpenFinding[] {
  const listed = new Set(closures.map(({ candidate }) => candidate.use.account.id));
  const isSettled = ({ account }: DigestAccount) =>
    account.status !== "live" || (account.closeBy ?? "") >= todayOf(input);
  return open.filter((one) => !isIdle(one) || !(listed.has(one.finding.accountId) || isSettled(one.owner)));
}

function fixedSection(standings: Standings, input: DigestInput): DigestModel["fixed"] {
  const byAccount = Map.groupBy(standings.fixed, ({ owner }) => owner);
  const items = [...byAccount]
    .toSorted(([a], [b]) => compare(a.account.handle, b.account.handle))
    .map(([owner, fixed]) => ({ account: labelOf(owner, input.policy), words: titlesOf(fixed) }));
  return cut("Fixed, thank you", items);
}

function titlesOf(findings: readonly OpenFinding[]): string {
  const titles = findings.map((one) =>
    one.aboutLearner ? "the point with the safeguarding lead is closed" : titleOf(one),
  );
  return listed([...new Set(titles)].toSorted(compare), 3);
}

function endingSection(standings: Standings, input: DigestInput): DigestModel["ending"] {
  const until = new Date(input.now.getTime() + ENDING_DAYS * DAY_MS);
  const ending = standings.waived.flatMap(({ finding: { waivedUntil: ends }, owner, rule, aboutLearner }) =>
    ends === null || ends > until || aboutLearner ? [] : [{ ends, owner, rule }],
  );
  const items = ending.toSorted(bySoonest).map(({ ends, owner, rule }) => {
    const day = plainDay(ends, input.policy.timezone, todayOf(input));
    return { account: labelOf(owner, input.policy), words: `${rule.title}: accepted until ${day}` };
  });
  return cut("Ending soon", items);
}

interface Ending {
  ends: Date;
  owner: DigestAccount;
}

/** The list is cut: what lapses first must not be what is left out. */
function bySoonest(a: Ending, b: Ending): number {
  return a.ends.getTime() - b.ends.getTime() || compare(a.owner.account.handle, b.owner.account.handle);
}

/** A quiet account's real risk is to be taken over: that stands first, the rest as it came. */
function changedSection(input: DigestInput): DigestModel["changed"] {
  const owners = ownersOf(input);
  const [takenOver, others] = parted(input.changes, ({ kind }) => kind === "taken-over");
  const items = [...takenOver, ...others].flatMap((change) => {
    const owner = owners.get(change.accountId);
    if (owner === undefined) return [];
    const day = plainDay(change.on, input.policy.timezone, todayOf(input));
    return [{ account: labelOf(owner, input.policy), words: changeInWords(change, day) }];
  });
  return cut("Changed", items);
}

/** Those of which it is true, and the others, each in their order. */
function parted<T>(all: readonly T[], is: (one: T) => boolean): [T[], T[]] {
  return [all.filter(is), all.filter((one) => !is(one))];
}

function cut<T>(heading: string, items: readonly T[]): Section<T> {
  const rest = items.length - MOST_LINES;
  return {
    heading,
    intro: null,
    items: items.slice(0, MOST_LINES),
    more: rest > 0 ? `and ${counted(rest, "more", "more")}` : null,
  };
}
