/** World to JSON, in one vocabulary. */
import type { Vocabulary } from "../schema.ts";
import {
  type SandboxPost,
  type SandboxUser,
  type SandboxWorld,
  idOfHandle,
  strangerHandle,
} from "./world.ts";

export type Json = Record<string, unknown>;

/** An answer's body. `data: null` is a fault. */
export interface Body {
  data?: Json[] | null;
  errors?: Json[];
  includes?: Json;
  meta?: Json;
}

/** `id`, `name` and `username` always come; the rest when asked for. */
export function renderUser(user: SandboxUser, vocabulary: Vocabulary, wanted: ReadonlySet<string>): Json {
  const newest = user.posts[0]?.id;
  const optional: Json = {
    created_at: user.createdAt.toISOString(),
    description: user.bio,
    protected: user.protected,
    public_metrics: {
      followers_count: user.followers,
      following_count: user.following.length + user.followingGap,
      [vocabulary === "tweet" ? "tweet_count" : "post_count"]: user.posts.length,
      listed_count: 0,
    },
    most_recent_tweet_id: newest,
    most_recent_post_id: newest,
  };
  return { id: user.id, name: user.name, username: user.username, ...pick(optional, wanted) };
}

/** A followed account: a user of the world, or a stranger made from the id. */
export function renderFollowed(world: SandboxWorld, id: string): Json {
  const user = world.users.get(id);
  const username = user?.username ?? strangerHandle(id);
  return { id, name: user?.name ?? username, username };
}

const LONGEST_TEXT = 280;

export function renderPost(
  world: SandboxWorld,
  post: SandboxPost,
  author: SandboxUser,
  vocabulary: Vocabulary,
  wanted: ReadonlySet<string>,
): Json {
  const isLong = post.text.length > LONGEST_TEXT;
  const text = isLong ? `${post.text.slice(0, LONGEST_TEXT - 1)}…` : post.text;
  const versions = [...post.earlierIds, post.id];
  const note = isLong ? { text: post.text, ...entitiesOf(world, post.text) } : undefined;
  const optional: Json = {
    created_at: post.at.toISOString(),
    author_id: author.id,
    in_reply_to_user_id: post.kind === "reply" ? (post.referencedAuthorId ?? undefined) : undefined,
    conversation_id: post.conversationId,
    edit_history_post_ids: versions,
    note_tweet: note,
    note_post: note,
    referenced_tweets: referencesOf(post),
    referenced_posts: referencesOf(post),
    ...entitiesOf(world, text),
  };
  return {
    id: post.id,
    text,
    ...(vocabulary === "tweet" ? { edit_history_tweet_ids: versions } : {}),
    ...pick(optional, wanted),
  };
}

/** A post that one of ours refers to, where it comes as an expansion. */
export function renderReferenced(id: string): Json {
  return { id, text: "A post of somebody else" };
}

/** The first post of a thread, looked up: its author, in the one vocabulary as a field, in the other as an expansion. */
export function renderRoot(id: string, authorId: string, wanted: ReadonlySet<string>): Json {
  const versions = { edit_history_tweet_ids: [id] };
  return {
    id,
    text: "A post that started a thread",
    ...(wanted.has("post") ? {} : versions),
    ...pick({ author_id: authorId }, wanted),
  };
}

const REFERENCES = { original: null, quote: "quoted", reply: "replied_to", repost: "retweeted" } as const;

function referencesOf(post: SandboxPost): Json[] | undefined {
  const type = REFERENCES[post.kind];
  return type === null || post.referencedId === null ? undefined : [{ type, id: post.referencedId }];
}

/** X gives positions in code points, and no key at all where there are no entities. */
function entitiesOf(world: SandboxWorld, text: string): { entities?: Json } {
  const mentions = [...text.matchAll(/(?<!\w)[@＠](\w{1,15})(?!\w)/g)].map((found) => {
    const username = found[1] ?? "";
    const id = idOfHandle(world, username);
    return { ...rangeOf(text, found), username, ...(id === undefined ? {} : { id }) };
  });
  const hashtags = [...text.matchAll(/(?<!\w)[#＃](\w+)/g)].map((found) => ({
    ...rangeOf(text, found),
    tag: found[1] ?? "",
  }));
  if (mentions.length + hashtags.length === 0) return {};
  return {
    entities: {
      ...(mentions.length > 0 ? { mentions } : {}),
      ...(hashtags.length > 0 ? { hashtags } : {}),
    },
  };
}

function rangeOf(text: string, found: RegExpExecArray): { start: number; end: number } {
  const start = Array.from(text.slice(0, found.index)).length;
  return { start, end: start + Array.from(found[0]).length };
}

function pick(optional: Json, wanted: ReadonlySet<string>): Json {
  return Object.fromEntries(
    Object.entries(optional).filter(([name, value]) => wanted.has(name) && value !== undefined),
  );
}
