import type { Account } from "../../src/core/account.ts";
import type { CallContext, FollowPage, FollowPageRequest } from "../../src/core/connector.ts";
import type { YouTubeClient } from "./client.ts";
import { behind, pageAt, readCursor } from "./cursor.ts";
import { youTubeError } from "./failures.ts";
import { PAGE_ROWS } from "./rates.ts";
import { readItems, youTubeChannel, youTubeSubscription } from "./schema.ts";

/** The id of the channel that gave consent; null: none did. */
export type OwnChannel = (context: CallContext) => Promise<string | null>;

/**
 * A page of the channels that one channel subscribes to. In its default order the list repeats and drops rows from page to
 * page: it is asked for in alphabetical order, and brings its total, against which its unique rows are held
 * (core/follow-list.ts). The channel that gave consent is read as itself, so that its private list is seen.
 * subscriptions.list
 */
export async function followPage(
  client: YouTubeClient,
  ownChannel: OwnChannel,
  account: Account,
  request: FollowPageRequest,
  context: CallContext,
): Promise<FollowPage> {
  const { platformId } = account;
  if (platformId === null)
    throw youTubeError("incomplete", "the channel's id is not known before its first survey");
  const isOwn = (await ownChannel(context)) === platformId;
  const at = readCursor(request.cursor);
  const answer = await client(
    {
      resource: "subscriptions",
      params: {
        part: "snippet",
        ...(isOwn ? { mine: true } : { channelId: platformId }),
        order: "alphabetical",
        maxResults: Math.min(Math.max(1, request.rows), PAGE_ROWS),
        ...pageAt(at),
      },
      as: isOwn ? "owner" : "public",
    },
    context,
  );
  if (!("list" in answer)) throw youTubeError("platform-error", "YouTube refused the list of subscriptions");
  const { items, pageInfo, nextPageToken } = answer.list;
  const { read, unreadable } = readItems(youTubeSubscription, items ?? []);
  if (unreadable > 0) {
    throw youTubeError("platform-error", "a row of the subscriptions does not have the documented shape");
  }
  return {
    rows: read.map(({ snippet }) => ({ id: snippet.resourceId.channelId, handle: null })),
    nextCursor: behind(at, nextPageToken),
    total: pageInfo.totalResults,
  };
}

/** Asks once which channel gave consent, and again only when that failed. channels.list */
export function ownChannelOf(client: YouTubeClient, hasConsent: boolean): OwnChannel {
  let asked: Promise<string> | null = null;
  return async (context) => {
    if (!hasConsent) return null;
    asked ??= askForOwn(client, context);
    try {
      return await asked;
    } catch (error) {
      asked = null;
      throw error;
    }
  };
}

async function askForOwn(client: YouTubeClient, context: CallContext): Promise<string> {
  const answer = await client(
    { resource: "channels", params: { part: "id", mine: true }, as: "owner" },
    context,
  );
  const items = "list" in answer ? (answer.list.items ?? []) : [];
  const [own] = readItems(youTubeChannel, items).read;
  if (own === undefined) throw youTubeError("no-permission", "the consent for YouTube is of no channel");
  return own.id;
}
