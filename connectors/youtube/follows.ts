import type { Account } from "../../src/core/account.ts";
import {
  type CallContext,
  type FollowPage,
  type FollowPageRequest,
  PlatformError,
} from "../../src/core/connector.ts";
import type { YouTubeClient } from "./client.ts";
import { behind, pageAt, readCursor } from "./cursor.ts";
import { youTubeError } from "./failures.ts";
import { PAGE_ROWS } from "./rates.ts";
import { readItems, youTubeChannel, youTubeSubscription } from "./schema.ts";

/** The channel that gave consent; null: none did, or its consent could not be used, which `failure` says. */
export interface Consenter {
  channelId: string | null;
  failure: PlatformError | null;
}
export type OwnChannel = (context: CallContext) => Promise<Consenter>;

/**
 * A page of the channels that one channel subscribes to. In its default order the list repeats and drops rows from page to
 * page: it is asked for in alphabetical order, and brings its total, against which its unique rows are held
 * (core/follow-list.ts). The channel that gave consent is read as itself, so that its private list is seen. A consent that
 * cannot be used keeps nobody's public list from being read: it is named where a list turns out to be private.
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
  const consenter = await ownChannel(context);
  const isOwn = consenter.channelId === platformId;
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
  ).catch((error: unknown) => {
    const isPrivate = error instanceof PlatformError && error.failure === "subscriptions-private";
    throw isPrivate && consenter.failure !== null ? consenter.failure : error;
  });
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

/** Asks once which channel gave consent, and again only when that failed: without a key, nothing can be read then. channels.list */
export function ownChannelOf(
  client: YouTubeClient,
  { hasConsent, hasKey }: { hasConsent: boolean; hasKey: boolean },
): OwnChannel {
  let asked: Promise<string> | null = null;
  return async (context) => {
    if (!hasConsent) return { channelId: null, failure: null };
    asked ??= askForOwn(client, context);
    try {
      return { channelId: await asked, failure: null };
    } catch (error) {
      asked = null;
      if (!hasKey || !(error instanceof PlatformError)) throw error;
      return { channelId: null, failure: error };
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
