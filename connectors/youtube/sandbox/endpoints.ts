/** The four list calls, as functions from a world and a query to an answer. */
import type { ResourceName } from "./meter.ts";
import { rowsBefore, tokenOf } from "./paging.ts";
import { type Refusal, refuse } from "./refusals.ts";
import {
  type Body,
  listOf,
  renderChannel,
  renderSubscription,
  renderUpload,
  renderVideo,
  titleOf,
} from "./render.ts";
import { type SandboxChannel, type SandboxWorld, uploadsOf } from "./world.ts";

export interface Call {
  resource: ResourceName;
  query: URLSearchParams;
  /** The channel whose owner's token came with it; null: none did. */
  ownChannelId: string | null;
}

export type Answer = { body: Body } | { refusal: Refusal };

const CALLS: Readonly<Record<ResourceName, (world: SandboxWorld, call: Call) => Answer>> = {
  channels,
  playlistItems: uploads,
  videos,
  subscriptions,
};

export function answer(world: SandboxWorld, call: Call): Answer {
  return CALLS[call.resource](world, call);
}

function words({ query }: Call, name: string): Set<string> {
  return new Set(
    query
      .getAll(name)
      .flatMap((value) => value.split(","))
      .filter((word) => word !== ""),
  );
}

function live(world: SandboxWorld): SandboxChannel[] {
  return [...world.channels.values()].filter(({ state }) => state === "live");
}

function channels(world: SandboxWorld, call: Call): Answer {
  const { query, ownChannelId } = call;
  const handle = query.get("forHandle")?.replace(/^@/u, "").toLowerCase();
  const name = query.get("forUsername")?.toLowerCase();
  if (query.has("mine") && ownChannelId === null) return { refusal: refuse(401, "authorizationRequired") };
  const ids = query.has("mine") ? new Set([ownChannelId ?? ""]) : words(call, "id");
  const found = live(world).filter(
    (one) =>
      ids.has(one.id) ||
      (handle !== undefined && one.handle?.toLowerCase() === handle) ||
      (name !== undefined && one.userName?.toLowerCase() === name),
  );
  const items = found.map((one) => renderChannel(one, words(call, "part")));
  const of = { total: items.length, perPage: Math.max(5, items.length), nextPageToken: null };
  return { body: listOf("channel", items, of) };
}

function uploads(world: SandboxWorld, call: Call): Answer {
  const channel = live(world).find((one) => uploadsOf(one) === call.query.get("playlistId"));
  if (channel === undefined || channel.videos.length === 0) {
    return { refusal: refuse(404, "playlistNotFound") };
  }
  const isOwn = call.ownChannelId === channel.id;
  const shown = channel.videos.filter((one) => isOwn || one.isPlaceholder || one.privacyStatus === "public");
  const { page, of } = pageOf(shown, call);
  const items = page.map((one) => renderUpload(one, channel, words(call, "part")));
  return { body: listOf("playlistItem", items, of) };
}

function videos(world: SandboxWorld, call: Call): Answer {
  const ids = words(call, "id");
  const items = live(world).flatMap((channel) =>
    channel.videos
      .filter((one) => ids.has(one.id) && !one.isPlaceholder && one.privacyStatus !== "private")
      .map((one) => renderVideo(one, channel, words(call, "part"))),
  );
  const of = { total: items.length, perPage: items.length, nextPageToken: null };
  return { body: listOf("video", items, of) };
}

function subscriptions(world: SandboxWorld, call: Call): Answer {
  const isMine = call.query.has("mine");
  if (isMine && call.ownChannelId === null) return { refusal: refuse(401, "authorizationRequired") };
  const id = isMine ? call.ownChannelId : call.query.get("channelId");
  const channel = live(world).find((one) => one.id === id);
  if (channel === undefined) return { refusal: refuse(404, "subscriberNotFound") };
  if (channel.subscriptionsArePrivate && !isMine) return { refusal: refuse(403, "subscriptionForbidden") };
  const isAlphabetical = call.query.get("order") === "alphabetical";
  const rows = isAlphabetical
    ? channel.subscriptions.toSorted((a, b) => compare(titleOf(world, a), titleOf(world, b)) || compare(a, b))
    : channel.subscriptions;
  const { page, of } = pageOf(rows, call);
  // In any other order a later page repeats the end of the one before it, and lacks its own last row.
  const from = rows.indexOf(page[0] ?? "");
  const sent = isAlphabetical || from <= 0 ? page : rows.slice(from - 1, from - 1 + page.length);
  const items = sent.map((one) => renderSubscription(world, channel, one, words(call, "part")));
  return { body: listOf("subscription", items, of) };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function pageOf<T>(rows: readonly T[], { query }: Call) {
  const perPage = Number(query.get("maxResults") ?? 5);
  const from = rowsBefore(query.get("pageToken"));
  const behind = from + perPage;
  const nextPageToken = behind < rows.length ? tokenOf(behind) : null;
  return { page: rows.slice(from, behind), of: { total: rows.length, perPage, nextPageToken } };
}
