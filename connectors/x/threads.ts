import type { CallContext, Price, ThreadStarter } from "../../src/core/connector.ts";
import { X_PRICES, sum, times } from "./rates.ts";
import { type Vocabulary, type XBody, xRoot, xFollowed } from "./schema.ts";
import { DEFAULT_VOCABULARY, type Speech } from "./vocabulary.ts";

/** Posts in one look-up. */
const ROOTS = 100;

/** In the newer vocabulary the author comes as a user beside the post, at a cent each. */
const ASKED: Readonly<Record<Vocabulary, Readonly<Record<string, string>>>> = {
  tweet: { "tweet.fields": "author_id,id" },
  post: { "post.fields": "id", expansions: "author_id" },
};
const WORST: Readonly<Record<Vocabulary, Price>> = {
  tweet: X_PRICES.post,
  post: sum(X_PRICES.post, X_PRICES.profile),
};

/**
 * Who wrote the first posts of these threads; a thread is named by the id of its first post. What X does not show, because
 * it is gone, withheld or protected, is left out: nobody knows. GET /2/tweets?ids=
 */
export async function threadStarters(
  speech: Speech,
  threadIds: readonly string[],
  context: CallContext,
): Promise<ReadonlyMap<string, ThreadStarter>> {
  const ids = [...new Set(threadIds)].filter((id) => /^[0-9]{1,19}$/.test(id));
  const starters = new Map<string, ThreadStarter>();
  for (let from = 0; from < ids.length; from += ROOTS) {
    const body = await lookUp(speech, ids.slice(from, from + ROOTS), context);
    const handles = handlesOf(body);
    for (const item of body.data ?? []) {
      const root = xRoot.safeParse(item);
      if (!root.success) continue;
      const { id, author_id: author } = root.data;
      starters.set(id, { id: author, handle: handles.get(author) ?? null });
    }
  }
  return starters;
}

function lookUp(speech: Speech, ids: readonly string[], context: CallContext): Promise<XBody> {
  return speech.ask((vocabulary) => {
    const spoken = vocabulary ?? DEFAULT_VOCABULARY;
    return {
      call: "tweets",
      path: "tweets",
      query: { ids: ids.join(","), ...ASKED[spoken] },
      worst: times(WORST[spoken], ids.length),
      priceOf: (body) =>
        sum(
          times(X_PRICES.post, body.data?.length ?? 0),
          times(X_PRICES.profile, body.includes?.users?.length ?? 0),
        ),
    };
  }, context);
}

function handlesOf(body: XBody): ReadonlyMap<string, string> {
  const users = (body.includes?.users ?? []).flatMap((item) => {
    const read = xFollowed.safeParse(item);
    return read.success && read.data.username ? [[read.data.id, read.data.username] as const] : [];
  });
  return new Map(users);
}
