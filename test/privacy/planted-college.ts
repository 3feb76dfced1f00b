/** A small made-up college on X: its accounts, the learners that they follow and write to, and what goes wrong. */
import {
  addPost,
  addUser,
  createWorld,
  follow,
  strangers,
  unfollow,
  type Fault,
  type SandboxUser,
  type SandboxWorld,
} from "../../connectors/x/sandbox.ts";
import { addDays, instantOf } from "../../src/core/calendar.ts";
import { handle, plant, type Way } from "./plants.ts";

export const ZONE = "Europe/London";
/** A Monday. Everything happens long before any clock that this may run under: real commands see it as past. */
export const FIRST_NIGHT = "2024-11-18";

/** A limit that ends within the night would be waited for. */
const AFTER_DEADLINE = instantOf(FIRST_NIGHT, "20:00", ZONE);

export const OFFICIAL = ["capitalccg", "collegeconel"] as const;
/** Its posts, its follow list and its profile name learners; of the others, what X refuses to tell. */
const DEPARTMENTS = ["conel_sport", "conel_music", "conel_library"] as const;
const REFUSED = ["e302", "ehtml", "e500", "e401", "e402", "e403", "e429", "eprob", "eheld"] as const;
const refusedAccount = (way: string) => `conel_${way}`;

export const ACCOUNTS: readonly string[] = [...OFFICIAL, ...DEPARTMENTS, ...REFUSED.map(refusedAccount)];

export interface PlantedCollege {
  world: SandboxWorld;
  user(name: string): SandboxUser;
}

export function plantCollege(): PlantedCollege {
  const world = createWorld(31);
  const users = new Map(ACCOUNTS.map((username) => [username, addUser(world, { username })]));
  const user = (name: string): SandboxUser => {
    const found = users.get(name);
    if (found === undefined) throw new Error(`the college has no account ${name}`);
    return found;
  };
  for (const one of users.values()) one.following = strangers(world, 12);
  plantFollows(world, user);
  plantPosts(world, user("conel_sport"));
  const sport = user("conel_sport");
  sport.name = `Sport, by ${handle("ourname")}`;
  sport.bio = `Coach: @${handle("ourbio")} (${plant("ourbio").id})`;
  for (const way of REFUSED) {
    const at = instantOf(addDays(FIRST_NIGHT, -2), "12:00", ZONE);
    addPost(world, user(refusedAccount(way)), { at, text: "@capitalccg @collegeconel: good morning" });
  }
  world.faults.push(...REFUSED.map((way) => refusal(way, user(refusedAccount(way)))));
  return { world, user };
}

/** An account behind a plant: that X shows it says nothing of whether a list names it. */
function person(world: SandboxWorld, way: Way): string {
  const { id, handle: username } = plant(way);
  addUser(world, { id, username });
  return id;
}

/** X reads 1,000 rows a page: the last row of the first one is what the sandbox's token for the second is made of. */
const PAGE = 1000;

function plantFollows(world: SandboxWorld, user: PlantedCollege["user"]): void {
  const music = user("conel_music");
  music.following.splice(
    4,
    0,
    ...(["byhandle", "byid", "byurl", "stranger"] as const).map((way) => person(world, way)),
  );
  const [name, bio] = strangers(world, 2);
  addUser(world, { id: name ?? "", username: "somebody_else", name: `Formerly ${handle("itsname")}` });
  addUser(world, { id: bio ?? "", username: "another_one", bio: `Friend of ${handle("itsbio")}` });
  music.following.push(name ?? "", bio ?? "");
  const library = user("conel_library");
  library.following = strangers(world, PAGE + 60);
  library.following[PAGE - 1] = person(world, "token");
  library.following[10] = plant("byid").id;
}

function plantPosts(world: SandboxWorld, sport: SandboxUser): void {
  const at = (day: number) => instantOf(addDays(FIRST_NIGHT, day), "12:00", ZONE);
  const to = (way: Way) => ({ referencedAuthorId: plant(way).id, referencedId: plant(way).id });
  const address = `https://x.com/${handle("posturl")}/status/${plant("posturl").id}`;
  addPost(world, sport, { at: at(-6), kind: "reply", text: `@${handle("reply")} well run!`, ...to("reply") });
  world.roots.set(plant("thread").id, { authorId: person(world, "starter"), isGone: false });
  const further = { conversationId: plant("thread").id, ...to("mention") };
  addPost(world, sport, { at: at(-6), kind: "reply", text: `@${handle("starter")} so do we`, ...further });
  addPost(world, sport, { at: at(-5), kind: "quote", text: `So true, ${handle("quote")}`, ...to("quote") });
  addPost(world, sport, { at: at(-4), kind: "repost", text: `RT @${handle("repost")}: hi`, ...to("repost") });
  addPost(world, sport, { at: at(-3), text: `Thanks to @${handle("mention")} and ＠${handle("fullwide")}` });
  addPost(world, sport, {
    at: at(-2),
    text: `${"A long day at the track. ".repeat(14)}@${handle("longpost")}`,
  });
  addPost(world, sport, { at: at(-1), text: `See ${address} for more` });
}

type Refusal = Omit<Fault, "userId" | "word">;

/** Each account is refused in one way, as long as the college stands. */
const REFUSALS: Readonly<Record<(typeof REFUSED)[number], Refusal>> = {
  e302: { kind: "html", status: 302, endpoint: "users/tweets" },
  ehtml: { kind: "html", endpoint: "users/following" },
  e500: { kind: "server-error", status: 503, endpoint: "users/tweets" },
  e401: { kind: "unauthorised", endpoint: "users/tweets" },
  e402: { kind: "payment-required", endpoint: "users/following" },
  e403: { kind: "forbidden", endpoint: "users/following" },
  e429: { kind: "rate-limited", endpoint: "users/following", resetAt: AFTER_DEADLINE, times: 1 },
  eprob: { kind: "unclear-problem", endpoint: "users/following" },
  eheld: { kind: "withheld-item", endpoint: "users/tweets" },
};

/** Every refusal quotes a learner. */
function refusal(way: (typeof REFUSED)[number], user: SandboxUser): Fault {
  return { times: 1_000, ...REFUSALS[way], userId: user.id, word: handle(way) };
}

/** What changes between the nights: a learner is followed, and unfollowed again. */
export function followSomebodyNew({ world, user }: PlantedCollege): void {
  follow(user("conel_music"), person(world, "newone"));
}

export function unfollowThem({ user }: PlantedCollege): void {
  unfollow(user("conel_music"), plant("newone").id);
}

/** The next look-up of all accounts is refused as a whole. */
export function refuseTheLookUp({ world }: PlantedCollege, way: "esurvey" | "escan"): void {
  world.faults.unshift({ kind: "forbidden", endpoint: "users", word: handle(way), times: 1 });
}

/** X may send more than it was asked for: the bio of everybody whom an answer names. */
export function addBios(world: SandboxWorld, body: Buffer): Buffer {
  const text = body.toString("utf8");
  if (!text.startsWith('{"data":[')) return body;
  const answer: { data: { id?: string }[] } = JSON.parse(text);
  for (const row of answer.data) {
    const bio = world.users.get(row.id ?? "")?.bio;
    if (bio !== undefined) Object.assign(row, { description: bio });
  }
  return Buffer.from(JSON.stringify(answer));
}
