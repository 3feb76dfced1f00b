import { localDateOf } from "../core/calendar.ts";
import type { DigestInput } from "../core/digest-input.ts";
import type { PostEvidence } from "../core/rule.ts";
import { counted, keepersInWords, labelOf } from "./accounts-in-words.ts";
import { dueDate, plainDate, plainDay, shortDate } from "./dates.ts";
import { cleaned, linkable, unlinked } from "./hostile.ts";
import { letterToKeepers } from "./letters.ts";
import type { ClosureItem, Link, Section, Sentence, TodoItem } from "./model.ts";
import { byUrgency, compare, todayOf, type OpenFinding, type Standing } from "./standing.ts";

const MOST_ITEMS = 10;
const MOST_CLOSURES = 6;
const MOST_EVIDENCE = 3;
const LONGEST_SENTENCE = 240;

/** Findings of this rule ask for a decision, not for a repair: they stand under "Close or keep?". */
const CLOSURE_RULE = "dormant-account";

/** What asks for action in this e-mail; the rest waits in time. */
export interface Asked {
  todo: readonly OpenFinding[];
  closures: readonly OpenFinding[];
  waiting: readonly OpenFinding[];
}

/** New, reopened, worse and overdue findings; in the first e-mail the backlog too. */
export function askedOf(open: readonly OpenFinding[], input: DigestInput): Asked {
  const isFirst = input.previous === null;
  const asks = ({ standing }: OpenFinding) => standing !== "waiting" && (standing !== "backlog" || isFirst);
  return {
    todo: open.filter((one) => asks(one) && !isClosure(one)).toSorted(byUrgency),
    closures: open.filter((one) => asks(one) && isClosure(one)).toSorted(byUse),
    waiting: open.filter((one) => !asks(one)),
  };
}

function isClosure({ finding }: OpenFinding): boolean {
  return finding.ruleId === CLOSURE_RULE;
}

/** The least used and longest quiet first. */
function byUse(a: OpenFinding, b: OpenFinding): number {
  return (
    (a.owner.latestPostAt?.getTime() ?? 0) - (b.owner.latestPostAt?.getTime() ?? 0) ||
    a.owner.postsIn180Days - b.owner.postsIn180Days ||
    compare(a.owner.account.handle, b.owner.account.handle)
  );
}

export function todoSection(asked: Asked, input: DigestInput): Section<TodoItem> {
  const backlog = asked.todo.filter(({ standing }) => standing === "backlog").length;
  const rest = asked.todo.length - MOST_ITEMS;
  return {
    heading: "To do",
    intro: introOf(asked, backlog),
    items: asked.todo.slice(0, MOST_ITEMS).map((open) => todoItem(open, input)),
    more: rest > 0 ? `${counted(rest, "more is", "more are")} in the attached findings.csv.` : null,
  };
}

function introOf(asked: Asked, backlog: number): string | null {
  if (asked.todo.length === 0) return "Nothing, as far as could be read.";
  return backlog > 0 ? "The first look found these. They are a backlog to work through, not news." : null;
}

const LEARNER_TITLE = "With the safeguarding lead";
const LEARNER_ASK = "Unfollow after the safeguarding lead has said so; until then change nothing.";

function todoItem(open: OpenFinding, input: DigestInput): TodoItem {
  const account = labelOf(open.owner, input.policy);
  const common = {
    account,
    state: stateInWords(open.standing),
    section: open.rule.section === "-" ? "The audit itself" : `Policy, section ${open.rule.section}`,
    since: sinceInWords(open, input),
    keepers: keepersInWords(open.owner),
    sentence: whatIsWrong(open, input),
    ask: whatToDo(open),
    due: dueInWords(open, input),
  };
  if (open.aboutLearner) return { ...common, ...WITHHELD };
  const evidence = open.finding.evidence.posts.flatMap((post) => evidenceLink(post, input.policy.timezone));
  const rest = open.finding.evidence.posts.length - Math.min(evidence.length, MOST_EVIDENCE);
  return {
    ...common,
    title: titleOf(open),
    evidence: evidence.slice(0, MOST_EVIDENCE),
    moreEvidence: rest > 0 ? `and ${counted(rest, "more post")}` : null,
    letter: letterToKeepers(open, account, {
      sentence: common.sentence,
      ask: `${common.ask} ${common.due}`,
    }),
  };
}

/** What Marketing is told of a learner finding: no learner, no link, no letter (POLICY.md, Marketing). */
const WITHHELD = {
  title: LEARNER_TITLE,
  evidence: [],
  moreEvidence: null,
  letter: null,
} as const satisfies Partial<TodoItem>;

export function closuresSection(asked: Asked, input: DigestInput): Section<ClosureItem> {
  const rest = asked.closures.length - MOST_CLOSURES;
  return {
    heading: "Close or keep?",
    intro:
      "Quiet accounts, the least used first. A decision is enough: close it, keep it, or give it its own rhythm.",
    items: asked.closures.slice(0, MOST_CLOSURES).map((open) => closureItem(open, input)),
    more: rest > 0 ? `${counted(rest, "more is", "more are")} in the attached findings.csv.` : null,
  };
}

function closureItem(open: OpenFinding, input: DigestInput): ClosureItem {
  const account = labelOf(open.owner, input.policy);
  const followers =
    open.owner.followers === null ? "followers not known" : counted(open.owner.followers, "follower");
  return {
    account,
    state: stateInWords(open.standing),
    sentence: whatIsWrong(open, input),
    use: `${counted(open.owner.postsIn180Days, "post")} in 180 days, ${followers}`,
    keepers: keepersInWords(open.owner),
    ask: "Close or keep?",
    due: dueInWords(open, input),
    letter: letterToKeepers(open, account, {
      sentence: whatIsWrong(open, input),
      ask: `${whatToDo(open)} ${dueInWords(open, input)}`,
    }),
  };
}

/** The rule's own sentence, with its dates as people write them. */
function sentenceOf({ finding }: OpenFinding, input: DigestInput): string {
  const today = todayOf(input);
  const dated = finding.sentence.replaceAll(/\b\d{4}-\d{2}-\d{2}\b/gu, (date) => plainDate(date, today));
  const sentence = unlinked(cleaned(dated, LONGEST_SENTENCE));
  return /[.!?…]$/u.test(sentence) ? sentence : `${sentence}.`;
}

export function titleOf({ rule, aboutLearner }: OpenFinding): string {
  return aboutLearner ? LEARNER_TITLE : rule.title;
}

export function whatToDo({ rule, aboutLearner }: OpenFinding): string {
  if (aboutLearner) return LEARNER_ASK;
  return rule.remedy.endsWith(".") ? rule.remedy : `${rule.remedy}.`;
}

/** `By Friday 18 December.` */
export function dueInWords({ due }: OpenFinding, input: DigestInput): string {
  if (due === null) return "By the next certification.";
  return due < todayOf(input) ? `It was due on ${dueDate(due)}.` : `By ${dueDate(due)}.`;
}

export function whatIsWrong(open: OpenFinding, input: DigestInput): string {
  return open.aboutLearner
    ? `A point under section ${open.rule.section} of the policy is with the safeguarding lead.`
    : sentenceOf(open, input);
}

function sinceInWords({ finding, standing }: OpenFinding, input: DigestInput): string {
  const day = plainDay(finding.lastOpenedAt, input.policy.timezone, todayOf(input));
  return standing === "reopened" ? `Open again since ${day}` : `Seen since ${day}`;
}

const STATES: Readonly<Record<Standing, Sentence>> = {
  new: { tone: "warn", words: "New" },
  reopened: { tone: "bad", words: "Open again" },
  worsened: { tone: "bad", words: "Worse" },
  overdue: { tone: "bad", words: "Overdue" },
  backlog: { tone: "calm", words: "First look" },
  waiting: { tone: "calm", words: "Waiting" },
};

export function stateInWords(standing: Standing): Sentence {
  return STATES[standing];
}

function evidenceLink(post: PostEvidence, zone: string): readonly Link[] {
  const url = linkable(post.url);
  const at = new Date(post.at);
  if (url === null || Number.isNaN(at.getTime())) return [];
  const day = shortDate(localDateOf(at, zone));
  const note = unlinked(cleaned(post.note, 60));
  return [{ words: note === "" ? day : `${day}: ${note}`, url }];
}
