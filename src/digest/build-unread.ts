import type { AccountId } from "../core/account.ts";
import { CAUSES_IN_WORDS, isMissed, type Mender } from "../core/causes.ts";
import type { Cause } from "../core/facts.ts";
import type { DigestInput } from "../core/digest-input.ts";
import { counted, handleOf, listed } from "./accounts-in-words.ts";
import { isAnswered, type Answer } from "./answers.ts";
import { plainDay } from "./dates.ts";
import type { Section, Unread } from "./model.ts";
import { compare, ownersOf, todayOf } from "./standing.ts";

const MOST_UNREAD = 6;
const MOST_NAMES = 4;
const MOST_CAUSES = 8;

/** The questions of one account that stay open for its first cause. */
interface Gap {
  accountId: AccountId;
  answers: readonly Answer[];
}

/** What was not read, by cause and by the questions that it leaves open; last, what only time or a decision changes. */
export function unreadSection(answers: readonly Answer[], input: DigestInput): Section<Unread> {
  const open = answers.filter((one) => one.applies && !isAnswered(one));
  const gaps = [...Map.groupBy(open, ({ accountId, cause }) => `${accountId} ${cause}`).values()].map(
    (ofAccount): Gap => ({ accountId: ofAccount[0]?.accountId ?? "", answers: ofAccount }),
  );
  const askedOf = Map.groupBy(
    answers.filter(({ applies }) => applies),
    ({ accountId }) => accountId,
  );
  const groups = [...Map.groupBy(gaps, (gap) => kindOf(gap, askedOf)).values()].toSorted(
    (a, b) =>
      Number(isMissed(causeOf(b))) - Number(isMissed(causeOf(a))) ||
      b.length - a.length ||
      compare(a[0]?.accountId ?? "", b[0]?.accountId ?? ""),
  );
  return {
    heading: "Not read",
    intro: null,
    items: groups.slice(0, MOST_UNREAD).map((group) => unreadOf(group, askedOf, input)),
    more: restInWords(groups.slice(MOST_UNREAD)),
  };
}

function causeOf(group: readonly Gap[]): Cause {
  return group[0]?.answers[0]?.cause ?? "incomplete";
}

type Asked = ReadonlyMap<AccountId, readonly Answer[]>;

function kindOf(gap: Gap, askedOf: Asked): string {
  const open = isWhole(gap, askedOf) ? [] : gap.answers.map(({ question }) => question.words);
  return [causeOf([gap]), ...open].join(" ");
}

/** Nothing that is asked of the account has an answer. */
function isWhole({ accountId, answers }: Gap, askedOf: Asked): boolean {
  return answers.length === askedOf.get(accountId)?.length;
}

/** What does not fit is told by cause: an account may stand there that is named above for another one. */
function restInWords(rest: readonly (readonly Gap[])[]): string | null {
  if (rest.length === 0) return null;
  const causes = [...Map.groupBy(rest.flat(), (gap) => causeOf([gap]))].map(([cause, gaps]) => {
    const accounts = new Set(gaps.map(({ accountId }) => accountId)).size;
    return { cause, accounts };
  });
  const told = causes
    .toSorted((a, b) => b.accounts - a.accounts || compare(a.cause, b.cause))
    .map(({ cause, accounts }) => `${counted(accounts, "account")} (${CAUSES_IN_WORDS[cause].sentence})`);
  return `Also not read, in whole or in part: ${listed(told, MOST_CAUSES)}.`;
}

const MENDERS: Readonly<Record<Mender, string>> = {
  IT: "IT has it",
  Marketing: "for you to look at",
  safeguarding: "the safeguarding lead has it",
  nobody: "tried again every night",
};

function unreadOf(group: readonly Gap[], askedOf: Asked, input: DigestInput): Unread {
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
    words: `${CAUSES_IN_WORDS[cause].sentence}${day}.${openQuestions(group, askedOf)}`,
    mender: menderInWords(cause),
  };
}

function menderInWords(cause: Cause): string {
  const { mender } = CAUSES_IN_WORDS[cause];
  return mender === "nobody" && !isMissed(cause) ? "nothing to do" : MENDERS[mender];
}

/** Said where only some questions stay open: an account of which nothing is known needs no list. */
function openQuestions(group: readonly Gap[], askedOf: Asked): string {
  if (group.every((gap) => isWhole(gap, askedOf))) return "";
  const open = (group[0]?.answers ?? []).map(({ question }) => question.words);
  return ` Open: ${open.join(" ")}`;
}

/** Without spreading: ten thousand arguments are too many for a call. */
function earliest(instants: readonly Date[]): number {
  return instants.reduce((least, at) => Math.min(least, at.getTime()), Number.POSITIVE_INFINITY);
}
