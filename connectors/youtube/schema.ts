/**
 * The fields of YouTube's answers that we use (Data API v3). Unknown extra fields are ignored; a field of another kind than
 * documented makes its item unreadable, never a default.
 */
import { z } from "zod";

const channelId = z.string().regex(/^UC[\w-]{22}$/);
const videoId = z.string().regex(/^[\w-]{1,64}$/);
const playlistId = z.string().regex(/^[\w-]{1,100}$/);
const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
/** Counts come as text. One that is missing, hidden or no count is unknown, not 0. */
const count = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number)
  .nullish()
  .catch(null);

/** Any list. A look-up that finds nothing leaves `items` out; items are read one by one, a bad one spoils only itself. */
export const youTubeList = z.object({
  items: z.array(z.unknown()).nullish(),
  pageInfo: z.object({ totalResults: z.int().nonnegative() }),
  nextPageToken: z.string().min(1).max(2_000).nullish(),
});
export type YouTubeList = z.output<typeof youTubeList>;

export const youTubeChannel = z.object({
  id: channelId,
  snippet: z
    .object({
      customUrl: z.string().nullish().catch(null),
      publishedAt: instant.nullish().catch(null),
    })
    .nullish()
    .catch(null),
  statistics: z
    .object({
      subscriberCount: count,
      hiddenSubscriberCount: z.boolean().nullish().catch(null),
      videoCount: count,
    })
    .nullish()
    .catch(null),
  contentDetails: z
    .object({ relatedPlaylists: z.object({ uploads: playlistId.nullish().catch(null) }) })
    .nullish()
    .catch(null),
  status: z.object({ privacyStatus: z.string() }).nullish().catch(null),
});
export type YouTubeChannel = z.output<typeof youTubeChannel>;

const privacy = z.enum(["public", "unlisted", "private", "privacyStatusUnspecified"]);

/** An item of the uploads. One without a time of publication is a video that nobody may see. */
export const youTubeUpload = z.object({
  contentDetails: z.object({ videoId, videoPublishedAt: instant.nullish() }),
  status: z.object({ privacyStatus: privacy }),
});
export type YouTubeUpload = z.output<typeof youTubeUpload>;

/** YouTube's own limits are 100 characters for a title and 5,000 bytes for a description. */
const text = z.string().max(100_000);
export const youTubeVideo = z.object({
  id: videoId,
  snippet: z.object({
    publishedAt: instant,
    title: text,
    description: text.nullish(),
    liveBroadcastContent: z.enum(["none", "upcoming", "live", "completed"]),
  }),
  status: z.object({ privacyStatus: privacy }),
});
export type YouTubeVideo = z.output<typeof youTubeVideo>;

/** What a page of uploads carries from the call to `normalise`. */
export const youTubePostsPage = z.object({
  /** Videos as sent. */
  videos: z.array(z.unknown()),
  /** How many others could not be read or were not shown. */
  unreadable: z.int().nonnegative(),
  /** The list of uploads ends with this page, and has shown as many rows as it counts. */
  isEnd: z.boolean(),
  /** The newest time of publication among the page's uploads, in milliseconds; null: there is none. */
  newestMs: z.int().nonnegative().nullable(),
});
export type YouTubePostsPage = z.output<typeof youTubePostsPage>;

/** A row of a subscription list. Its channel's id must be there, or the list cannot be compared. */
export const youTubeSubscription = z.object({
  snippet: z.object({ resourceId: z.object({ channelId }) }),
});

const word = z.string().optional().catch(undefined);
const reasons = z.array(z.object({ reason: word })).catch([]);
export const youTubeRefusal = z.object({
  error: z.object({
    errors: reasons.default([]),
    details: z
      .array(
        z.object({
          reason: word,
          metadata: z.object({ quota_limit: word }).optional().catch(undefined),
        }),
      )
      .catch([])
      .default([]),
  }),
});

/** Reads items one by one; `unreadable` counts the others. */
export function readItems<T extends z.ZodType>(
  schema: T,
  items: readonly unknown[],
): { read: z.output<T>[]; unreadable: number } {
  const read = items.map((item) => schema.safeParse(item)).flatMap((one) => (one.success ? [one.data] : []));
  return { read, unreadable: items.length - read.length };
}
