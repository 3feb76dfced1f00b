import {
  addPost,
  addUser,
  createWorld,
  follow,
  strangers,
  type SandboxUser,
  type SandboxWorld,
} from "../../connectors/x/sandbox.ts";
import { addDays, daysBetween, instantOf } from "../core/calendar.ts";
import type { LocalDate } from "../core/time.ts";
import { CAST, type Member, type Rhythm, type Tags } from "./cast.ts";
import { FIRST_NIGHT, ZONE } from "./dates.ts";

const SEED = 2026;
/** A day of every rhythm: days are counted from it. */
const BEAT: LocalDate = "2026-11-12";
/** So many days are looked back for an account's history, and at most so many posts are made of it. */
const HISTORY_DAYS = 400;
const HISTORY_POSTS = 40;
/** Learners of the made-up list who have an account in the world; the others are names on the list alone. */
const LEARNERS_WITH_ACCOUNTS = 12;
/** Places of the planted learners in the lists of those who follow them, newest first. */
const PLACE_IN_LIST = 7;

export interface DemoWorld {
  world: SandboxWorld;
  /** X's account of a member of the cast. Throws for one that X never had. */
  of(handle: string): SandboxUser;
  learners: readonly SandboxUser[];
}

/** X before the first night: accounts, follow lists with the planted learners, and everything that was posted. */
export function buildWorld(): DemoWorld {
  const world = createWorld(SEED);
  const learners = Array.from({ length: LEARNERS_WITH_ACCOUNTS }, (_, index) =>
    addUser(world, { username: learnerHandle(index), followers: 40 }),
  );
  const users = new Map(CAST.filter(isOnX).map((member) => [member.handle, bringIn(world, member)]));
  const of = (handle: string): SandboxUser => {
    const user = users.get(handle);
    if (user === undefined) throw new Error(`the made-up X has no ${handle}`);
    return user;
  };
  for (const [place, handle] of ["demo_wkc_fashn", "demo_conel_site"].entries()) {
    of(handle).following.splice(PLACE_IN_LIST, 0, learners[place]?.id ?? "");
  }
  for (let day = addDays(FIRST_NIGHT, -HISTORY_DAYS); day < FIRST_NIGHT; day = addDays(day, 1)) {
    postsOf(day, of, world);
  }
  return { world, of, learners };
}

/** Made up, and shorter than X's 15 characters. */
export function learnerHandle(index: number): string {
  return `demo_lrnr_${String(index).padStart(4, "0")}`;
}

function isOnX({ platform, state }: Member): boolean {
  return platform === undefined && state !== "missing";
}

function bringIn(world: SandboxWorld, member: Member): SandboxUser {
  const user = addUser(world, {
    username: member.handle,
    name: `${member.department} (made up)`,
    createdAt: instantOf(member.created ?? "2016-09-05", "10:00", ZONE),
    protected: member.state === "protected",
    followers: member.followers,
    followingGap: member.gap ?? 0,
  });
  user.following = strangers(world, member.follows);
  return user;
}

/** Makes the posts of one day. Afterwards the world stands at its end. */
export function postsOf(day: LocalDate, of: DemoWorld["of"], world: SandboxWorld): void {
  for (const [index, member] of CAST.entries()) {
    const { posts } = member;
    if (posts === undefined || !isOnX(member) || !postsOn(posts, day)) continue;
    const time = `${String(11 + (index % 6))}:${String((index * 7) % 60).padStart(2, "0")}`;
    const text =
      `${lineOf(day, index)} ${tagsIn(member, posts.except?.[day] ?? posts.tags ?? "both")}`.trim();
    addPost(world, of(member.handle), { at: instantOf(day, time, ZONE), text });
  }
}

function postsOn({ every, last, also }: Rhythm, day: LocalDate): boolean {
  if (also?.includes(day) === true) return true;
  const end = last ?? day;
  const isInHistory = day <= end && daysBetween(day, last ?? FIRST_NIGHT) < every * HISTORY_POSTS;
  return isInHistory && daysBetween(last ?? BEAT, day) % every === 0;
}

const LINES = [
  "Our open evening is this Thursday.",
  "Well done to everybody who showed their work today.",
  "Places are left for January: come and see us.",
  "A morning in the workshop.",
  "Thank you to our visitors for the questions.",
  "The library has new opening times.",
  "What we learnt this week, in three pictures.",
];

function lineOf(day: LocalDate, index: number): string {
  return LINES[(daysBetween(BEAT, day) + HISTORY_DAYS + index) % LINES.length] ?? "";
}

function tagsIn({ organisations }: Member, tags: Tags): string {
  const [own = ""] = organisations.split(";");
  const words: Readonly<Record<Tags, string>> = {
    both: `@demo_cccg @demo_${own}`,
    hashtags: `#democccg #demo${own}`,
    group: "@demo_cccg",
    college: `@demo_${own}`,
    none: "",
  };
  return words[tags];
}

/** The account follows the learner from now on. */
export function followLearner({ of, learners }: DemoWorld, handle: string, learner: number): void {
  follow(of(handle), learners[learner]?.id ?? "");
}
