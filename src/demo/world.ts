import {
  addPost,
  addUser,
  createWorld,
  follow,
  strangers,
  type SandboxUser,
  type SandboxWorld,
} from "../../connectors/x/sandbox.ts";
import { instantOf } from "../core/calendar.ts";
import type { LocalDate } from "../core/time.ts";
import { CAST } from "./cast.ts";
import { ZONE } from "./dates.ts";
import type { Member } from "./member.ts";
import { daysOfHistory, postsOf } from "./posting.ts";
import { buildTube, officialsFor, uploadVideo, type DemoTube } from "./tube.ts";

const SEED = 2026;
/** Learners of the made-up list who have an account in the world; the others are names on the list alone. */
const LEARNERS_WITH_ACCOUNTS = 12;
/** Places of the planted learners in the lists of those who follow them, newest first. */
const PLACE_IN_LIST = 7;

export interface DemoWorld {
  world: SandboxWorld;
  /** X's account of a member of the cast. Throws for one that X never had. */
  of(handle: string): SandboxUser;
  learners: readonly SandboxUser[];
  tube: DemoTube;
}

/** Both platforms before the first night: accounts, follow lists with the planted learners, and everything that was posted. */
export function buildWorld(): DemoWorld {
  const world = createWorld(SEED);
  const learners = Array.from({ length: LEARNERS_WITH_ACCOUNTS }, (_, index) =>
    addUser(world, { username: learnerHandle(index), followers: 40 }),
  );
  const members = CAST.filter(isOnX);
  const users = new Map(members.map((member) => [member.handle, bringIn(world, member)]));
  const of = (handle: string): SandboxUser => {
    const user = users.get(handle);
    if (user === undefined) throw new Error(`the made-up X has no ${handle}`);
    return user;
  };
  for (const member of members) {
    const officials = officialsFor(member).map(({ handle }) => of(handle).id);
    of(member.handle).following = [...strangers(world, member.follows - officials.length), ...officials];
  }
  for (const [place, handle] of ["demo_wkc_fashn", "demo_conel_site"].entries()) {
    of(handle).following.splice(PLACE_IN_LIST, 0, learners[place]?.id ?? "");
  }
  const made = { world, of, learners, tube: buildTube() };
  for (const day of daysOfHistory()) publish(made, day);
  return made;
}

/** Made up, and shorter than X's 15 characters. */
export function learnerHandle(index: number): string {
  return `demo_lrnr_${String(index).padStart(4, "0")}`;
}

function isOnX({ platform }: Member): boolean {
  return platform === undefined;
}

function bringIn(world: SandboxWorld, member: Member): SandboxUser {
  return addUser(world, {
    username: member.handle,
    name: `${member.department} (made up)`,
    bio: `${member.department}. An account that is made up.`,
    createdAt: instantOf(member.created ?? "2016-09-05", "10:00", ZONE),
    followers: member.followers,
    followingGap: member.gap ?? 0,
  });
}

/** Makes the posts and videos of one day. Afterwards the worlds stand at its end. */
export function publish({ world, of, tube }: DemoWorld, day: LocalDate): void {
  for (const post of postsOf(day)) {
    const { member, at, line, tags } = post;
    if (member.platform === "youtube") uploadVideo(tube, post);
    else if (isOnX(member)) addPost(world, of(member.handle), { at, text: `${line} ${tags}`.trim() });
  }
}

/** The account follows the learner from now on. */
export function followLearner({ of, learners }: DemoWorld, handle: string, learner: number): void {
  follow(of(handle), learners[learner]?.id ?? "");
}
