import type { AccountId } from "../core/account.ts";
import { CAUSES_IN_WORDS, isMissed, type Mender } from "../core/causes.ts";
import type { Cause } from "../core/facts.ts";
import type { DigestInput } from "../core/digest-input.ts";
import { counted, handleOf, listed } from "./accounts-in-words.ts";
import { isAnswered, type Answer } from "./answers.ts";
import { plainDay } from "./dates.ts";
import type { Section, Unread } from "./model.ts";
import type { Question } from "./questions.ts";
import { compare, ownersOf, todayOf } from "./standing.ts";

const MOST_UNREAD = 6;
const MOST_NAMES = 4;

/** The questions of one account that stay open for its first cause. */
interface Gap {
  accountId: AccountId;
  answers: readonly Answer[];
}

/** What was not read, by cause and by the questions that it leaves open; last, what only time or a decision changes. */
export function unreadSection(
  answers: readonly Answer[],
  questions: readonly Question[],
  input: DigestInput,
): Section<Unread> {
  const open = answers.filter((one) => one.applies && !isAnswered(one));
  const gaps = [...Map.groupBy(open, ({ accountId, cause }) => `${accountId} ${cause}`).values()].map(
    (ofAccount): Gap => ({ accountId: ofAccount[0]?.accountId ?? "", answers: ofAccount }),
  );
  const groups = [...Map.groupBy(gaps, kindOf).values()].toSorted(
    (a, b) =>
      Number(isMissed(causeOf(b))) - Number(isMissed(causeOf(a))) ||
      b.length - a.length ||
      compare(a[0]?.accountId ?? "", b[0]?.accountId ?? ""),
  );
  const askedOf = Map.groupBy(
    answers.filter(({ applies }) => applies),
    ({ accountId }) => accountId,
  );
  const rest = new Set(groups.slice(MOST_UNREAD).flatMap((group) => group.map(({ accountId }) => accountId)));
  return {
    heading: "Not read",
    intro: null,
    items: groups.slice(0, MOST_UNREAD).map((group) => unreadOf(group, questions, askedOf, input)),
    more: rest.size > 0 ? `${counted(rest.size, "account")} more could not be read for other reasons.` : null,
  };
}

function causeOf(group: readonly Gap[]): Cause {
  return group[0]?.answers[0]?.cause ?? "incomplete";
}

function kindOf({ answers }: Gap): string {
  return `${answers[0]?.cause} ${answers.map(({ question }) => question.words).join(" ")}`;
}

const MENDERS: Readonly<Record<Mender, string>> = {
  IT: "IT has it",
  Marketing: "for you to look at",
  safeguarding: "the safeguarding lead has it",
  nobody: "tried again every night",
};

function unreadOf(
  group: readonly Gap[],
  questions: readonly Question[],
  askedOf: ReadonlyMap<AccountId, readonly Answer[]>,
  input: DigestInput,
): Unread {
  const owners = ownersOf(input);
  const handles = group
    .map(({ accountId }) => owners.get(accountId)?.account.handle ?? "")
    .toSorted(compare)
    .map(handleOf);
  const cause = causeOf(group);
  const begun = group.flatMap(({ answers }) => answers).flatMap(({ since }) => since ?? []);
  const since = begun.length === 0 ? null : new Date(earliest(begun));
  const day = since === null ? "" : `, since ${plainDay(since, input.policy.timezone, todayOf(input))}`;
  return {
    accounts: listed(handles, MOST_NAMES),
    words: `${CAUSES_IN_WORDS[cause].sentence}${day}.${openQuestions(group, questions, askedOf)}`,
    mender: menderInWords(cause),
  };
}

function menderInWords(cause: Cause): string {
  const { mender } = CAUSES_IN_WORDS[cause];
  return mender === "nobody" && !isMissed(cause) ? "nothing to do" : MENDERS[mender];
}

/** Said where only some questions stay open: an account of which nothing is known needs no list. */
function openQuestions(
  group: readonly Gap[],
  questions: readonly Question[],
  askedOf: ReadonlyMap<AccountId, readonly Answer[]>,
): string {
  const isWhole = group.every(
    ({ accountId, answers }) => answers.length === (askedOf.get(accountId)?.length ?? questions.length),
  );
  const open = (group[0]?.answers ?? []).map(({ question }) => question.words);
  return isWhole ? "" : ` Open: ${open.join(" ")}`;
}

/** Without spreading: ten thousand arguments are too many for a call. */
function earliest(instants: readonly Date[]): number {
  return instants.reduce((least, at) => Math.min(least, at.getTime()), Number.POSITIVE_INFINITY);
}
