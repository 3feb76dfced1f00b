/** A made-up college on X: a world behind the sandbox, and installations of the product that audit it. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  addPost,
  addUser,
  createWorld,
  startXSandbox,
  strangerHandle,
  strangers,
  type Sandbox,
  type SandboxOptions,
  type SandboxUser,
  type SandboxWorld,
} from "../../connectors/x/sandbox.ts";
import { addDays, instantOf } from "../../src/core/calendar.ts";
import { DAY_MS } from "../../src/core/time.ts";
import { createLeadKeys, newKeyText } from "../../src/secrets.ts";
import { clockAt, type SettableClock } from "./clock.ts";
import { openInstallation, type Installation, type InstallationOptions } from "./installation.ts";
import type { QueueBackend } from "./redis.ts";

export const ZONE = "Europe/London";
/** The first night that the made-up college is audited in. */
export const FIRST_NIGHT = "2026-11-23";
/** The accounts entered the register this long before it, so that their posts are judged. */
export const REGISTERED_BEFORE_DAYS = 60;

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

export interface College {
  clock: SettableClock;
  world: SandboxWorld;
  users: Readonly<Record<Name, SandboxUser>>;
  /** Ids of the two learners that `music` and `art` follow: the first is known by handle, the second by id. */
  learners: readonly [string, string];
  sandbox: Sandbox;
  settings: string;
  keyText: string;
  /** One more installation, with a database of its own. Account and learner ids are the same in all of them. */
  install(backend?: QueueBackend, options?: InstallationOptions): Promise<Installation>;
  /** Closes the installations and stops the sandbox. */
  close(): Promise<void>;
}

/** Opens the college at the hour of its first night. */
export async function openCollege(options: Partial<SandboxOptions> = {}): Promise<College> {
  const clock = clockAt(nightAt(FIRST_NIGHT));
  const world = createWorld(11);
  const { users, learners } = populate(world);
  const sandbox = await startXSandbox({ world, clock, ...options });
  const settings = await mkdtemp(join(tmpdir(), "account-audit-college-"));
  await writeFile(join(settings, "account-audit.yaml"), await settingsText());
  const installations: Installation[] = [];
  const college: College = {
    clock,
    world,
    users,
    learners,
    sandbox,
    settings,
    keyText: newKeyText(),
    async install(backend = "postgres", installing = {}) {
      const made = await openInstallation(college, backend, installing);
      installations.push(made);
      return made;
    },
    async close() {
      await Promise.all(installations.map((one) => one.close()));
      await sandbox.stop();
      await rm(settings, { recursive: true, force: true });
    },
  };
  return college;
}

export function nightAt(date: string): Date {
  return instantOf(date, "03:30", ZONE);
}

const BOTH_TAGS = "Come and see us, says @capitalccg with @collegeconel";

/** Two official accounts, two that are used well, and one of each that is not or cannot be seen. */
function populate(world: SandboxWorld): Pick<College, "users" | "learners"> {
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

let leadKey: string | null = null;

async function settingsText(): Promise<string> {
  leadKey ??= (await createLeadKeys("correct horse battery staple")).publicKey;
  const person = (name: string, key: string | null) =>
    `{ name: ${name}, email: ${name.toLowerCase()}@college.example, public_key: ${key} }`;
  return `
organisations:
  - { id: cccg, name: Capital City College Group, short_name: CCCG }
  - { id: conel, name: CONEL, short_name: CONEL }
group: cccg
budgets: { x: { night_usd: 1000, month_usd: 20000 } }
privacy: { dpia_reference: DPIA 7, lawful_basis: public task, contact: dpo@college.example }
safeguarding:
  cccg: { lead: ${person("Gwen", null)}, deputy: ${person("Gerald", null)} }
  conel: { lead: ${person("Lena", `"${leadKey}"`)}, deputy: ${person("Dora", null)} }
`;
}
