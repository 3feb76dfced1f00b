import type { Account } from "../../src/core/account.ts";
import type { CallContext, PostsPageRequest, Price, RawPostsPage } from "../../src/core/connector.ts";
import { type Cursor, START, readCursor, writeCursor } from "./cursor.ts";
import { xError } from "./failures.ts";
import { type ListPage, readPage } from "./list.ts";
import { X_PRICES, sum, times } from "./rates.ts";
import {
  type Vocabulary,
  type XBody,
  type XPostsPage,
  type XProblem,
  isEarlierId,
  readPosts,
} from "./schema.ts";
import { DEFAULT_VOCABULARY, type Speech } from "./vocabulary.ts";

/**
 * Rows of the first, second, … page. A page's whole price is reserved while it is read, so that small first pages leave
 * the night's budget to the other accounts; most accounts post less than ten times a day. X's smallest page is 5.
 */
const ROWS_SINCE = [10, 25, 50, 100];
const ROWS_FIRST = [5, 25, 50, 100];

/** Whom a reply answers is a free field in the older vocabulary; in the newer it comes with a user, at a cent a reply. */
const FIELDS: Readonly<Record<Vocabulary, Readonly<Record<string, string>>>> = {
  tweet: {
    "tweet.fields":
      "conversation_id,created_at,edit_history_tweet_ids,entities,id,in_reply_to_user_id,note_tweet,referenced_tweets,text",
  },
  post: {
    "post.fields": "conversation_id,created_at,entities,id,note_post,text",
    expansions: "referenced_posts",
  },
};

/** A post can be a reply and a quote at once: two referenced posts, each charged where they come as an expansion. */
const MOST_REFERENCED: Readonly<Record<Vocabulary, number>> = { tweet: 0, post: 2 };

/**
 * A page of the account's own posts. GET /2/users/{id}/tweets
 *
 * *since*: everything after the newest known post. *first*: the newest 5 posts or the last 7 days, whichever is more, and
 * no post twice: the first call asks for the newest 5 of any age. Only when all of them are of the 7 days is there a
 * second query, for what is older than the oldest of them (`until_id`) and still of the 7 days (`start_time`).
 */
export async function postsPage(
  speech: Speech,
  account: Account,
  request: PostsPageRequest,
  context: CallContext,
): Promise<RawPostsPage> {
  const { platformId } = account;
  if (platformId === null)
    throw xError("incomplete", "the account's id is not known before its first survey");
  const { wanted } = request;
  const from = readCursor(request.cursor);
  const rows = rowsOf(wanted.read === "first" ? ROWS_FIRST : ROWS_SINCE, from);
  const page = await readPage(
    speech,
    (vocabulary, token) => {
      const spoken = vocabulary ?? DEFAULT_VOCABULARY;
      return {
        call: "users/tweets",
        path: `users/${platformId}/tweets`,
        query: {
          max_results: rows,
          ...rangeOf(wanted, from),
          ...FIELDS[spoken],
          ...(token === null ? {} : { pagination_token: token }),
        },
        worst: times(X_PRICES.post, rows * (1 + MOST_REFERENCED[spoken])),
        priceOf,
      };
    },
    from,
    context,
  );
  const raw: XPostsPage = {
    items: [...page.items],
    withheld: page.problems.filter(isOfThePageItself).length,
  };
  const next = wanted.read === "first" && from.until === null ? olderOf(page, wanted.from) : page.next;
  return { raw, nextCursor: next === null ? null : writeCursor(next) };
}

function rowsOf(steps: readonly number[], from: Cursor): number {
  const made = from.seen.length + (from.until === null ? 0 : 1);
  return steps[made] ?? steps.at(-1) ?? 100;
}

function rangeOf(wanted: PostsPageRequest["wanted"], from: Cursor): Record<string, string> {
  if (wanted.read === "since") return { since_id: wanted.postId };
  return from.until === null ? {} : { until_id: from.until, start_time: toSeconds(wanted.from) };
}

/** The documents' example of an instant has no fractions. */
function toSeconds(at: Date): string {
  return at.toISOString().replace(/\.\d+Z$/, "Z");
}

function priceOf(body: XBody): Price {
  const posts =
    (body.data?.length ?? 0) + (body.includes?.tweets?.length ?? 0) + (body.includes?.posts?.length ?? 0);
  return sum(times(X_PRICES.post, posts), times(X_PRICES.profile, body.includes?.users?.length ?? 0));
}

/** Problems of posts that others wrote and ours refer to are none of the page. */
function isOfThePageItself(problem: XProblem): boolean {
  return problem.section !== "includes" && !problem.parameter.startsWith("referenced_");
}

/** Where a first reading goes on: nowhere, once a post is older than the 7 days or X has no more. */
function olderOf(page: ListPage, from: Date): Cursor | null {
  if (page.next === null) return null;
  const { posts } = readPosts(page.items);
  const [first, ...others] = posts;
  if (first === undefined)
    throw xError("platform-error", "none of the newest posts has the documented shape");
  if (posts.some((post) => post.created_at < from)) return null;
  const oldest = others.reduce((oldest, post) => (isEarlierId(post.id, oldest) ? post.id : oldest), first.id);
  return { ...START, until: oldest };
}
