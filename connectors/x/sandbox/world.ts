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
  /** The first post of the thread that it stands in; its own id, where it starts one. */
  conversationId: string;
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

/** A post of somebody outside the world that started a thread. */
export interface SandboxRoot {
  authorId: string;
  /** Gone: X leaves it out, with a problem beside the others. */
  isGone: boolean;
}

export interface SandboxWorld {
  /** By id. */
  users: Map<string, SandboxUser>;
  /** By the id of the post. */
  roots: Map<string, SandboxRoot>;
  faults: Fault[];
  /** Makes the next id. */
  sequence: number;
}

/** The same seed and the same steps make the same ids. */
export function createWorld(seed = 1): SandboxWorld {
  return { users: new Map(), roots: new Map(), faults: [], sequence: (seed % 1_000) * 1_000 };
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

/** Adds a post where its time puts it; a quote, reply or repost refers to a post of a stranger, which starts its thread, unless the draft says otherwise. */
export function addPost(world: SandboxWorld, user: SandboxUser, draft: PostDraft): SandboxPost {
  const at = new Date(draft.at);
  const kind = draft.kind ?? "original";
  const refers = kind !== "original";
  const id = draft.id ?? idAt(at, world.sequence++);
  const referencedId = refers ? idAt(new Date(at.getTime() - 3_600_000), world.sequence++) : null;
  const answered = kind === "reply" ? (draft.referencedId ?? referencedId) : null;
  const post: SandboxPost = {
    id,
    kind,
    referencedId,
    referencedAuthorId: refers ? strangerId(world) : null,
    conversationId: answered ?? id,
    earlierIds: [],
    ...draft,
    at,
  };
  const place = user.posts.findIndex((other) => other.at <= at);
  user.posts.splice(place === -1 ? user.posts.length : place, 0, post);
  return post;
}

/** Adds a post by which somebody started a thread, and returns its id. */
export function startThread(world: SandboxWorld, at: Date | string, authorId: string): string {
  const id = idAt(new Date(at), world.sequence++);
  world.roots.set(id, { authorId, isGone: false });
  return id;
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

/** The id behind a handle: of a user of the world, or of a stranger. */
export function idOfHandle(world: SandboxWorld, handle: string): string | undefined {
  const user = [...world.users.values()].find((one) => one.username.toLowerCase() === handle.toLowerCase());
  if (user !== undefined) return user.id;
  if (!/^f[0-9a-z]{8,14}$/.test(handle)) return undefined;
  const digits = handle.slice(1).split("");
  return String(digits.reduce((sum, digit) => sum * 36n + BigInt(Number.parseInt(digit, 36)), 0n));
}
