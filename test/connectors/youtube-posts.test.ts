import { afterEach, beforeEach, expect, it } from "vitest";
import {
  addChannel,
  addVideo,
  uploadsOf,
  type Fault,
  type SandboxChannel,
} from "../../connectors/youtube/sandbox.ts";
import type { PostsPageRequest, StoredPosts } from "../../src/core/connector.ts";
import { allPosts, callContext, createLedger, failureOf, NOW, tagContext } from "./scene.ts";
import { channelAccount, startYouTube, type YouTubeScene } from "./youtube-scene.ts";

let scene: YouTubeScene;
let channel: SandboxChannel;
beforeEach(async () => {
  scene = await startYouTube();
  channel = addChannel(scene.world, { handle: "exampleart" });
});
afterEach(() => scene.sandbox.stop());

const DAY_MS = 86_400_000;
const daysAgo = (days: number) => new Date(NOW.getTime() - days * DAY_MS);
const FIRST = { read: "first", from: daysAgo(7) } as const;
const since = (at: Date) => ({ read: "since", postId: String(at.getTime()) }) as const;
const account = () => channelAccount({ handle: "exampleart", platformId: channel.id });

/** What is stored of the channel's videos, in doubt where named. */
function storing(ids: readonly string[], doubtful: readonly string[] = []): PostsPageRequest["stored"] {
  return async (asked): Promise<StoredPosts> =>
    new Map(asked.filter((id) => ids.includes(id)).map((id) => [id, { isInDoubt: doubtful.includes(id) }]));
}

/** What the survey says of the channel's list of uploads. */
function timeline() {
  const counted = channel.videos.filter(({ privacyStatus }) => privacyStatus === "public").length;
  return { timelineId: uploadsOf(channel), counted };
}

async function read(wanted: PostsPageRequest["wanted"], stored = storing([])) {
  return allPosts(scene.connector, account(), wanted, callContext(), {
    ...timeline(),
    ...(stored === undefined ? {} : { stored }),
  });
}

async function page(
  wanted: PostsPageRequest["wanted"],
  stored = storing([]),
  more: Pick<PostsPageRequest, "counted"> & { cursor?: string | null } = {},
) {
  const request = { wanted, cursor: null, ...timeline(), ...(stored ? { stored } : {}), ...more };
  const raw = await scene.connector.postsPage(account(), request, callContext());
  return { raw, fragment: scene.connector.normalise(raw, tagContext(account())) };
}

function videos(count: number, everyDays = 1): string[] {
  return Array.from(
    { length: count },
    (_, index) => addVideo(scene.world, channel, { at: daysAgo(1 + index * everyDays) }).id,
  );
}

it("a channel that never had an upload has no list: no post, and no error", async () => {
  expect(await read(FIRST)).toEqual({ ids: [], unreadable: 0, pages: 1 });
  expect(scene.sandbox.meter.units).toBe(1);
});

it("a first reading takes the newest page whole, for two units", async () => {
  const ids = videos(60, 2);
  expect(await read(FIRST)).toEqual({ ids: ids.slice(0, 50), unreadable: 0, pages: 1 });
  expect(scene.sandbox.meter.units).toBe(2);
});

it("a first reading goes on while a whole page is of the first days", async () => {
  const ids = videos(60, 0.05);
  expect((await read(FIRST)).ids.toSorted()).toEqual(ids.toSorted());
});

it("a night without new videos costs one unit, one with them two", async () => {
  const [newest = "", ...older] = videos(3);
  expect((await read(since(daysAgo(1)), storing([newest, ...older]))).ids).toEqual([]);
  expect(scene.sandbox.meter).toMatchObject({ requests: { playlistItems: 1, videos: 0 }, units: 1 });
  expect((await read(since(daysAgo(2)), storing(older))).ids).toEqual([newest]);
  expect(scene.sandbox.meter.units).toBe(3);
});

it("a new video is found wherever in the page it stands", async () => {
  const known = videos(5);
  const late = addVideo(scene.world, channel, { at: daysAgo(0.5) });
  channel.videos.push(...channel.videos.splice(0, 1));
  expect(channel.videos.at(-1)).toBe(late);
  expect((await read(since(daysAgo(1)), storing(known))).ids).toEqual([late.id]);
});

it("a video that was unlisted and keeps an older date is found", async () => {
  const known = videos(5);
  const { id } = addVideo(scene.world, channel, { at: daysAgo(20) });
  expect((await read(since(daysAgo(1)), storing(known))).ids).toEqual([id]);
});

it("the next page is read while all of a page are new, and no further", async () => {
  const ids = videos(120, 0.1);
  const known = ids.slice(60);
  expect((await read(since(daysAgo(7)), storing(known))).ids).toHaveLength(60);
  expect(scene.sandbox.meter.requests).toMatchObject({ playlistItems: 2, videos: 2 });
});

it("a stored video whose text may have been mended is read again", async () => {
  const ids = videos(3);
  const [newest = ""] = ids;
  expect((await read(since(daysAgo(1)), storing(ids, [newest]))).ids).toEqual([newest]);
});

it("the time is the video's, not that of its place in the list; the mark is the newest of it", async () => {
  const at = daysAgo(1);
  addVideo(scene.world, channel, { at });
  const { fragment } = await page(FIRST);
  expect(fragment).toMatchObject({
    posts: [{ at, kind: "video", url: expect.stringContaining("https://www.youtube.com/watch?v=") }],
    newestId: String(at.getTime()),
  });
});

it("tags are read from the title and from the whole description", async () => {
  const description = `${"A long description. ".repeat(240)} with @conel`;
  addVideo(scene.world, channel, { at: daysAgo(1), title: "News of @capitalccg", description });
  const { fragment, raw } = await page(FIRST);
  expect(fragment.posts).toMatchObject([{ tags: { organisations: ["cccg", "conel"] } }]);
  expect(JSON.stringify(raw)).toContain("News of");
  expect(JSON.stringify(fragment)).not.toContain("News of");
});

it("what is still to come, private, or only a row without a video is no post", async () => {
  addVideo(scene.world, channel, { at: daysAgo(1), broadcast: "upcoming" });
  addVideo(scene.world, channel, { at: daysAgo(2), privacyStatus: "private" });
  addVideo(scene.world, channel, { at: daysAgo(3), isPlaceholder: true });
  const live = addVideo(scene.world, channel, { at: daysAgo(4), broadcast: "live" });
  expect(await read(FIRST)).toMatchObject({ ids: [live.id], unreadable: 0 });
});

it("a broadcast that was to come is found when it has been", async () => {
  const known = videos(2);
  const planned = addVideo(scene.world, channel, { at: daysAgo(3), broadcast: "upcoming" });
  expect((await read(since(daysAgo(1)), storing(known))).ids).toEqual([]);
  planned.broadcast = "none";
  expect((await read(since(daysAgo(1)), storing(known))).ids).toEqual([planned.id]);
});

it("a public upload that is not shown as a video counts as unreadable", async () => {
  videos(3);
  scene.world.faults.push({ kind: "dropped-rows", resource: "videos" });
  expect(await read(FIRST)).toMatchObject({ ids: { length: 2 }, unreadable: 1 });
});

it.each<[Fault["kind"], "playlistItems" | "videos", number]>([
  ["null-id", "playlistItems", 3],
  ["unknown-enum", "playlistItems", 3],
  ["null-id", "videos", 3],
  ["unknown-enum", "videos", 3],
])("poison (%s in %s) is unreadable, never healthy", async (kind, resource, unreadable) => {
  videos(3);
  scene.world.faults.push({ kind, resource });
  expect(await read(FIRST)).toMatchObject({ ids: [], unreadable });
});

it("a lone surrogate in a text breaks nothing", async () => {
  videos(1);
  scene.world.faults.push({ kind: "lone-surrogate" });
  expect(await read(FIRST)).toMatchObject({ ids: { length: 1 }, unreadable: 0 });
});

it.each<Fault["kind"]>(["looping-token", "empty-page-with-token"])(
  "pages that never end (%s) are incomplete",
  async (kind) => {
    videos(60, 0.05);
    scene.world.faults.push({ kind, resource: "playlistItems", times: 300 });
    expect((await failureOf(read(FIRST))).failure).toBe("incomplete");
  },
);

it("a list that is gone behind its first page is an error, not its end", async () => {
  videos(60, 0.05);
  const first = await scene.connector.postsPage(
    account(),
    { wanted: FIRST, cursor: null, ...timeline() },
    callContext(),
  );
  scene.world.faults.push({ kind: "playlist-not-found" });
  const next = { wanted: FIRST, cursor: first.nextCursor, ...timeline() };
  expect(first.nextCursor).not.toBeNull();
  const failure = await failureOf(scene.connector.postsPage(account(), next, callContext(createLedger())));
  expect(failure.failure).toBe("platform-error");
});

it.each<[Fault["kind"], "first" | "since"]>([
  ["no-rows", "first"],
  ["no-rows", "since"],
  ["null-items", "first"],
  ["null-items", "since"],
  ["playlist-not-found", "first"],
  ["playlist-not-found", "since"],
])(
  "20: a list that shows nothing (%s) of a channel with videos is incomplete, read %s",
  async (kind, how) => {
    const known = videos(3);
    scene.world.faults.push({ kind, resource: "playlistItems" });
    const wanted = how === "first" ? FIRST : since(daysAgo(1));
    expect((await failureOf(read(wanted, storing(how === "first" ? [] : known)))).failure).toBe("incomplete");
  },
);

it("20: a list that shows nothing is incomplete where the channel's own count is not known, or the list's is not 0", async () => {
  expect((await failureOf(page(FIRST, storing([]), { counted: null }))).failure).toBe("incomplete");
  videos(3);
  scene.world.faults.push({ kind: "null-items", resource: "playlistItems" });
  expect((await failureOf(page(FIRST, storing([]), { counted: 0 }))).failure).toBe("incomplete");
});

it("20: a page behind the first that shows nothing of the rows that are left is incomplete", async () => {
  videos(60, 0.05);
  const first = await scene.connector.postsPage(
    account(),
    { wanted: FIRST, cursor: null, ...timeline() },
    callContext(),
  );
  scene.world.faults.push({ kind: "null-items", resource: "playlistItems" });
  const next = { wanted: FIRST, cursor: first.nextCursor, ...timeline() };
  expect((await failureOf(scene.connector.postsPage(account(), next, callContext()))).failure).toBe(
    "incomplete",
  );
});

it("20: a list that shows fewer rows than it counts has not shown the start; a row without a video is a row", async () => {
  videos(3);
  addVideo(scene.world, channel, { at: daysAgo(5), isPlaceholder: true });
  expect((await page(FIRST)).fragment.reachesStart).toBe(true);
  scene.world.faults.push({ kind: "dropped-rows", resource: "playlistItems" });
  expect((await page(FIRST)).fragment.reachesStart).toBe(false);
});

it("says that it reached the start over several pages", async () => {
  videos(60, 0.05);
  const first = await page(FIRST);
  const { fragment } = await page(FIRST, storing([]), { cursor: first.raw.nextCursor });
  expect([first.fragment.reachesStart, fragment.reachesStart]).toEqual([false, true]);
});

it("says that it reached the start only where the list of uploads ended", async () => {
  expect((await page(FIRST)).fragment.reachesStart).toBe(true);
  videos(50, 2);
  expect((await page(FIRST)).fragment.reachesStart).toBe(true);
  addVideo(scene.world, channel, { at: daysAgo(300) });
  expect((await page(FIRST)).fragment.reachesStart).toBe(false);
});
