import { localDateOf } from "../core/calendar.ts";
import { CAUSES_IN_WORDS, type Mender } from "../core/causes.ts";
import type { DigestInput } from "../core/digest-input.ts";
import { CAUSES } from "../core/facts.ts";
import type { PostEvidence } from "../core/rule.ts";
import type { LocalDate } from "../core/time.ts";
import { counted, keepersInWords, labelOf } from "./accounts-in-words.ts";
import { datesInWords, dueDate, plainDay, shortDate } from "./dates.ts";
import { cleaned, linkable, unlinked } from "./hostile.ts";
import { letterToKeepers } from "./letters.ts";
import type { Link, Section, Sentence, TodoItem } from "./model.ts";
import { isAuditsOwn, todayOf, type OpenFinding, type Standing } from "./standing.ts";

const MOST_ITEMS = 10;
const MOST_EVIDENCE = 3;
const LONGEST_SENTENCE = 240;

/** What is asked for now, and what is not. */
interface Asked {
  todo: readonly OpenFinding[];
  waiting: readonly OpenFinding[];
  isBlind: boolean;
}

/** The first ten; the rest counted. */
export function todoSection(asked: Asked, input: DigestInput): Section<TodoItem> {
  const { todo } = asked;
  const rest = todo.length - MOST_ITEMS;
  return {
    heading: "To do",
    intro: introOf(asked, input),
    items: todo.slice(0, MOST_ITEMS).map((open) => todoItem(open, input)),
    more: rest > 0 ? `${counted(rest, "more is", "more are")} in the attached findings.csv.` : null,
  };
}

function introOf({ todo, waiting, isBlind }: Asked, input: DigestInput): string | null {
  const backlog = todo.filter(({ standing }) => standing === "backlog");
  if (backlog.length > 0) {
    const which = backlog.length === todo.length ? "these" : `the ones marked “${STATES.backlog.words}”`;
    return `The first look found ${which}. They are a backlog to work through, not news.`;
  }
  if (todo.length > 0) return null;
  if (input.evaluations.length === 0) return "Nothing can be said yet: no account has been read.";
  if (isBlind) return "Nothing can be said: no account could be read.";
  if (waiting.length === 0) return "Nothing, as far as could be read.";
  return `Nothing new, as far as could be read. ${counted(waiting.length, "finding waits", "findings wait")} in time, further down.`;
}

const LEARNER_TITLE = "With the safeguarding lead";
/** What Marketing may do about a learner rule's finding, and not before the lead has said so. */
const LEARNER_ASKS: Readonly<Record<string, string>> = {
  "learner-followed": "Unfollow after the safeguarding lead has said so; until then change nothing.",
  "learner-contacted": "Change and delete nothing until the safeguarding lead has said so.",
};
const LEARNER_ASK = "Change nothing until the safeguarding lead has said so.";

function todoItem(open: OpenFinding, input: DigestInput): TodoItem {
  const account = labelOf(open.owner, input.policy);
  const common = {
    account,
    state: stateInWords(open.standing),
    section: isAuditsOwn(open.rule) ? "The audit itself" : `Policy, section ${open.rule.section}`,
    since: sinceInWords(open, input),
    keepers: keepersInWords(open.owner),
    sentence: whatIsWrong(open, input),
    ask: whatToDo(open),
    due: dueInWords(open, input),
  };
  if (open.aboutLearner) return { ...common, ...WITHHELD };
  const { shown, rest } = evidenceLinks(open, input);
  return {
    ...common,
    title: titleOf(open),
    evidence: shown,
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

/** The rule's own sentence, with its dates as people write them. */
function sentenceOf({ finding }: OpenFinding, input: DigestInput): string {
  const sentence = unlinked(cleaned(datesInWords(finding.sentence, todayOf(input)), LONGEST_SENTENCE));
  return /[.!?…]$/u.test(sentence) ? sentence : `${sentence}.`;
}

export function titleOf({ rule, aboutLearner }: OpenFinding): string {
  return aboutLearner ? LEARNER_TITLE : rule.title;
}

export function whatToDo({ rule, finding, aboutLearner }: OpenFinding): string {
  if (aboutLearner) return LEARNER_ASKS[rule.id] ?? LEARNER_ASK;
  if (rule.id === UNAUDITED) return UNAUDITED_ASKS[menderOf({ rule, finding })];
  return rule.remedy.endsWith(".") ? rule.remedy : `${rule.remedy}.`;
}

const UNAUDITED = "unaudited-account";
const UNAUDITED_ASKS: Readonly<Record<Mender, string>> = {
  IT: "Nothing: IT mends it, and is told.",
  Marketing: "Change what stands in the way, or tell IT that it is to stay as it is.",
  safeguarding: "Nothing: the safeguarding lead has it.",
  nobody: "Nothing: it is tried again every night.",
};

/** Who mends it: of an account that is not audited that depends on why it cannot be read, and most often it is IT. */
export function menderOf({ rule, finding }: Pick<OpenFinding, "rule" | "finding">): Mender {
  if (rule.id !== UNAUDITED) return "Marketing";
  const cause = CAUSES.find((one) => one === finding.evidence.figures["cause"]);
  return cause === undefined ? "IT" : CAUSES_IN_WORDS[cause].mender;
}

/** `By Friday 18 December.` */
export function dueInWords({ due, aboutLearner }: OpenFinding, input: DigestInput): string {
  const today = todayOf(input);
  if (aboutLearner) return wordOfLeadDue(due, today);
  if (due === null) return "By the next certification.";
  const date = dueDate(due, today);
  return due < today ? `It was due on ${date}.` : `By ${date}.`;
}

/** Nothing may be done before the lead has spoken: what has a date is to hear from them. */
function wordOfLeadDue(due: LocalDate | null, today: LocalDate): string {
  if (due === null) return "Not heard? Ask the lead.";
  const date = dueDate(due, today);
  return due < today
    ? `The lead's word was due on ${date}: ask for it.`
    : `Not heard by ${date}? Ask the lead.`;
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

/** The first posts that can be linked to, and how many there are besides. */
export function evidenceLinks(
  { finding }: Pick<OpenFinding, "finding">,
  { policy }: DigestInput,
): { shown: readonly Link[]; rest: number } {
  const { posts } = finding.evidence;
  const shown = posts.flatMap((post) => evidenceLink(post, policy.timezone)).slice(0, MOST_EVIDENCE);
  return { shown, rest: posts.length - shown.length };
}

function evidenceLink(post: PostEvidence, zone: string): readonly Link[] {
  const url = linkable(post.url);
  const at = new Date(post.at);
  if (url === null || Number.isNaN(at.getTime())) return [];
  const day = shortDate(localDateOf(at, zone));
  const note = unlinked(cleaned(post.note, 60));
  return [{ words: note === "" ? day : `${day}: ${note}`, url }];
}
