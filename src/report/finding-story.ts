import { localDateOf } from "../core/calendar.ts";
import type { DigestAccount, DigestInput } from "../core/digest-input.ts";
import type { Decision, DecisionKind, FindingEvent, FindingEventKind } from "../core/finding.ts";
import type { PostEvidence } from "../core/rule.ts";
import { inForce } from "../core/in-force.ts";
import type { LocalDate } from "../core/time.ts";
import type { ReportFinding } from "../core/report-input.ts";
import { dueInWords, stateInWords, titleOf, whatIsWrong, whatToDo } from "../digest/build-todo.ts";
import { plainDate, plainDay, shortDate } from "../digest/dates.ts";
import { cleaned, linkable } from "../digest/hostile.ts";
import type { Link, Sentence } from "../digest/model.ts";
import { isAboutLearners, todayOf, type OpenFinding } from "../digest/standing.ts";
import type { FindingStory, Step } from "./model.ts";
import { SEVERITY_WORDS } from "./severities.ts";

const MOST_EVIDENCE = 10;
const MOST_STEPS = 12;

/** What the digest knows of an open finding, by id; a closed one is not in it. */
export type Standings = ReadonlyMap<string, OpenFinding>;

export function findingStory(
  finding: ReportFinding,
  owner: DigestAccount,
  standings: Standings,
  input: DigestInput,
): FindingStory {
  const open = standings.get(finding.id);
  const placed = open ?? closedOne(finding, owner, input);
  const steps = stepsOf(finding, placed.aboutLearner, input);
  return {
    state: stateOf(finding, open, input),
    title: titleOf(placed),
    sentence: whatIsWrong(placed, input),
    ask: open === undefined ? null : `${whatToDo(open)} ${dueInWords(open, input)}`,
    ...evidenceOf(finding, placed.aboutLearner, input),
    steps: steps.slice(-MOST_STEPS),
    earlierSteps: steps.length > MOST_STEPS ? `${steps.length - MOST_STEPS} earlier steps` : null,
  };
}

function closedOne(finding: ReportFinding, owner: DigestAccount, input: DigestInput): OpenFinding {
  const rule = input.rules.find(({ id }) => id === finding.ruleId) ?? {
    id: finding.ruleId,
    severity: finding.severity,
    section: "3",
    title: finding.ruleId,
    remedy: "",
  };
  const aboutLearner = isAboutLearners(rule, finding.severity);
  return { finding, owner, rule, standing: "waiting", due: null, aboutLearner };
}

function stateOf(finding: ReportFinding, open: OpenFinding | undefined, input: DigestInput): Sentence {
  const zone = input.policy.timezone;
  const severity = SEVERITY_WORDS[finding.severity];
  if (open !== undefined) {
    const { tone, words } = stateInWords(open.standing);
    return { tone, words: `${severity}, ${words.toLowerCase()}` };
  }
  if (finding.status === "waived") {
    const until =
      finding.waivedUntil === null ? "" : ` until ${plainDay(finding.waivedUntil, zone, todayOf(input))}`;
    return { tone: "calm", words: `Accepted${until}` };
  }
  if (finding.status === "dismissed") {
    const isSettled = inForce(finding, finding.decisions)?.kind === "settled";
    return { tone: "calm", words: isSettled ? "Dealt with" : "Not a breach" };
  }
  if (finding.closing === "fixed") return { tone: "good", words: "Fixed" };
  return { tone: "calm", words: "No longer applies" };
}

/** Of a learner finding no evidence is shown (POLICY.md, Marketing). */
function evidenceOf(
  { evidence }: ReportFinding,
  aboutLearner: boolean,
  { policy }: DigestInput,
): Pick<FindingStory, "evidence" | "moreEvidence"> {
  if (aboutLearner) return { evidence: [], moreEvidence: null };
  const links = evidence.posts.slice(0, MOST_EVIDENCE).flatMap((post) => linkOf(post, policy.timezone));
  const rest = evidence.posts.length - links.length;
  return { evidence: links, moreEvidence: rest > 0 ? `and ${rest.toLocaleString("en-GB")} more` : null };
}

function linkOf({ url, at, note }: PostEvidence, zone: string): readonly Link[] {
  const safe = linkable(url);
  const instant = new Date(at);
  if (safe === null || Number.isNaN(instant.getTime())) return [];
  const day = shortDate(localDateOf(instant, zone));
  const words = cleaned(note, 60);
  return [{ words: words === "" ? day : `${day}: ${words}`, url: safe }];
}

/** What happened to it and what people decided, oldest first. */
function stepsOf(finding: ReportFinding, aboutLearner: boolean, input: DigestInput): readonly Step[] {
  const today = todayOf(input);
  const zone = input.policy.timezone;
  const told = [
    ...finding.events.map((event) => ({ at: event.at, words: happened(event) })),
    ...finding.decisions.map((decision) => ({
      at: decision.at,
      words: decided(decision, aboutLearner, today),
    })),
  ];
  return told
    .toSorted((a, b) => a.at.getTime() - b.at.getTime())
    .map(({ at, words }) => ({ day: plainDay(at, zone, today), words }));
}

const HAPPENED: Readonly<Record<FindingEventKind, string>> = {
  opened: "Found",
  reopened: "Found again",
  worsened: "Became more severe",
  eased: "Became less severe",
  fixed: "Fixed",
  "no-longer-applies": "Closed: no longer applies",
  "waiver-lapsed": "Open again: it was accepted until then",
  "waiver-void": "Open again: worse than what was accepted",
};

function happened({ kind, from, to }: FindingEvent): string {
  const words = HAPPENED[kind] ?? cleaned(kind, 40);
  if (to === null) return words;
  const severity = SEVERITY_WORDS[to].toLowerCase();
  return from === null || from === to
    ? `${words} (${severity})`
    : `${words}: ${SEVERITY_WORDS[from].toLowerCase()} to ${severity}`;
}

const DECIDED: Readonly<Record<DecisionKind, string>> = {
  acknowledged: "Acknowledged",
  waived: "Accepted",
  wrong: "Marked as not a breach",
  settled: "Marked as dealt with",
  assigned: "Given",
  withdrawn: "Decision taken back",
};

/** What people wrote about a learner finding may name a learner: only that they decided is shown. */
function decided(decision: Decision, aboutLearner: boolean, today: LocalDate): string {
  const { kind, by, reason, evidence, until, assignee } = decision;
  const what = DECIDED[kind] ?? cleaned(kind, 40);
  const ends = until === null ? "" : ` until ${plainDate(until, today)}`;
  if (aboutLearner) return `${what}${ends}`;
  const to = assignee === null ? "" : ` to ${cleaned(assignee, 60)}`;
  const why = [reason, evidence].filter((part) => part !== null).map((part) => cleaned(part, 200));
  return `${what}${to}${ends} by ${cleaned(by, 60)}${why.length === 0 ? "" : `: ${why.join("; ")}`}`;
}
