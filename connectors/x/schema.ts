/**
 * The fields of X's answers that we use, in both vocabularies (OpenAPI documents 2.166 and 2.167). Unknown extra fields
 * are ignored; a field of another kind than documented makes its item unreadable, never a default.
 */
import { z } from "zod";

/** The two namings of one API: `tweet.fields` and `referenced_tweets` up to 2.166, `post.fields` and so on from 2.167. */
export type Vocabulary = "tweet" | "post";

const id = z.string().regex(/^[0-9]{1,19}$/);
const handle = z.string().regex(/^[A-Za-z0-9_]{1,15}$/);
const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
/** A figure that is missing or no count is unknown, not 0. */
const count = z.int().nonnegative().nullish().catch(null);
const newestId = id.nullish().catch(undefined);

/** A name or bio: compared, never shown. What is no text is unknown. */
const words = z.string().nullish().catch(null);

export const xUser = z.object({
  id,
  username: handle,
  protected: z.boolean(),
  created_at: instant.nullish().catch(null),
  public_metrics: z
    .object({ followers_count: count, following_count: count, tweet_count: count, post_count: count })
    .nullish()
    .catch(null),
  most_recent_tweet_id: newestId,
  most_recent_post_id: newestId,
  name: words,
  description: words,
});
export type XUser = z.output<typeof xUser>;

const withMetrics = z.object({ public_metrics: z.record(z.string(), z.unknown()) });

/** Which figures an account comes with, whatever they are. */
export function namesOfMetrics(item: unknown): string[] {
  const read = withMetrics.safeParse(item);
  return read.success ? Object.keys(read.data.public_metrics) : [];
}

/** A row of a follow list. Its id must be there, or the list cannot be compared. */
export const xFollowed = z.object({ id, username: handle.nullish().catch(null) });

/** An item of `errors` beside the data. Whatever is not text in it counts as not said. */
const word = z.string().catch("");
const xProblem = z
  .object({
    type: word,
    title: word,
    detail: word,
    resource_type: word,
    resource_id: word,
    value: word,
    parameter: word,
    section: word,
  })
  .catch({
    type: "",
    title: "",
    detail: "",
    resource_type: "",
    resource_id: "",
    value: "",
    parameter: "",
    section: "",
  });
export type XProblem = z.output<typeof xProblem>;

const includes = z.object({
  tweets: z.array(z.unknown()).nullish(),
  posts: z.array(z.unknown()).nullish(),
  users: z.array(z.unknown()).nullish(),
});

/** Any answer: items are read one by one, so that a bad one spoils only itself. */
export const xBody = z.object({
  data: z.array(z.unknown()).optional(),
  errors: z.array(xProblem).nullish(),
  includes: includes.nullish(),
  meta: z.unknown().optional(),
});
export type XBody = z.output<typeof xBody>;

/** `meta` of a list. `result_count` tells an empty list from an answer that holds nothing. */
export const xMeta = z.object({
  result_count: z.int().nonnegative(),
  next_token: z.string().min(1).max(2_000).nullish(),
});

/** One mention that cannot be read is left out: the text is searched for it as well. */
const mention = z
  .object({ username: z.string(), id: id.nullish().catch(null) })
  .nullable()
  .catch(null);
const entities = z.object({ mentions: z.array(mention).nullish() }).nullish();
/** X's longest posts have 25,000 characters. */
const text = z.string().max(100_000);
const note = z.object({ text, entities }).nullish();
const references = z
  .array(z.object({ type: z.enum(["retweeted", "quoted", "replied_to"]), id: z.string() }))
  .nullish();

const history = z.array(id).nullish().catch(null);

const xPost = z.object({
  id,
  text,
  created_at: instant,
  entities,
  note_tweet: note,
  note_post: note,
  referenced_tweets: references,
  referenced_posts: references,
  edit_history_tweet_ids: history,
  edit_history_post_ids: history,
  conversation_id: id.nullish(),
  in_reply_to_user_id: id.nullish(),
});
export type XPost = z.output<typeof xPost>;

/** A post that started a thread: only who wrote it is used. */
export const xRoot = z.object({ id, author_id: id });

/** What a page of posts carries from the call to `normalise`: items as sent, and how many were withheld. */
export const xPostsPage = z.object({ items: z.array(z.unknown()), withheld: z.int().nonnegative() });
export type XPostsPage = z.output<typeof xPostsPage>;

/** The readable posts of a page, and the number of the others. */
export function readPosts(items: readonly unknown[]): { posts: XPost[]; unreadable: number } {
  const posts = items
    .map((item) => xPost.safeParse(item))
    .flatMap((read) => (read.success ? [read.data] : []));
  return { posts, unreadable: items.length - posts.length };
}

const versions = z.object({
  id: id.nullish().catch(null),
  edit_history_tweet_ids: history,
  edit_history_post_ids: history,
});

/** The id of an item and those of all its versions, as far as they can be read. */
export function idsOf(item: unknown): string[] {
  const read = versions.safeParse(item);
  if (!read.success) return [];
  const { edit_history_tweet_ids: tweets, edit_history_post_ids: posts } = read.data;
  return [read.data.id, ...(tweets ?? []), ...(posts ?? [])].flatMap((one) => one ?? []);
}

/** Ids of X grow with time and may be longer than a safe number: compared as decimals. */
export function isEarlierId(a: string, b: string): boolean {
  return BigInt(a) < BigInt(b);
}
