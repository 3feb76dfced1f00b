import {
  PlatformError,
  type PostsFragment,
  type RawPostsPage,
  type TagContext,
  type ThreadAnswer,
} from "../../src/core/connector.ts";
import type { Post, PostKind } from "../../src/core/facts.ts";
import { tagsOf } from "../../src/core/tags.ts";
import { type XPost, idsOf, isEarlierId, readPosts, xPostsPage } from "./schema.ts";

/**
 * Pure: a page of posts to facts. The texts end here. Withheld posts and those that do not have the documented shape are
 * counted as unreadable. Throws {@link PlatformError} `platform-error` when the page is none of `postsPage`.
 */
export function normalise(page: RawPostsPage, context: TagContext): PostsFragment {
  const read = xPostsPage.safeParse(page.raw);
  if (!read.success)
    throw new PlatformError("x", "platform-error", "a page of posts does not have X's shape");
  const { posts, unreadable } = readPosts(read.data.items);
  return {
    posts: posts.map((post) => toPost(post, context)),
    unreadable: unreadable + read.data.withheld,
    newestId: newestIdOf(read.data.items),
    answers: posts.flatMap((post) => answerOf(post, context)),
  };
}

/** Unreadable posts have their place in the timeline too, as long as their id can be read. */
function newestIdOf(items: readonly unknown[]): string | null {
  return items
    .flatMap((item) => idsOf(item))
    .reduce<string | null>((newest, id) => (newest === null || isEarlierId(newest, id) ? id : newest), null);
}

function toPost(post: XPost, context: TagContext): Post {
  const note = post.note_tweet ?? post.note_post;
  const mentions = [...(post.entities?.mentions ?? []), ...(note?.entities?.mentions ?? [])];
  // `text` is cut on long posts; a lone surrogate in it would make the text matching fail.
  const text = (note?.text ?? post.text).toWellFormed();
  const nativeTags = mentions.flatMap((mention) =>
    mention === null ? [] : [mention.username.toLowerCase()],
  );
  const id = firstVersion(post);
  const kind = kindOf(post);
  return {
    id,
    url: kind === "reply" ? repliesUrl(context) : statusUrl(post, context),
    at: post.created_at,
    kind,
    tags: tagsOf({ text, nativeTags: [...new Set(nativeTags)], at: post.created_at }, context),
  };
}

/** A reply's own link would lead to whom it answers, who may be a learner: it leads to all replies (docs/decisions/007). */
function repliesUrl({ account }: TagContext): string {
  return `https://x.com/${account.handle}/with_replies`;
}

function statusUrl(post: XPost, { account }: TagContext): string {
  return `https://x.com/${account.handle}/status/${firstVersion(post)}`;
}

/**
 * The thread that a reply stands in. X names the author of the post that it answers; that is the starter where the post
 * is the first of the thread. Where X does not
 * name the thread, nobody can learn who started it.
 */
function answerOf(post: XPost, context: TagContext): ThreadAnswer[] {
  const references = post.referenced_tweets ?? post.referenced_posts ?? [];
  const answered = references.find((reference) => reference.type === "replied_to");
  if (answered === undefined) return [];
  const threadId = post.conversation_id ?? `unnamed-${post.id}`;
  const note = post.note_tweet ?? post.note_post;
  const mentions = [...(post.entities?.mentions ?? []), ...(note?.entities?.mentions ?? [])];
  return [
    {
      url: statusUrl(post, context),
      at: post.created_at,
      threadId,
      starterId: threadId === answered.id ? (post.in_reply_to_user_id ?? null) : null,
      named: new Map(mentions.flatMap((one) => (one?.id ? [[one.id, one.username]] : []))),
    },
  ];
}

/**
 * Each edit of a post has an id of its own. All are known by the first version's, so that an edit that adds a tag mends
 * the post instead of standing beside it; X shows the newest version under either.
 */
function firstVersion(post: XPost): string {
  const versions = post.edit_history_tweet_ids ?? post.edit_history_post_ids ?? [];
  return versions.reduce((first, version) => (isEarlierId(version, first) ? version : first), post.id);
}

/** A reply that quotes is a reply: it stands in a thread. */
function kindOf(post: XPost): PostKind {
  const references = post.referenced_tweets ?? post.referenced_posts ?? [];
  const types = new Set(references.map((reference) => reference.type));
  if (types.has("retweeted")) return "repost";
  if (types.has("replied_to")) return "reply";
  return types.has("quoted") ? "quote" : "original";
}
