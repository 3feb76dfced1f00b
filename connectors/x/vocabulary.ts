import type { CallContext } from "../../src/core/connector.ts";
import type { XClient, XRequest } from "./client.ts";
import { xError } from "./failures.ts";
import type { Vocabulary, XBody } from "./schema.ts";

/** Words of a request that only one of the two vocabularies knows; a 400 that refuses it names one of them. */
const OWN_WORDS: Readonly<Record<Vocabulary, readonly string[]>> = {
  tweet: [
    "tweet.fields",
    "most_recent_tweet_id",
    "note_tweet",
    "referenced_tweets",
    "edit_history_tweet_ids",
  ],
  post: ["post.fields", "note_post", "referenced_posts"],
};

/** What one connector has learnt of the vocabulary that X speaks now. */
export interface Speech {
  /** null until X has shown it. */
  known(): Vocabulary | null;
  learn(vocabulary: Vocabulary): void;
  /** Asks in the known vocabulary; when X refuses its words, once more in the other, which is then remembered. */
  ask(request: (vocabulary: Vocabulary | null) => XRequest, context: CallContext): Promise<XBody>;
}

export function createSpeech(client: XClient): Speech {
  let known: Vocabulary | null = null;
  return {
    known: () => known,
    learn(vocabulary) {
      known = vocabulary;
    },
    async ask(request, context) {
      const first = known;
      const answer = await client(request(first), context);
      if ("body" in answer) return answer.body;
      const spoken = first ?? DEFAULT_VOCABULARY;
      if (!OWN_WORDS[spoken].some((word) => answer.refused.includes(word))) throw badRequest();
      const other = spoken === "tweet" ? "post" : "tweet";
      const second = await client(request(other), context);
      if (!("body" in second)) throw badRequest();
      known = other;
      return second.body;
    },
  };
}

/** The older one is cheaper: in the newer, referenced posts come as an expansion, which is charged. */
export const DEFAULT_VOCABULARY: Vocabulary = "tweet";

function badRequest(): Error {
  return xError("platform-error", "X refused the parameters of a call (HTTP 400)");
}
