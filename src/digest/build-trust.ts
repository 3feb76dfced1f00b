import type { DigestInput, DigestRun, LearnersKnown } from "../core/digest-input.ts";
import { missedInWords } from "../core/missed.ts";
import { PLATFORM_NAMES } from "../core/platform.ts";
import { counted, listed } from "./accounts-in-words.ts";
import { isAnswered, type Answer } from "./answers.ts";
import { unreadSection } from "./build-unread.ts";
import { shortDate } from "./dates.ts";
import type { DigestModel, Sentence, TrustLine } from "./model.ts";
import type { Question } from "./questions.ts";
import { timeTold } from "./standing.ts";

export function trustOf(
  questions: readonly Question[],
  answers: readonly Answer[],
  input: DigestInput,
): DigestModel["trust"] {
  const lines = questions.map((question) =>
    trustLine(
      question,
      answers.filter((one) => one.question === question),
      input,
    ),
  );
  if (input.learnerFindingsTo === "safeguarding_only") lines.push(LEARNERS_ELSEWHERE);
  return {
    heading: "Can you trust this week?",
    intro: nightsInWords(input),
    lines,
    unread: unreadSection(answers, input),
  };
}

/** Stands in every e-mail with this setting, whatever was found. */
const LEARNERS_ELSEWHERE: TrustLine = {
  question: "Following learners?",
  verdict: { tone: "calm", words: "Reported elsewhere" },
  words: "The safeguarding leads alone are told, whether or not there is anything to tell.",
};

function trustLine(question: Question, answers: readonly Answer[], input: DigestInput): TrustLine {
  const asked = answers.filter(({ applies }) => applies);
  const read = asked.filter(isAnswered).length;
  const idle = asked.filter(({ cause }) => cause === "nothing-to-judge").length;
  const words = [`${read.toLocaleString("en-GB")} of ${asked.length.toLocaleString("en-GB")} read`];
  if (idle > 0) words.push(`${idle.toLocaleString("en-GB")} of them without a post to judge`);
  const silent = platformsNotAsked(answers);
  const notAsked = silent.length === 0 ? "" : ` (not asked on ${listed(silent, 4)})`;
  const share = question.isAboutLearners ? ` ${shareInWords(input)}` : "";
  return {
    question: question.words,
    verdict: verdictOf(question, asked, input),
    words: asked.length === 0 ? `Nobody to ask${notAsked}.` : `${words.join(", ")}${notAsked}.${share}`,
  };
}

/** Platforms all of whose accounts the question does not apply to. */
function platformsNotAsked(answers: readonly Answer[]): readonly string[] {
  const byPlatform = Map.groupBy(answers, ({ platform }) => platform);
  return [...byPlatform]
    .filter(([, ofPlatform]) => ofPlatform.every(({ applies }) => !applies))
    .map(([platform]) => PLATFORM_NAMES[platform])
    .toSorted();
}

function verdictOf(question: Question, asked: readonly Answer[], input: DigestInput): Sentence {
  const read = asked.filter(isAnswered).length;
  if (asked.length === 0) return { tone: "calm", words: "Not asked" };
  if (read === 0) return { tone: "bad", words: "Not checked" };
  if (read < asked.length)
    return { tone: "warn", words: `${(asked.length - read).toLocaleString("en-GB")} not read` };
  if (question.isAboutLearners && !isShareEnough(input)) return { tone: "warn", words: "In part" };
  return { tone: "good", words: "All read" };
}

function isShareEnough(input: DigestInput): boolean {
  return input.learners.length > 0 && input.learners.every((share) => isEnough(share, input));
}

function isEnough({ known, enrolled }: LearnersKnown, { policy }: DigestInput): boolean {
  return enrolled > 0 && known / enrolled >= policy.learnerShareForPass;
}

/** Beside every learner result stands how many learners the machine knows at all (POLICY.md, the share known). */
function shareInWords(input: DigestInput): string {
  const some = input.learners.filter(({ known }) => known > 0);
  if (some.length === 0) return "No list of learners has been given, so nothing could be compared.";
  const known = some.map(({ platform, known, enrolled }) => {
    const percent = enrolled > 0 ? ` (${Math.floor((100 * known) / enrolled)}%)` : "";
    return `${known.toLocaleString("en-GB")} of ${enrolled.toLocaleString("en-GB")} learners${percent} on ${PLATFORM_NAMES[platform]}`;
  });
  const none = input.learners.filter(({ known }) => known === 0).map((one) => PLATFORM_NAMES[one.platform]);
  const nobody = none.length === 0 ? "" : `; nobody on ${listed(none, 4)}`;
  const caution = isShareEnough(input) ? "." : ": finding nobody proves nothing.";
  return `The machine knows ${listed(known, 4)}${nobody}${caution}`;
}

function nightsInWords(input: DigestInput): string {
  const over = input.runs.filter(({ status }) => status !== "planned" && status !== "running");
  const done = over.filter(({ status }) => status === "done").length;
  if (over.length === 0) return `No night has been finished ${timeTold(input)}.`;
  const troubled = over.filter(({ status }) => status !== "done");
  const troubles = [...Map.groupBy(troubled, troubleInWords)].map(
    ([words, nights]) =>
      `${listed(
        nights.map(({ localDate }) => shortDate(localDate)),
        7,
      )}${words}`,
  );
  const first = `${done} of ${counted(over.length, "night")} finished`;
  return `${[first, ...troubles].join("; ")}.`;
}

/** What went wrong in a night, to stand behind its date. */
function troubleInWords({ status, accounts }: DigestRun): string {
  if (status === "missed") return " missed";
  const missed = missedInWords(accounts);
  return missed === null ? " not finished" : `: ${missed}`;
}
