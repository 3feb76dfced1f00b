import type { CallContext, PostsPageRequest, RawPostsPage, StoredPosts } from "../../src/core/connector.ts";
import { DAY_MS } from "../../src/core/time.ts";
import type { YouTubeClient } from "./client.ts";
import { behind, pageAt, readCursor } from "./cursor.ts";
import { youTubeError } from "./failures.ts";
import { PAGE_ROWS } from "./rates.ts";
import {
  type YouTubePostsPage,
  type YouTubeUpload,
  readItems,
  youTubeUpload,
  youTubeVideo,
} from "./schema.ts";

/**
 * A video that turns up this long behind the newest known one is still taken for new: one that was unlisted or a planned
 * broadcast keeps an older date.
 */
const LATE_DAYS = 35;

/**
 * A page of the channel's uploads, and the videos of it that are new. playlistItems.list, videos.list
 *
 * The list is newest first in practice, not by promise, and cannot be asked for what is new: a page is judged by its ids.
 * *since*: an upload is new that is not stored; the next page is asked for while all of a page are. *first*: the whole
 * first page, which is no dearer than its newest 5, and the next one while all of it is of the first days.
 */
export async function postsPage(
  client: YouTubeClient,
  request: PostsPageRequest,
  context: CallContext,
): Promise<RawPostsPage> {
  const at = readCursor(request.cursor);
  const list = await uploadsPage(client, request, pageAt(at), context);
  if (list.items.length === 0 && showsTooLittle(list, at.rows, request)) throw nothingShown();
  const rows = list.items.length;
  const { read, unreadable } = readItems(youTubeUpload, list.items);
  const uploads = read.filter(({ status }) => status.privacyStatus === "public");
  const stored: StoredPosts = (await request.stored?.(uploads.map(idOf))) ?? new Map();
  const fresh = uploads.filter((upload) => isFresh(upload, request.wanted, stored));
  const doubtful = uploads.filter((upload) => stored.get(idOf(upload))?.isInDoubt === true);
  const ids = [...new Set([...fresh, ...doubtful].map(idOf))];
  const videos = await readVideos(client, ids, context);
  const goesOn = fresh.every((upload) => isOfFirstDays(upload, request.wanted));
  const raw: YouTubePostsPage = {
    videos: [...videos.items],
    unreadable: unreadable + videos.missing,
    isEnd: (list.nextPageToken ?? null) === null && at.rows + rows >= list.total,
    newestMs: newestOf(uploads),
  };
  return {
    raw,
    nextCursor: goesOn && fresh.length === uploads.length ? behind(at, list.nextPageToken, rows) : null,
  };
}

interface UploadsPage {
  items: readonly unknown[];
  /** How many rows the whole list has, as it says; videos that nobody may see any more are rows too. */
  total: number;
  nextPageToken?: string | null | undefined;
}

/**
 * Whether a page without rows is no answer (RELIABILITY.md, 20): rows are missing of those that the list counts; or it is the
 * first, and the channel's own count does not say that there is no video.
 */
function showsTooLittle({ total }: UploadsPage, rowsBefore: number, request: PostsPageRequest): boolean {
  return rowsBefore < total || (request.cursor === null && request.counted !== 0);
}

function nothingShown(): Error {
  return youTubeError(
    "incomplete",
    "the list of uploads shows nothing, and the channel does not count 0 videos",
  );
}

async function uploadsPage(
  client: YouTubeClient,
  { timelineId, cursor }: PostsPageRequest,
  page: { pageToken?: string },
  context: CallContext,
): Promise<UploadsPage> {
  if (timelineId === null || timelineId === undefined) {
    throw youTubeError("incomplete", "the channel's list of uploads is not known from its survey");
  }
  const answer = await client(
    {
      resource: "playlistItems",
      params: {
        part: "contentDetails,status",
        playlistId: timelineId,
        maxResults: PAGE_ROWS,
        ...page,
      },
      as: "public",
      // A channel that never had an upload has no such list.
      takes: cursor === null ? ["playlistNotFound"] : [],
    },
    context,
  );
  if ("refusal" in answer) return { items: [], total: 0 };
  const { items, nextPageToken, pageInfo } = answer.list;
  if ((items ?? []).length === 0 && typeof nextPageToken === "string") {
    throw youTubeError("incomplete", "YouTube sends an empty page that claims to go on");
  }
  return { items: items ?? [], total: pageInfo.totalResults, nextPageToken };
}

function idOf({ contentDetails }: YouTubeUpload): string {
  return contentDetails.videoId;
}

/** An upload without a date is not left out for that: the video itself has one. */
function isFresh(upload: YouTubeUpload, wanted: PostsPageRequest["wanted"], stored: StoredPosts): boolean {
  if (wanted.read === "first") return true;
  const at = upload.contentDetails.videoPublishedAt?.getTime() ?? Infinity;
  return !stored.has(idOf(upload)) && at >= Number(wanted.postId) - LATE_DAYS * DAY_MS;
}

function isOfFirstDays(upload: YouTubeUpload, wanted: PostsPageRequest["wanted"]): boolean {
  if (wanted.read === "since") return true;
  const at = upload.contentDetails.videoPublishedAt;
  return at === null || at === undefined || at >= wanted.from;
}

/** Videos by id, as sent. A public upload that is not shown as a video counts as missing. */
async function readVideos(
  client: YouTubeClient,
  ids: readonly string[],
  context: CallContext,
): Promise<{ items: readonly unknown[]; missing: number }> {
  if (ids.length === 0) return { items: [], missing: 0 };
  const answer = await client(
    { resource: "videos", params: { part: "snippet,status", id: ids.join(",") }, as: "public" },
    context,
  );
  if (!("list" in answer)) throw youTubeError("platform-error", "YouTube refused to show videos");
  const items = answer.list.items ?? [];
  const shown = new Set(readItems(youTubeVideo, items).read.map(({ id }) => id));
  const unreadable = items.length - shown.size;
  return { items, missing: Math.max(0, ids.filter((id) => !shown.has(id)).length - unreadable) };
}

function newestOf(uploads: readonly YouTubeUpload[]): number | null {
  const times = uploads.flatMap(({ contentDetails }) => contentDetails.videoPublishedAt?.getTime() ?? []);
  return times.length === 0 ? null : Math.max(...times);
}
