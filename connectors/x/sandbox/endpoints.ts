/** The kinds of call, as functions from a world and a query to an answer. */
import { type Vocabulary, isEarlierId } from "../schema.ts";
import type { EndpointName, Resource } from "./meter.ts";
import { postProblem, problemOf, protectedProblem } from "./problems.ts";
import { type Json, renderFollowed, renderPost, renderReferenced, renderRoot, renderUser } from "./render.ts";
import type { SandboxPost, SandboxUser, SandboxWorld } from "./world.ts";

export interface Call {
  endpoint: EndpointName;
  /** The account in the path; null for look-ups. */
  userId: string | null;
  query: URLSearchParams;
}

export interface Answer {
  data: Json[];
  errors: Json[];
  includes: Json[];
  /** Users beside posts: charged as users. */
  users?: Json[];
  /** null for look-ups, which have no `meta`. */
  nextToken: string | null;
  isList: boolean;
  resource: Resource;
}

export function answer(world: SandboxWorld, vocabulary: Vocabulary, call: Call): Answer {
  if (call.endpoint === "users" || call.endpoint === "users/by") return lookUp(world, vocabulary, call);
  if (call.endpoint === "tweets") return lookUpPosts(world, vocabulary, call);
  const user = world.users.get(call.userId ?? "");
  const resource = call.endpoint === "users/tweets" ? "post" : "follow";
  const refused = problemOf(vocabulary, user, { parameter: "id", value: call.userId ?? "" });
  if (user === undefined || refused !== null) return onlyErrors(resource, refused ?? {});
  if (user.protected) return onlyErrors(resource, protectedProblem(vocabulary, user));
  return call.endpoint === "users/tweets"
    ? timeline(world, user, vocabulary, call)
    : following(world, user, call);
}

function onlyErrors(resource: Resource, error: Json): Answer {
  return { data: [], errors: [error], includes: [], nextToken: null, isList: true, resource };
}

function words(call: Call, name: string): ReadonlySet<string> {
  return new Set((call.query.get(name) ?? "").split(",").filter((word) => word !== ""));
}

function lookUp(world: SandboxWorld, vocabulary: Vocabulary, call: Call): Answer {
  const parameter = call.endpoint === "users" ? "ids" : "usernames";
  const asked = [...words(call, parameter)];
  const found = call.endpoint === "users" ? world.users : byUsername(world, asked);
  const wanted = new Set([...words(call, "user.fields"), ...words(call, "expansions")]);
  const data: Json[] = [];
  const errors: Json[] = [];
  const includes: Json[] = [];
  for (const value of asked) {
    const user = found.get(value);
    const problem = problemOf(vocabulary, user, { parameter, value });
    if (user === undefined || problem !== null) {
      if (problem !== null) errors.push(problem);
      continue;
    }
    data.push(renderUser(user, vocabulary, wanted));
    const [newest] = user.posts;
    if (wanted.has("most_recent_post_id") && newest !== undefined) includes.push(renderReferenced(newest.id));
  }
  return { data, errors, includes, nextToken: null, isList: false, resource: "user" };
}

/** Posts by id: those that started a thread outside the world, and those of its users. */
function lookUpPosts(world: SandboxWorld, vocabulary: Vocabulary, call: Call): Answer {
  const wanted = new Set([
    ...words(call, vocabulary === "tweet" ? "tweet.fields" : "post.fields"),
    ...words(call, "expansions"),
    vocabulary,
  ]);
  const data: Json[] = [];
  const errors: Json[] = [];
  const authors = new Set<string>();
  for (const id of words(call, "ids")) {
    const authorId = authorOf(world, id);
    if (authorId === null) errors.push(postProblem(vocabulary, id));
    else {
      data.push(renderRoot(id, authorId, wanted));
      authors.add(authorId);
    }
  }
  const users = vocabulary === "post" ? [...authors].map((id) => renderFollowed(world, id)) : [];
  return { data, errors, includes: [], users, nextToken: null, isList: false, resource: "post" };
}

function authorOf(world: SandboxWorld, postId: string): string | null {
  const root = world.roots.get(postId);
  if (root !== undefined) return root.isGone ? null : root.authorId;
  for (const user of world.users.values()) {
    if (user.posts.some(({ id }) => id === postId)) return user.state === "live" ? user.id : null;
  }
  return null;
}

/** Built for each request, because the world may have changed; only the asked ones are kept. */
function byUsername(world: SandboxWorld, asked: readonly string[]): Map<string, SandboxUser> {
  const spelling = new Map(asked.map((word) => [word.toLowerCase(), word]));
  const found = new Map<string, SandboxUser>();
  for (const user of world.users.values()) {
    const word = spelling.get(user.username.toLowerCase());
    if (word !== undefined && (user.state === "live" || !found.has(word))) found.set(word, user);
  }
  return found;
}

/** X's timelines do not reach further back. */
const DEPTH = 3_200;

function timeline(world: SandboxWorld, user: SandboxUser, vocabulary: Vocabulary, call: Call): Answer {
  const rows = Number(call.query.get("max_results") ?? 10);
  const matching = user.posts.slice(0, DEPTH).filter((post) => isAsked(post, call));
  const page = matching.slice(0, rows);
  const last = page.at(-1);
  const fields = words(call, vocabulary === "tweet" ? "tweet.fields" : "post.fields");
  const expansions = words(call, "expansions");
  const wanted = new Set([...fields, ...expansions]);
  const referenced = expansions.has("referenced_posts")
    ? new Set(page.flatMap((post) => (post.referencedId === null ? [] : [post.referencedId])))
    : new Set<string>();
  return {
    data: page.map((post) => renderPost(world, post, user, vocabulary, wanted)),
    errors: [],
    includes: [...referenced].map(renderReferenced),
    nextToken: last !== undefined && matching.length > rows ? tokenOf(0, last.id) : null,
    isList: true,
    resource: "post",
  };
}

function isAsked(post: SandboxPost, call: Call): boolean {
  const { query } = call;
  const after = query.get("since_id");
  const starts = query.get("start_time");
  const ends = query.get("end_time");
  const token = query.get("pagination_token");
  const before = [query.get("until_id"), token === null ? null : lastIdOf(token)];
  const excluded = words(call, "exclude");
  return (
    (after === null || isEarlierId(after, post.id)) &&
    before.every((limit) => limit === null || isEarlierId(post.id, limit)) &&
    (starts === null || post.at >= new Date(starts)) &&
    (ends === null || post.at < new Date(ends)) &&
    !(excluded.has("replies") && post.kind === "reply") &&
    !(excluded.has("retweets") && post.kind === "repost")
  );
}

function following(world: SandboxWorld, user: SandboxUser, call: Call): Answer {
  const rows = Number(call.query.get("max_results") ?? 100);
  const token = call.query.get("pagination_token");
  const from = token === null ? 0 : placeAfter(user.following, token);
  const page = user.following.slice(from, from + rows);
  const last = page.at(-1);
  const goesOn = last !== undefined && from + rows < user.following.length;
  return {
    data: page.map((id) => renderFollowed(world, id)),
    errors: [],
    includes: [],
    nextToken: goesOn ? tokenOf(from + page.length, last) : null,
    isList: true,
    resource: "follow",
  };
}

/** New follows above the place do not shift it; when its row has gone, the number of rows read decides. */
function placeAfter(ids: readonly string[], token: string): number {
  const { offset, lastId } = readToken(token);
  if (ids[offset - 1] === lastId) return offset;
  const found = ids.indexOf(lastId);
  return found === -1 ? offset : found + 1;
}

/** The id after which a timeline goes on; null is its top. */
function lastIdOf(token: string): string | null {
  const { lastId } = readToken(token);
  return lastId === "0" ? null : lastId;
}

function tokenOf(offset: number, lastId: string): string {
  return Buffer.from(`${offset}.${lastId}`.padStart(12, "0"), "utf8").toString("hex");
}

function readToken(token: string): { offset: number; lastId: string } {
  const [offset = "0", lastId = "0"] = Buffer.from(token, "hex").toString("utf8").split(".");
  return { offset: Number(offset) || 0, lastId: /^\d{1,19}$/.test(lastId) ? lastId : "0" };
}
