/** The same college's channels on YouTube: whom they subscribe to, their words and videos, and what YouTube refuses. */
import {
  addChannel,
  addVideo,
  createWorld,
  strangers,
  type Fault,
  type SandboxWorld,
} from "../../connectors/youtube/sandbox.ts";
import { addDays, instantOf } from "../../src/core/calendar.ts";
import { FIRST_NIGHT, ZONE } from "./planted-college.ts";
import { channelIdOf, handle, plant } from "./plants.ts";

/** What is refused of one channel each; every refusal quotes a learner. */
const REFUSALS = {
  ytplay: { kind: "forbidden", resource: "playlistItems" },
  ytsubs: { kind: "subscription-forbidden", resource: "subscriptions" },
  yt500: { kind: "server-error", resource: "subscriptions" },
  ythtml: { kind: "html", resource: "subscriptions" },
} as const satisfies Readonly<Record<string, Fault>>;

export interface PlantedChannels {
  world: SandboxWorld;
  /** Ids of the channels that the register names. */
  ids: readonly string[];
}

export function plantChannels(): PlantedChannels {
  const youTube = createWorld(47);
  const film = addChannel(youTube, {
    title: `Film, by ${handle("ytname")}`,
    description: `Teacher: @${handle("ytabout")} (${plant("ytabout").id})`,
    subscriptions: [...strangers(youTube, 8), channelIdOf("ytlisted"), channelIdOf("ytother")],
  });
  addChannel(youTube, { id: channelIdOf("ytlisted"), title: "Somebody" });
  const its = addChannel(youTube, { title: `Formerly ${handle("ytits")}` });
  film.subscriptions.push(its.id);
  addVideo(youTube, film, {
    at: instantOf(addDays(FIRST_NIGHT, -2), "12:00", ZONE),
    title: `Our trip, with @${handle("ytvideo")}`,
    description: `@capitalccg @collegeconel: filmed by ${handle("yttext")} ${plant("yttext").id}`,
  });
  const ids = [film.id];
  for (const [way, refusal] of Object.entries(REFUSALS) as [keyof typeof REFUSALS, Fault][]) {
    const { id } = addChannel(youTube, { subscriptions: strangers(youTube, 3) });
    youTube.faults.push({ ...refusal, times: 1_000, channelId: id, word: handle(way) });
    ids.push(id);
  }
  return { world: youTube, ids };
}
