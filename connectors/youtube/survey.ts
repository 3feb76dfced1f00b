import type { Account } from "../../src/core/account.ts";
import { type CallContext, PlatformError, type Surveyed } from "../../src/core/connector.ts";
import type { Profile } from "../../src/core/facts.ts";
import type { YouTubeClient } from "./client.ts";
import { youTubeError } from "./failures.ts";
import { isChannelId, isHandle, normaliseHandle } from "./profile-url.ts";
import { PAGE_ROWS } from "./rates.ts";
import { type YouTubeChannel, type YouTubeList, readItems, youTubeChannel } from "./schema.ts";

/** Channels in one look-up by id. */
export const SURVEY_BATCH = PAGE_ROWS;
const PARTS = "snippet,statistics,contentDetails,status";

interface LookUp {
  accounts: readonly Account[];
  params: Readonly<Record<string, string>>;
  /** Whether the answer's channel is the account's. */
  isOf(channel: YouTubeChannel, account: Account): boolean;
}

/**
 * Looks the channels up: 50 ids in a call; a handle, or a user name of old, in a call of its own. A channel that a sound
 * answer leaves out is missing (YouTube says no more of it); one that an unsound answer leaves out is failed, never missing.
 * When the first call fails as a whole, it throws, and nothing is known of any of them; a later one fails its own accounts
 * alone. A limit of the rate is always thrown: it ends, and all are asked again. channels.list
 */
export async function survey(
  client: YouTubeClient,
  accounts: readonly Account[],
  context: CallContext,
): Promise<readonly Surveyed[]> {
  const surveyed = new Map<string, Surveyed>();
  for (const lookUp of lookUpsFor(accounts)) {
    const answers = await ask(client, lookUp, context).catch((error: unknown) =>
      failedLookUp(lookUp, error, surveyed.size > 0),
    );
    answers.forEach((answer) => surveyed.set(answer.accountId, answer));
  }
  return accounts.map((account) => surveyed.get(account.id) ?? failed(account, CANNOT_BE_LOOKED_UP));
}

const CANNOT_BE_LOOKED_UP =
  "YouTube looks no channel up by this name: register its @handle, or its address that begins with /channel/";

function* lookUpsFor(accounts: readonly Account[]): Generator<LookUp> {
  const known = accounts.filter((account) => idOf(account) !== null);
  for (let from = 0; from < known.length; from += SURVEY_BATCH) {
    const batch = known.slice(from, from + SURVEY_BATCH);
    const ids = [...new Set(batch.flatMap((account) => idOf(account) ?? []))];
    yield {
      accounts: batch,
      params: { id: ids.join(","), maxResults: String(SURVEY_BATCH) },
      isOf: (channel, account) => channel.id === idOf(account),
    };
  }
  for (const account of accounts) {
    const params = idOf(account) === null ? paramsFor(normaliseHandle(account.handle)) : null;
    if (params !== null) yield { accounts: [account], params, isOf: () => true };
  }
}

function idOf({ platformId, handle }: Account): string | null {
  return platformId ?? (isChannelId(handle) ? handle : null);
}

function paramsFor(name: string): LookUp["params"] | null {
  if (!isHandle(name) || name.startsWith("c/")) return null;
  return name.startsWith("user/") ? { forUsername: name.slice("user/".length) } : { forHandle: `@${name}` };
}

/** Throws again what cannot, or need not, be the look-up's own failure. */
function failedLookUp({ accounts }: LookUp, error: unknown, isLater: boolean): readonly Surveyed[] {
  if (!isLater || !(error instanceof PlatformError) || error.retryAt !== null) throw error;
  const { failure: cause, message: detail } = error;
  return accounts.map(({ id }) => ({ accountId: id, status: "failed", cause, detail }));
}

async function ask(
  client: YouTubeClient,
  lookUp: LookUp,
  context: CallContext,
): Promise<readonly Surveyed[]> {
  const answer = await client(
    { resource: "channels", params: { part: PARTS, ...lookUp.params }, as: "public" },
    context,
  );
  if (!("list" in answer)) throw youTubeError("platform-error", "YouTube refused to look channels up");
  const { read, unreadable } = readItems(youTubeChannel, answer.list.items ?? []);
  const isSound = unreadable === 0 && saysAll(answer.list);
  return lookUp.accounts.map((account) => {
    const channel = read.find((one) => lookUp.isOf(one, account));
    if (channel !== undefined) return seen(account, channel);
    if (!isSound) return failed(account, "YouTube's answer leaves it out, and others that it counts");
    return { accountId: account.id, status: "seen", presence: "missing", profile: null };
  });
}

/** Whether an answer holds as many items as it counts, and does not go on. */
function saysAll({ items, pageInfo, nextPageToken }: YouTubeList): boolean {
  return (items ?? []).length >= pageInfo.totalResults && typeof nextPageToken !== "string";
}

function seen(account: Account, channel: YouTubeChannel): Surveyed {
  const timelineId = channel.contentDetails?.relatedPlaylists.uploads ?? null;
  return {
    accountId: account.id,
    status: "seen",
    presence: channel.status?.privacyStatus === "private" ? "protected" : "present",
    profile: profileOf(channel, account),
    ...(timelineId === null ? {} : { timelineId }),
  };
}

/**
 * YouTube does not count subscriptions here, and rounds or hides subscribers: what it hides is unknown. So is a handle that
 * it does not show: the account keeps the one that it is registered by.
 */
function profileOf({ id, snippet, statistics }: YouTubeChannel, account: Account): Profile {
  const handle = snippet?.customUrl?.replace(/^@/u, "") ?? "";
  return {
    handle: isHandle(handle) ? handle : account.handle,
    platformId: id,
    createdAt: snippet?.publishedAt ?? null,
    followers: statistics?.hiddenSubscriberCount === true ? null : (statistics?.subscriberCount ?? null),
    following: null,
    posts: statistics?.videoCount ?? null,
  };
}

function failed(account: Account, detail: string): Surveyed {
  return { accountId: account.id, status: "failed", cause: "platform-error", detail };
}
