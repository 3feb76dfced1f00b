import type { RuleWords } from "../core/digest-input.ts";

/** One question of "can you trust this week": how a marketing officer would ask what some rules ask. */
export interface Question {
  words: string;
  rules: readonly RuleWords[];
  isAboutLearners: boolean;
}

/** In the order in which they are asked. A rule belongs to one question at most. */
const QUESTIONS: readonly { words: string; ruleIds: readonly string[] }[] = [
  { words: "Still there?", ruleIds: ["vanished-account", "unclosed-account"] },
  { words: "Still posting?", ruleIds: ["dormant-account", "barely-used-account"] },
  { words: "Tagging us?", ruleIds: ["untagged-posts"] },
  { words: "Following us?", ruleIds: ["official-account-unfollowed"] },
  { words: "Saying who we are?", ruleIds: ["unidentified-profile"] },
  { words: "Following learners?", ruleIds: ["learner-followed"] },
  { words: "Answering learners?", ruleIds: ["learner-contacted"] },
  {
    words: "In safe hands?",
    ruleIds: [
      "unapproved-account",
      "single-keeper",
      "outside-keeper",
      "unheld-login",
      "uncertified-account",
      "unregistered-account",
    ],
  },
];

/** It tells of what others could not read, and reads nothing itself. */
const ASKS_NOTHING = new Set(["unaudited-account"]);

/** The questions that these rules ask. Rules that nobody has put a question to are asked about together, at the end. */
export function questionsOf(rules: readonly RuleWords[]): readonly Question[] {
  const known = QUESTIONS.map(({ words, ruleIds }) => ({
    words,
    rules: rules.filter(({ id }) => ruleIds.includes(id)),
  }));
  const asked = new Set(known.flatMap((question) => question.rules));
  const others = rules.filter((rule) => !asked.has(rule) && !ASKS_NOTHING.has(rule.id));
  return [...known, { words: othersInWords(others), rules: others }]
    .filter((question) => question.rules.length > 0)
    .map((question) => ({
      ...question,
      isAboutLearners: question.rules.some(({ severity }) => severity === "safeguarding"),
    }));
}

function othersInWords(rules: readonly RuleWords[]): string {
  const [only, ...more] = rules;
  return only === undefined || more.length > 0 ? "All the rest?" : `${only.title}?`;
}
