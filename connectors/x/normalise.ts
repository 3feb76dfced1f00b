import {
  PlatformError,
  type PostsFragment,
  type RawPostsPage,
  type TagContext,
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
  return {
    id,
    url: `https://x.com/${context.account.handle}/status/${id}`,
    at: post.created_at,
    kind: kindOf(post),
    tags: tagsOf({ text, nativeTags: [...new Set(nativeTags)], at: post.created_at }, context),
  };
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
