import { strangers, unfollow, follow, type SandboxWorld } from "../../connectors/x/sandbox.ts";
import { instantOf } from "../core/calendar.ts";
import type { LocalDate } from "../core/time.ts";
import { ZONE } from "./dates.ts";
import { followLearner, postsOf, type DemoWorld } from "./world.ts";

type Step = (made: DemoWorld) => void;

/** What X cannot give from the first night on: no permission for one account's follow list. */
export function breakBeforehand({ world, of }: DemoWorld): void {
  world.faults.push({ kind: "forbidden", endpoint: "users/following", userId: of("demo_conel_bus").id });
}

/** What happens on each day of the week, beside the posts of the day. */
const DAYS: Readonly<Record<LocalDate, readonly Step[]>> = {
  // Ordinary days: here and there somebody follows one more account.
  "2026-11-16": [followsOneMore("demo_ci_science"), followsOneMore("demo_hub")],
  "2026-11-17": [followsOneMore("demo_wkc_chefs")],
  "2026-11-18": [learnerUnfollowed, renamed],
  "2026-11-19": [suspended, followsOneMore("demo_careers")],
  "2026-11-20": [learnerFollowed, listLoops],
  "2026-11-21": [limited("2026-11-22"), answersHtml],
  "2026-11-22": [limited("2026-11-23")],
};

/** Lets one day pass on X. */
export function passDay(made: DemoWorld, day: LocalDate): void {
  postsOf(day, made.of, made.world);
  for (const step of DAYS[day] ?? []) step(made);
}

function followsOneMore(handle: string): Step {
  return ({ world, of }) => follow(of(handle), strangers(world, 1)[0] ?? "");
}

function learnerUnfollowed({ of, learners }: DemoWorld): void {
  unfollow(of("demo_conel_site"), learners[1]?.id ?? "");
}

function learnerFollowed(made: DemoWorld): void {
  followLearner(made, "demo_ci_music", 2);
}

function renamed({ of }: DemoWorld): void {
  of("demo_ci_science").username = "demo_ci_stem";
}

function suspended({ of }: DemoWorld): void {
  of("demo_ci_dance").state = "suspended";
}

/** One unfollow makes a whole reading necessary, and its pages go in circles. */
function listLoops({ world, of }: DemoWorld): void {
  const user = of("demo_ci_english");
  user.following.splice(9, 1);
  world.faults.push({ kind: "looping-cursor", endpoint: "users/following", userId: user.id });
}

function answersHtml({ world, of }: DemoWorld): void {
  world.faults.push({ kind: "html", endpoint: "users/tweets", userId: of("demo_ccct_care").id });
}

/** Longer than the night lasts. */
function limited(night: LocalDate): Step {
  return ({ world, of }) => {
    drop(world, "rate-limited");
    const resetAt = instantOf(night, "12:00", ZONE);
    world.faults.push({
      kind: "rate-limited",
      endpoint: "users/tweets",
      userId: of("demo_conel_it").id,
      resetAt,
    });
  };
}

function drop(world: SandboxWorld, kind: string): void {
  world.faults = world.faults.filter((fault) => fault.kind !== kind);
}
