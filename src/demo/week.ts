import {
  addPost,
  addUser,
  follow,
  startThread,
  strangers,
  unfollow,
  type SandboxWorld,
} from "../../connectors/x/sandbox.ts";
import { instantOf } from "../core/calendar.ts";
import type { LocalDate } from "../core/time.ts";
import { ZONE } from "./dates.ts";
import { followLearner, publish, type DemoWorld } from "./world.ts";

type Step = (made: DemoWorld) => void;

/** What X cannot give from the first night on: no permission for one account's follow list. */
export function breakBeforehand({ world, of }: DemoWorld): void {
  world.faults.push({ kind: "forbidden", endpoint: "users/following", userId: of("demo_conel_bus").id });
}

/** What happens on each day of the week, beside the posts of the day. */
const DAYS: Readonly<Record<LocalDate, readonly Step[]>> = {
  // Ordinary days: here and there somebody follows one more account.
  "2026-11-16": [followsOneMore("demo_ci_science"), followsOneMore("demo_hub")],
  "2026-11-17": [answersOwn, turnsPrivate, followsOneMore("demo_wkc_chefs")],
  "2026-11-18": [learnerUnfollowed, renamed, learnerAnswered, quotaUsedUp],
  "2026-11-19": [quotaIsBack, suspended, described, followsOneMore("demo_careers")],
  "2026-11-20": [learnerFollowed, listLoops, takenOver, channelGone],
  "2026-11-21": [limited("2026-11-22"), answersHtml],
  "2026-11-22": [limited("2026-11-23"), gone],
};

/** Lets one day pass on both platforms. */
export function passDay(made: DemoWorld, day: LocalDate): void {
  publish(made, day);
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

/** In a thread that the learner started. */
function learnerAnswered({ world, of, learners }: DemoWorld): void {
  const learner = learners[3]?.id ?? "";
  const thread = startThread(world, "2026-11-18T09:12:00Z", learner);
  addPost(world, of("demo_conel_esol"), {
    at: "2026-11-18T15:40:00Z",
    text: "Well said!",
    kind: "reply",
    referencedId: thread,
    referencedAuthorId: learner,
    conversationId: thread,
  });
}

/** In a thread that the Group's own account started: whoever else answers there, that is no finding. */
function answersOwn({ world, of }: DemoWorld): void {
  const group = of("demo_cccg");
  const thread = group.posts[0]?.id ?? "";
  addPost(world, of("demo_careers"), {
    at: "2026-11-17T16:05:00Z",
    text: "Our desk is open until six.",
    kind: "reply",
    referencedId: thread,
    referencedAuthorId: group.id,
    conversationId: thread,
  });
}

function renamed({ of }: DemoWorld): void {
  const user = of("demo_ci_science");
  user.username = "demo_ci_stem";
  user.name = "Science and engineering (made up)";
}

function described({ of }: DemoWorld): void {
  of("demo_hub").bio = "Find us on the first floor. An account that is made up.";
}

function turnsPrivate({ of }: DemoWorld): void {
  of("demo_conel_law").protected = true;
}

function suspended({ of }: DemoWorld): void {
  of("demo_ci_dance").state = "suspended";
}

/** The account is gone, and somebody else has its handle. */
function takenOver({ world, of }: DemoWorld): void {
  const user = of("demo_ccct_care");
  user.state = "missing";
  addUser(world, { username: user.username, name: "Cheap phones", followers: 3 });
}

function channelGone({ tube }: DemoWorld): void {
  tube.of("demo_wkc_film").state = "gone";
}

/** One that is live in the register, and the one that is closed there. */
function gone({ of }: DemoWorld): void {
  of("demo_wkc_psych").state = "missing";
  of("demo_wkc_old").state = "missing";
}

/** Another program of the same Google project has used up the day's quota: YouTube answers nothing that night. */
function quotaUsedUp({ tube }: DemoWorld): void {
  tube.world.faults.push({ kind: "quota-exceeded" });
}

function quotaIsBack({ tube }: DemoWorld): void {
  tube.world.faults.length = 0;
}

/** One unfollow makes a whole reading necessary, and its pages go in circles. */
function listLoops({ world, of }: DemoWorld): void {
  const user = of("demo_ci_english");
  user.following.splice(9, 1);
  world.faults.push({ kind: "looping-cursor", endpoint: "users/following", userId: user.id });
}

function answersHtml({ world, of }: DemoWorld): void {
  world.faults.push({ kind: "html", endpoint: "users/tweets", userId: of("demo_conel_site").id });
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
