/** The made-up world behind the sandbox: plain data, changed in place between nights. */
import type { Fault } from "./fault.ts";

export interface SandboxVideo {
  id: string;
  title: string;
  description: string;
  publishedAt: Date;
  privacyStatus: "public" | "unlisted" | "private";
  broadcast: "none" | "upcoming" | "live" | "completed";
  /** A row that stays in the uploads of a video that nobody may see any more. */
  isPlaceholder: boolean;
}

export interface SandboxChannel {
  id: string;
  /** Without the @; null: it never took one. */
  handle: string | null;
  /** Its user name of old, for `forUsername`. */
  userName: string | null;
  title: string;
  description: string;
  createdAt: Date;
  state: "live" | "gone";
  privacyStatus: "public" | "private";
  subscribers: number;
  hidesSubscribers: boolean;
  /** Ids of the channels that it subscribes to. They need not be channels of this world. */
  subscriptions: string[];
  subscriptionsArePrivate: boolean;
  /** In the order of its uploads: newest first, unless a test says otherwise. */
  videos: SandboxVideo[];
}

export interface SandboxWorld {
  /** By id. */
  channels: Map<string, SandboxChannel>;
  faults: Fault[];
  /** Makes the next id. */
  sequence: number;
}

/** The same seed and the same steps make the same ids. */
export function createWorld(seed = 1): SandboxWorld {
  return { channels: new Map(), faults: [], sequence: (seed % 1_000) * 100_000 };
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Letters and digits made from a number: neighbours look nothing alike, as YouTube's ids do. */
function scrambled(number: number, length: number): string {
  let state = BigInt(number + 1) * 6_364_136_223_846_793_005n + 1_442_695_040_888_963_407n;
  let word = "";
  while (word.length < length) {
    state = BigInt.asUintN(64, state * 6_364_136_223_846_793_005n + 1_442_695_040_888_963_407n);
    word += LETTERS[Number((state >> 33n) % BigInt(LETTERS.length))] ?? "";
  }
  return word;
}

function channelId(world: SandboxWorld): string {
  return `UC${scrambled(world.sequence++, 22)}`;
}

/** Ids of channels outside this world, for subscriptions: `strangers(world, 400)`. */
export function strangers(world: SandboxWorld, count: number): string[] {
  return Array.from({ length: count }, () => channelId(world));
}

type ChannelDraft = Partial<Omit<SandboxChannel, "videos">>;

/** Adds a channel: live, public, without videos and subscriptions, unless the draft says otherwise. */
export function addChannel(world: SandboxWorld, draft: ChannelDraft = {}): SandboxChannel {
  const id = draft.id ?? channelId(world);
  const channel: SandboxChannel = {
    handle: null,
    userName: null,
    title: draft.handle ?? id,
    description: "",
    createdAt: new Date("2015-09-01T09:00:00Z"),
    state: "live",
    privacyStatus: "public",
    subscribers: 100,
    hidesSubscribers: false,
    subscriptions: [],
    subscriptionsArePrivate: false,
    ...draft,
    id,
    videos: [],
  };
  world.channels.set(id, channel);
  return channel;
}

type VideoDraft = Partial<Omit<SandboxVideo, "publishedAt">> & { at: Date | string };

/** Adds a video where its time puts it. */
export function addVideo(world: SandboxWorld, channel: SandboxChannel, draft: VideoDraft): SandboxVideo {
  const { at, ...given } = draft;
  const video: SandboxVideo = {
    id: scrambled(world.sequence++, 11),
    title: "A video",
    description: "",
    privacyStatus: "public",
    broadcast: "none",
    isPlaceholder: false,
    ...given,
    publishedAt: new Date(at),
  };
  const place = channel.videos.findIndex((other) => other.publishedAt <= video.publishedAt);
  channel.videos.splice(place === -1 ? channel.videos.length : place, 0, video);
  return video;
}

export function subscribe(channel: SandboxChannel, id: string): void {
  channel.subscriptions.unshift(id);
}

/** The playlist that holds a channel's uploads. */
export function uploadsOf({ id }: Pick<SandboxChannel, "id">): string {
  return `UU${id.slice(2)}`;
}
