import type { AccountId } from "../core/account.ts";
import { CAUSES_IN_WORDS, type Mender } from "../core/causes.ts";
import type { DigestEvaluation, DigestInput, LearnersKnown, RuleWords } from "../core/digest-input.ts";
import type { Cause } from "../core/facts.ts";
import { PLATFORM_NAMES } from "../core/platform.ts";
import { counted, handleOf, listed } from "./accounts-in-words.ts";
import { plainDay, shortDate } from "./dates.ts";
import type { DigestModel, Section, Sentence, TrustLine, Unread } from "./model.ts";
import { compare, ownersOf, todayOf } from "./standing.ts";

const MOST_UNREAD = 6;
const MOST_NAMES = 4;

/** How a rule is asked about in the digest. */
const QUESTIONS: Readonly<Record<string, string>> = {
  "dormant-account": "Still posting?",
  "untagged-posts": "Tagging us?",
  "learner-followed": "Following learners?",
  "learner-contacted": "Answering learners?",
  "vanished-account": "Still there?",
  "barely-used-account": "Posting enough?",
  "official-account-unfollowed": "Following us?",
  "unaudited-account": "Read in the last week?",
};

export function questionOf(rule: RuleWords): string {
  return QUESTIONS[rule.id] ?? `${rule.title}?`;
}

/** The list was read; what is missing lies elsewhere, so that the account is not to be called unread. */
const READ_ALL_THE_SAME: ReadonlySet<Cause> = new Set<Cause>([
  "nothing-to-judge",
  "low-share",
  "not-comparable",
]);

interface Asked {
  accountId: AccountId;
  rule: RuleWords;
  evaluation: DigestEvaluation | undefined;
}

/** Each live account × rule that applies to it. An account that was never judged is asked, and not read. */
function askedOf(input: DigestInput): readonly Asked[] {
  const found = new Map(input.evaluations.map((one) => [`${one.accountId} ${one.ruleId}`, one]));
  const live = input.accounts.filter(({ account }) => account.status === "live");
  return input.rules.flatMap((rule) =>
    live.flatMap(({ account }) => {
      const evaluation = found.get(`${account.id} ${rule.id}`);
      return evaluation?.result === "not-applicable" ? [] : [{ accountId: account.id, rule, evaluation }];
    }),
  );
}

function causeOf({ evaluation }: Asked): Cause | null {
  if (evaluation === undefined) return "never-read";
  return evaluation.result === "could-not-check" ? (evaluation.cause ?? "incomplete") : null;
}

function isRead(asked: Asked): boolean {
  const cause = causeOf(asked);
  return cause === null || READ_ALL_THE_SAME.has(cause);
}

export function trustOf(input: DigestInput): DigestModel["trust"] {
  const asked = askedOf(input);
  const lines = input.rules.map((rule) =>
    trustLine(
      rule,
      asked.filter((one) => one.rule.id === rule.id),
      input,
    ),
  );
  if (input.learnerFindingsTo === "safeguarding_only") lines.push(LEARNERS_ELSEWHERE);
  return {
    heading: "Can you trust this week?",
    intro: nightsInWords(input),
    lines,
    unread: unreadSection(asked, input),
  };
}

/** Stands in every e-mail with this setting, whatever was found. */
const LEARNERS_ELSEWHERE: TrustLine = {
  question: "Following learners?",
  verdict: { tone: "calm", words: "Reported elsewhere" },
  words: "The safeguarding leads alone are told, whether or not there is anything to tell.",
};

function trustLine(rule: RuleWords, asked: readonly Asked[], input: DigestInput): TrustLine {
  const read = asked.filter(isRead).length;
  const idle = asked.filter((one) => causeOf(one) === "nothing-to-judge").length;
  const words = [`${read.toLocaleString("en-GB")} of ${counted(asked.length, "account")} read.`];
  if (idle > 0) words.push(`${counted(idle, "account")} had no post to judge.`);
  if (rule.severity === "safeguarding") words.push(...shareInWords(input));
  return { question: questionOf(rule), verdict: verdictOf(asked, read, rule, input), words: words.join(" ") };
}

function verdictOf(asked: readonly Asked[], read: number, rule: RuleWords, input: DigestInput): Sentence {
  if (asked.length === 0) return { tone: "calm", words: "Nobody to ask" };
  if (read === 0) return { tone: "bad", words: "Not checked" };
  if (read < asked.length)
    return { tone: "warn", words: `${(asked.length - read).toLocaleString("en-GB")} not read` };
  if (rule.severity === "safeguarding" && !isShareEnough(input)) return { tone: "warn", words: "In part" };
  return { tone: "good", words: "All read" };
}

function isShareEnough(input: DigestInput): boolean {
  return input.learners.every((share) => isEnough(share, input));
}

function isEnough({ known, enrolled }: LearnersKnown, { policy }: DigestInput): boolean {
  return enrolled > 0 && known / enrolled >= policy.learnerShareForPass;
}

/** Beside every learner result stands how many learners the machine knows at all (POLICY.md, the share known). */
function shareInWords(input: DigestInput): readonly string[] {
  const some = input.learners.filter(({ known }) => known > 0);
  if (some.length === 0) return ["No list of learners has been given, so nothing could be compared."];
  const none = input.learners.filter(({ known }) => known === 0).map((one) => PLATFORM_NAMES[one.platform]);
  const words = some.map((share) => {
    const { platform, known, enrolled } = share;
    const percent = enrolled > 0 ? ` (${Math.floor((100 * known) / enrolled)}%)` : "";
    const told = `The machine knows ${known.toLocaleString("en-GB")} of ${enrolled.toLocaleString("en-GB")} learners${percent} on ${PLATFORM_NAMES[platform]}`;
    return isEnough(share, input) ? `${told}.` : `${told}: finding nobody proves nothing.`;
  });
  return none.length === 0 ? words : [...words, `It knows nobody on ${listed(none, 4)}.`];
}

function nightsInWords(input: DigestInput): string {
  const over = input.runs.filter(({ status }) => status !== "planned" && status !== "running");
  const done = over.filter(({ status }) => status === "done").length;
  const named = (status: string, words: string) => {
    const dates = over.filter((run) => run.status === status).map((run) => shortDate(run.localDate));
    return dates.length === 0 ? [] : [`${listed(dates, 7)} ${words}`];
  };
  if (over.length === 0) return "No night has been finished since the last e-mail.";
  const troubles = [...named("incomplete", "not finished"), ...named("missed", "missed")];
  const first = `${done} of ${counted(over.length, "night")} finished`;
  return `${[first, ...troubles].join("; ")}.`;
}

/** What was not read, by cause and by the questions that it leaves open. */
function unreadSection(asked: readonly Asked[], input: DigestInput): Section<Unread> {
  const groups = Map.groupBy(
    Map.groupBy(
      asked.filter((one) => !isRead(one)),
      (one) => `${causeOf(one)} ${one.accountId}`,
    ).values(),
    (ofAccount) => `${ofAccount.map(causeOf).at(0)} ${ofAccount.map(({ rule }) => rule.id).join(" ")}`,
  );
  const sorted = [...groups.values()].toSorted((a, b) => b.length - a.length || compare(keyOf(a), keyOf(b)));
  const rest = sorted.slice(MOST_UNREAD).reduce((sum, group) => sum + group.length, 0);
  return {
    heading: "Not read",
    intro: null,
    items: sorted.slice(0, MOST_UNREAD).map((group) => unreadOf(group, input)),
    more: rest > 0 ? `${counted(rest, "account")} more could not be read for other reasons.` : null,
  };
}

function keyOf(group: readonly (readonly Asked[])[]): string {
  return group[0]?.[0]?.accountId ?? "";
}

const MENDERS: Readonly<Record<Mender, string>> = {
  IT: "IT mends it",
  Marketing: "for you to look at",
  safeguarding: "the safeguarding lead has it",
  nobody: "tried again every night",
};

function unreadOf(group: readonly (readonly Asked[])[], input: DigestInput): Unread {
  const owners = ownersOf(input);
  const handles = group
    .map(([first]) => owners.get(first?.accountId ?? "")?.account.handle ?? "")
    .toSorted(compare)
    .map(handleOf);
  const first = group[0]?.[0];
  const cause = (first === undefined ? null : causeOf(first)) ?? "incomplete";
  const begun = group.flat().flatMap(({ evaluation }) => evaluation?.since ?? []);
  const since = begun.length === 0 ? null : new Date(earliest(begun));
  const questions = (group[0] ?? []).map(({ rule }) => questionOf(rule)).join(" ");
  const day = since === null ? "" : `, since ${plainDay(since, input.policy.timezone, todayOf(input))}`;
  return {
    accounts: listed(handles, MOST_NAMES),
    words: `${CAUSES_IN_WORDS[cause].sentence}${day}. Unanswered: ${questions}`,
    mender: MENDERS[CAUSES_IN_WORDS[cause].mender],
  };
}

/** Without spreading: ten thousand arguments are too many for a call. */
function earliest(instants: readonly Date[]): number {
  return instants.reduce((least, at) => Math.min(least, at.getTime()), Number.POSITIVE_INFINITY);
}
