/** What a safeguarding mail says of one kind of finding. None of it names, or leads to, a learner. */
export interface PointWords {
  /** `Our account @a (…) ` … `.` One and several. */
  one: string;
  many(count: number): string;
  /** When the reading before was is not kept. */
  older: string;
  /** What the policy asks, in our words. */
  policy: string;
  /** Why it is a possible match only. */
  match: string;
  /** The first thing not to do. */
  leave: string;
  /** Where to look without sealed evidence. */
  look: string;
  /** What Marketing may do in the end. */
  end: string;
}

const FOLLOWED: PointWords = {
  one: "follows an account that is possibly a current learner's",
  many: (count) => `follows ${count} accounts that are possibly current learners'`,
  older: "The follow itself may be older.",
  policy: "asks that our accounts do not follow learners",
  match: "an account name on a list of learners equals one that we follow",
  leave: "let nobody unfollow: that would be noticed, and the evidence may be needed",
  look: "look through the list of followed accounts with Marketing's login",
  end: "tell Marketing that the account may unfollow. The next audit sees it and closes the point.",
};

const CONTACTED: PointWords = {
  one: "answered in a public thread that was possibly started by a current learner",
  many: (count) => `answered in ${count} public threads that were possibly started by current learners`,
  older: "The answer itself may be older.",
  policy: "asks that our accounts do not answer learners' personal accounts",
  match: "an account name on a list of learners equals the one that started the thread",
  leave: "let nobody delete or change the answer: the evidence may be needed",
  look: "look through the account's answers with Marketing's login",
  end: "tell Marketing what is to become of the answer. It cannot be undone: the point stays open until you answer this e-mail that it is settled (IT: account-audit findings dismiss REFERENCE --settled), or lapses after a term. A later answer opens it again.",
};

/** For a rule that has no words of its own yet: true of each of them. */
const OTHER: PointWords = {
  one: "has to do with an account that is possibly a current learner's",
  many: (count) => `has to do with ${count} accounts that are possibly current learners'`,
  older: "It may be older.",
  policy: "asks that our accounts keep away from learners",
  match: "an account name on a list of learners equals one that our account has to do with",
  leave: "let nobody change anything: the evidence may be needed",
  look: "look at the account with Marketing's login",
  end: "tell Marketing what may be changed.",
};

const WORDS: Readonly<Record<string, PointWords>> = {
  "learner-followed": FOLLOWED,
  "learner-contacted": CONTACTED,
};

export function pointWords(ruleId: string): PointWords {
  return WORDS[ruleId] ?? OTHER;
}
