/** The made-up world behind the sandbox: plain data, changed in place between nights. */
import type { Fault } from "./fault.ts";

export type SandboxPostKind = "original" | "quote" | "reply" | "repost";

export interface SandboxPost {
  id: string;
  /** The whole text; beyond 280 characters the sandbox cuts `text` and puts the whole into the note, as X does. */
  text: string;
  at: Date;
  kind: SandboxPostKind;
  /** The post that a quote, reply or repost refers to. */
  referencedId: string | null;
  referencedAuthorId: string | null;
  /** Ids of the versions before the last edit, oldest first. */
  earlierIds: string[];
}

export interface SandboxUser {
  id: string;
  username: string;
  name: string;
  bio: string;
  createdAt: Date;
  protected: boolean;
  state: "live" | "suspended" | "missing";
  followers: number;
  /** Ids of the accounts that it follows, newest first. They need not be users of this world. */
  following: string[];
  /** Accounts that `following_count` counts and the list omits. */
  followingGap: number;
  /** Newest first. */
  posts: SandboxPost[];
}

export interface SandboxWorld {
  /** By id. */
  users: Map<string, SandboxUser>;
  faults: Fault[];
  /** Makes the next id. */
  sequence: number;
}

/** The same seed and the same steps make the same ids. */
export function createWorld(seed = 1): SandboxWorld {
  return { users: new Map(), faults: [], sequence: (seed % 1_000) * 1_000 };
}

const X_EPOCH_MS = 1_288_834_974_657n;
const SEQUENCE_BITS = 22n;

/** An id as X makes them: later ones are larger decimals. */
export function idAt(at: Date, sequence: number): string {
  const since = BigInt(at.getTime()) - X_EPOCH_MS;
  const low = BigInt(sequence) & ((1n << SEQUENCE_BITS) - 1n);
  return String(since > 0n ? (since << SEQUENCE_BITS) | low : low + 1n);
}

type UserDraft = Partial<Omit<SandboxUser, "posts">> & { username: string };

/** Adds an account: live, public, following nobody, without posts, unless the draft says otherwise. */
export function addUser(world: SandboxWorld, draft: UserDraft): SandboxUser {
  const createdAt = draft.createdAt ?? new Date("2015-09-01T09:00:00Z");
  const user: SandboxUser = {
    id: idAt(createdAt, world.sequence++),
    name: draft.username,
    bio: "",
    protected: false,
    state: "live",
    followers: 100,
    following: [],
    followingGap: 0,
    ...draft,
    createdAt,
    posts: [],
  };
  world.users.set(user.id, user);
  return user;
}

type PostDraft = Partial<Omit<SandboxPost, "at" | "text">> & { at: Date | string; text: string };

/** Adds a post where its time puts it; a quote, reply or repost refers to a post of a stranger unless the draft says whose. */
export function addPost(world: SandboxWorld, user: SandboxUser, draft: PostDraft): SandboxPost {
  const at = new Date(draft.at);
  const kind = draft.kind ?? "original";
  const refers = kind !== "original";
  const post: SandboxPost = {
    id: idAt(at, world.sequence++),
    kind,
    referencedId: refers ? idAt(new Date(at.getTime() - 3_600_000), world.sequence++) : null,
    referencedAuthorId: refers ? strangerId(world) : null,
    earlierIds: [],
    ...draft,
    at,
  };
  const place = user.posts.findIndex((other) => other.at <= at);
  user.posts.splice(place === -1 ? user.posts.length : place, 0, post);
  return post;
}

/** Ids of accounts outside this world, for follow lists: `strangers(world, 400)`. */
export function strangers(world: SandboxWorld, count: number): string[] {
  return Array.from({ length: count }, () => strangerId(world));
}

function strangerId(world: SandboxWorld): string {
  return String(1_000_000_000_000_000_000n + BigInt(world.sequence++) * 7_919n);
}

/** The newest follow stands at the top of the list. */
export function follow(user: SandboxUser, id: string): void {
  user.following.unshift(id);
}

export function unfollow(user: SandboxUser, id: string): void {
  user.following = user.following.filter((followed) => followed !== id);
}

/** A stranger's handle, made from the id: 13 characters, always the same. */
export function strangerHandle(id: string): string {
  return `f${BigInt(id).toString(36)}`.slice(0, 15);
}
