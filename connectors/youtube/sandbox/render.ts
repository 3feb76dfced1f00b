/** World to JSON: the parts that were asked for. */
import { type SandboxChannel, type SandboxVideo, type SandboxWorld, uploadsOf } from "./world.ts";

export type Json = Record<string, unknown>;

/** An answer's body. `items: null` is a fault. */
export interface Body {
  kind: string;
  etag: string;
  nextPageToken?: string;
  pageInfo: { totalResults: number | null; resultsPerPage: number };
  items?: Json[] | null;
}

const ETAG = "made-up";

export function renderChannel(channel: SandboxChannel, parts: ReadonlySet<string>): Json {
  const shown = channel.videos.filter(({ privacyStatus }) => privacyStatus === "public");
  const optional: Json = {
    snippet: {
      title: channel.title,
      description: channel.description,
      publishedAt: channel.createdAt.toISOString(),
      ...(channel.handle === null ? {} : { customUrl: `@${channel.handle.toLowerCase()}` }),
    },
    statistics: {
      viewCount: "12345",
      subscriberCount: channel.hidesSubscribers ? "0" : String(channel.subscribers),
      hiddenSubscriberCount: channel.hidesSubscribers,
      videoCount: String(shown.length),
    },
    contentDetails: { relatedPlaylists: { likes: "", uploads: uploadsOf(channel) } },
    status: {
      privacyStatus: channel.privacyStatus,
      isLinked: true,
      longUploadsStatus: "longUploadsUnspecified",
    },
  };
  return { kind: "youtube#channel", etag: ETAG, id: channel.id, ...pick(optional, parts) };
}

export function renderUpload(video: SandboxVideo, channel: SandboxChannel, parts: ReadonlySet<string>): Json {
  const optional: Json = {
    snippet: {
      title: video.isPlaceholder ? "Private video" : video.title,
      description: video.isPlaceholder ? "This video is private." : video.description,
      // When it was put into the list, which is another time than that of its publication.
      publishedAt: new Date(video.publishedAt.getTime() + 60_000).toISOString(),
      channelId: channel.id,
      playlistId: uploadsOf(channel),
      resourceId: { kind: "youtube#video", videoId: video.id },
    },
    contentDetails: {
      videoId: video.id,
      ...(video.isPlaceholder ? {} : { videoPublishedAt: video.publishedAt.toISOString() }),
    },
    status: { privacyStatus: video.isPlaceholder ? "private" : video.privacyStatus },
  };
  return { kind: "youtube#playlistItem", etag: ETAG, id: `UU.${video.id}`, ...pick(optional, parts) };
}

export function renderVideo(video: SandboxVideo, channel: SandboxChannel, parts: ReadonlySet<string>): Json {
  const optional: Json = {
    snippet: {
      publishedAt: video.publishedAt.toISOString(),
      channelId: channel.id,
      title: video.title,
      description: video.description,
      liveBroadcastContent: video.broadcast,
    },
    status: { uploadStatus: "processed", privacyStatus: video.privacyStatus, license: "youtube" },
  };
  return { kind: "youtube#video", etag: ETAG, id: video.id, ...pick(optional, parts) };
}

export function renderSubscription(
  world: SandboxWorld,
  channel: SandboxChannel,
  id: string,
  parts: ReadonlySet<string>,
): Json {
  const optional: Json = {
    snippet: {
      publishedAt: channel.createdAt.toISOString(),
      title: titleOf(world, id),
      description: "",
      resourceId: { kind: "youtube#channel", channelId: id },
      channelId: channel.id,
    },
  };
  return { kind: "youtube#subscription", etag: ETAG, id: `sub.${id}`, ...pick(optional, parts) };
}

/** What a list in alphabetical order goes by. */
export function titleOf(world: SandboxWorld, id: string): string {
  return world.channels.get(id)?.title ?? `Channel ${id.slice(2, 12)}`;
}

export function listOf(
  kind: string,
  items: Json[],
  of: { total: number; perPage: number; nextPageToken: string | null },
): Body {
  return {
    kind: `youtube#${kind}ListResponse`,
    etag: ETAG,
    ...(of.nextPageToken === null ? {} : { nextPageToken: of.nextPageToken }),
    pageInfo: { totalResults: of.total, resultsPerPage: of.perPage },
    // A look-up that finds nothing leaves them out.
    ...(items.length === 0 && kind === "channel" ? {} : { items }),
  };
}

function pick(optional: Json, parts: ReadonlySet<string>): Json {
  return Object.fromEntries(Object.entries(optional).filter(([name]) => parts.has(name)));
}
