/** The made-up college's world on X: its accounts, what they posted, whom they follow. */
import {
  addPost,
  addUser,
  strangerHandle,
  strangers,
  type Sandbox,
  type SandboxUser,
  type SandboxWorld,
} from "../../connectors/x/sandbox.ts";
import { addDays, instantOf } from "../../src/core/calendar.ts";
import { DAY_MS } from "../../src/core/time.ts";
import type { SettableClock } from "./clock.ts";

export const ZONE = "Europe/London";
/** The first night that the made-up college is audited in. */
export const FIRST_NIGHT = "2026-11-23";
/** The accounts entered the register this long before it, so that their posts are judged. */
const REGISTERED_BEFORE_DAYS = 60;

export const NAMES = [
  "capitalccg",
  "collegeconel",
  "library",
  "sport",
  "music",
  "art",
  "theatre",
  "garage",
] as const;
export type Name = (typeof NAMES)[number];

/** What an installation must know of the college that it audits. */
export interface Grounds {
  clock: SettableClock;
  world: SandboxWorld;
  users: Readonly<Record<Name, SandboxUser>>;
  /** Ids of the two learners that `music` and `art` follow: the first is known by handle, the second by id. */
  learners: readonly [string, string];
  sandbox: Sandbox;
  /** A folder with the settings file. */
  settings: string;
  keyText: string;
}

export function nightAt(date: string): Date {
  return instantOf(date, "03:30", ZONE);
}

const BOTH_TAGS = "Come and see us, says @capitalccg with @collegeconel";

/** Two official accounts, two that are used well, and one of each that is not or cannot be seen. */
export function populate(world: SandboxWorld): Pick<Grounds, "users" | "learners"> {
  const users = Object.fromEntries(
    NAMES.map((username) => [username, addUser(world, { username })]),
  ) as Record<Name, SandboxUser>;
  const [first = "", second = ""] = strangers(world, 2);
  for (const name of NAMES) users[name].following = strangers(world, 30);
  for (const name of ["capitalccg", "collegeconel", "library", "art"] as const) {
    for (let day = 1; day < 60; day += 8) postOn(world, users[name], -day, BOTH_TAGS);
  }
  for (const day of [2, 4, 6]) postOn(world, users.sport, -day, "Training at four");
  postOn(world, users.music, -200, BOTH_TAGS);
  users.music.following.splice(3, 0, first);
  users.art.following = strangers(world, 2300);
  users.art.following.splice(1500, 0, second);
  users.art.followingGap = 3;
  users.theatre.protected = true;
  users.garage.state = "suspended";
  return { users, learners: [first, second] };
}

/** Adds a post some days from the first night. */
export function postOn(world: SandboxWorld, user: SandboxUser, day: number, text: string): void {
  addPost(world, user, { at: instantOf(addDays(FIRST_NIGHT, day), "12:00", ZONE), text });
}

/** The handle under which a learner's list names an account of the world. */
export const handleOf = strangerHandle;

export function registeredAt(): Date {
  return new Date(nightAt(FIRST_NIGHT).getTime() - REGISTERED_BEFORE_DAYS * DAY_MS);
}
