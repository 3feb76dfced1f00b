import { changeInWords } from "./changes-in-words.ts";
import type { DigestInput } from "../core/digest-input.ts";
import { counted, labelOf, listed, namesOf } from "./accounts-in-words.ts";
import { endOf } from "./build-end.ts";
import { rowsOf } from "./build-rows.ts";
import { alertsOf, backlogOf, figuresOf, newsOf, subjectOf, summaryOf } from "./build-summary.ts";
import { tableOf } from "./build-table.ts";
import { closuresSection, closuresToDecide, isIdle } from "./build-closures.ts";
import { titleOf, todoSection } from "./build-todo.ts";
import { trustOf } from "./build-trust.ts";
import { fullDate, plainDay } from "./dates.ts";
import type { DigestModel, Section } from "./model.ts";
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
  const repairs = standings.open.filter((one) => !isIdle(one));
  const todo = repairs.filter((one) => asksNow(one, input)).toSorted(byUrgency);
  const waiting = repairs.filter((one) => !asksNow(one, input));
  const closures = closuresToDecide(standings, input);
  const live = input.accounts.filter(({ account }) => account.status === "live").length;
  const counts = { todo, closures, waiting, standings, live, open: standings.open.length };
  const date = todayOf(input);
  const trust = trustOf(input);
  return {
    week: input.week,
    date,
    subject: subjectOf(counts, input),
    title: "Social media audit",
    dateline: `${fullDate(date)}${input.liveSince === null ? ", preview" : ""}`,
    preheader: `${newsOf(counts, input).join(", ")}. ${trust.intro}`,
    figures: figuresOf(counts),
    summary: summaryOf(counts, input),
    alerts: alertsOf(input),
    trust,
    todo: todoSection(counts, input),
    closures: closuresSection(closures, input),
    fixed: fixedSection(standings, input),
    waiting: waitingSection(waiting, input),
    ending: endingSection(standings, input),
    changed: changedSection(input),
    table: tableOf(input),
    end: endOf(input),
    rows: rowsOf(standings.open, input),
    kept: { live, open: standings.open.length, backlog: backlogOf(counts, input) },
  };
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

/** Counts by organisation in one line; a finding of a shared account counts for its organisations together. */
function waitingSection(waiting: readonly OpenFinding[], input: DigestInput): DigestModel["waiting"] {
  const groups = Map.groupBy(waiting, ({ owner }) => namesOf(owner.account.organisations, input.policy));
  const counts = [...groups]
    .toSorted(([a], [b]) => compare(a, b))
    .map(([name, findings]) => `${name} ${findings.length.toLocaleString("en-GB")}`);
  const line = `${counted(waiting.length, "finding")}, none of them late: ${listed(counts, 12)}.`;
  return cut("Waiting, in time", waiting.length === 0 ? [] : [line]);
}

function endingSection(standings: Standings, input: DigestInput): DigestModel["ending"] {
  const until = new Date(input.now.getTime() + ENDING_DAYS * DAY_MS);
  const items = standings.waived.flatMap(({ finding, owner, rule, aboutLearner }) => {
    if (finding.waivedUntil === null || finding.waivedUntil > until || aboutLearner) return [];
    const day = plainDay(finding.waivedUntil, input.policy.timezone, todayOf(input));
    return [{ account: labelOf(owner, input.policy), words: `${rule.title}: accepted until ${day}` }];
  });
  return cut("Ending soon", items);
}

function changedSection(input: DigestInput): DigestModel["changed"] {
  const owners = ownersOf(input);
  const items = input.changes.flatMap((change) => {
    const owner = owners.get(change.accountId);
    if (owner === undefined) return [];
    const day = plainDay(change.on, input.policy.timezone, todayOf(input));
    return [{ account: labelOf(owner, input.policy), words: changeInWords(change, day) }];
  });
  return cut("Changed", items);
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
