import {
  PlatformError,
  type PostsFragment,
  type RawPostsPage,
  type TagContext,
} from "../../src/core/connector.ts";
import type { Post } from "../../src/core/facts.ts";
import { tagsOf } from "../../src/core/tags.ts";
import { type YouTubeVideo, readItems, youTubePostsPage, youTubeVideo } from "./schema.ts";

/**
 * Pure: a page of videos to facts. Titles and descriptions end here. A broadcast or première that is still to come is no
 * post, nor is a video that is not public. Throws {@link PlatformError} `platform-error` when the page is none of
 * `postsPage`.
 */
export function normalise(page: RawPostsPage, context: TagContext): PostsFragment {
  const read = youTubePostsPage.safeParse(page.raw);
  if (!read.success)
    throw new PlatformError("youtube", "platform-error", "a page of videos does not have YouTube's shape");
  const { videos, unreadable, isEnd, newestMs } = read.data;
  const { read: readable, unreadable: more } = readItems(youTubeVideo, videos);
  return {
    posts: readable.filter(isPost).map((video) => toPost(video, context)),
    unreadable: unreadable + more,
    reachesStart: isEnd,
    newestId: newestMs === null ? null : String(newestMs),
  };
}

function isPost({ snippet, status }: YouTubeVideo): boolean {
  return status.privacyStatus === "public" && snippet.liveBroadcastContent !== "upcoming";
}

function toPost({ id, snippet }: YouTubeVideo, context: TagContext): Post {
  const at = snippet.publishedAt;
  // A lone surrogate would make the text matching fail.
  const text = `${snippet.title}\n${snippet.description ?? ""}`.toWellFormed();
  return {
    id,
    url: `https://www.youtube.com/watch?v=${id}`,
    at,
    kind: "video",
    tags: tagsOf({ text, nativeTags: [], at }, context),
  };
}
