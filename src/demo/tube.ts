import {
  addChannel,
  addVideo,
  createWorld,
  strangers,
  type SandboxChannel,
  type SandboxWorld,
} from "../../connectors/youtube/sandbox.ts";
import { instantOf } from "../core/calendar.ts";
import { CAST } from "./cast.ts";
import { ZONE } from "./dates.ts";
import type { Member } from "./member.ts";
import type { DemoPost } from "./posting.ts";

const SEED = 26;
/** Colleges know few of their learners' channels: some names on a list, two channels in the world. */
const LEARNERS_ON_LIST = 40;
const LEARNERS_WITH_CHANNELS = 2;

export interface DemoTube {
  world: SandboxWorld;
  /** YouTube's channel of a member of the cast. Throws for one that YouTube never had. */
  of(handle: string): SandboxChannel;
  /** Ids of learners' channels. The first two are subscribed to. */
  learnerIds: readonly string[];
}

/** YouTube before the first night, without its videos. One channel subscribes to a learner's. */
export function buildTube(): DemoTube {
  const world = createWorld(SEED);
  const learners = Array.from({ length: LEARNERS_WITH_CHANNELS }, (_, index) =>
    addChannel(world, { handle: `demo_lrnr_${index}`, title: `demo_lrnr_${index}` }),
  );
  const members = CAST.filter(({ platform }) => platform === "youtube");
  const channels = new Map(members.map((one) => [one.handle, bringIn(world, one)]));
  const of = (handle: string): SandboxChannel => {
    const channel = channels.get(handle);
    if (channel === undefined) throw new Error(`the made-up YouTube has no ${handle}`);
    return channel;
  };
  for (const member of members) {
    const channel = of(member.handle);
    const officials = officialsFor(member).map(({ handle }) => of(handle).id);
    channel.subscriptions = [...strangers(world, member.follows - officials.length), ...officials];
  }
  const [first] = learners;
  if (first !== undefined) of("demo_wkc_games").subscriptions.splice(0, 1, first.id);
  const others = strangers(world, LEARNERS_ON_LIST - learners.length);
  return { world, of, learnerIds: [...learners.map(({ id }) => id), ...others] };
}

function bringIn(world: SandboxWorld, member: Member): SandboxChannel {
  return addChannel(world, {
    handle: member.handle,
    title: `${member.department} (made up)`,
    createdAt: instantOf(member.created ?? "2017-02-06", "10:00", ZONE),
    subscribers: member.followers,
    subscriptionsArePrivate: member.hidesFollows === true,
  });
}

/** Official accounts of the Group and of the member's colleges, on its own platform. */
export function officialsFor({
  handle,
  organisations,
  platform,
  followsNoOfficial,
}: Member): readonly Member[] {
  if (followsNoOfficial === true) return [];
  const own = ["cccg", ...organisations.split(";")];
  return CAST.filter(
    (one) =>
      one.kind === "official" &&
      one.platform === platform &&
      one.handle !== handle &&
      own.includes(one.organisations),
  );
}

export function uploadVideo({ world, of }: DemoTube, { member, at, line, tags }: DemoPost): void {
  addVideo(world, of(member.handle), {
    at,
    title: line,
    description: `Made by our learners.\n${tags}`.trim(),
  });
}
