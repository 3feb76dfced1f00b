/** The channels of YouTube's reference night (docs/spend.md) over its sandbox, registered in a database of their own. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  addChannel,
  addVideo,
  createWorld,
  startYouTubeSandbox,
  strangers,
  type Sandbox,
  type SandboxChannel,
  type SandboxWorld,
} from "../connectors/youtube/sandbox.ts";
import { openStore, type Store } from "../src/compose.ts";
import { addDays, instantOf } from "../src/core/calendar.ts";
import { madeUpClock, type MadeUpClock } from "../src/demo/nights.ts";
import { FIELD_DEFAULTS } from "../src/register/entry.ts";
import { newKeyText } from "../src/secrets.ts";
import { importAccounts } from "../src/store/account-import.ts";
import { knowLearner } from "./known-learner.ts";

export const CHANNELS = 40;
export const SUBSCRIPTIONS = 400;
export const FIRST_NIGHT = "2026-09-01";
const UPLOADS_A_DAY = 2;
const ZONE = "Europe/London";
/** The learner rules on, since without them no list is read. */
const SETTINGS = `privacy: { dpia_reference: made up, lawful_basis: made up, contact: dpo@college.example }
`;

export interface YouTubeCollege {
  store: Store & { clock: MadeUpClock };
  sandbox: Sandbox;
  world: SandboxWorld;
  channels: readonly SandboxChannel[];
  /** A learner's channel, to which nobody subscribes yet. */
  learner: string;
  close(): Promise<void>;
}

/** 40 channels, two of them official, 2 uploads a day in all for the half year before, 400 subscriptions each. */
export async function openYouTubeCollege(): Promise<YouTubeCollege> {
  const clock = madeUpClock(instantOf(FIRST_NIGHT, "00:30", ZONE));
  const world = createWorld(7);
  const channels = Array.from({ length: CHANNELS }, (_, index) =>
    addChannel(world, { handle: handleOf(index), subscriptions: strangers(world, SUBSCRIPTIONS) }),
  );
  for (let day = -180; day < 0; day++) upload(world, channels, addDays(FIRST_NIGHT, day), day + 180);
  const sandbox = await startYouTubeSandbox({ world, clock });
  const home = await mkdtemp(join(tmpdir(), "youtube-reference-night-"));
  await writeFile(join(home, "account-audit.yaml"), SETTINGS);
  const env = {
    ACCOUNT_AUDIT_HOME: home,
    ACCOUNT_AUDIT_KEY: newKeyText(),
    YOUTUBE_API_KEY: "made-up",
    YOUTUBE_API_URL: sandbox.url,
  };
  const store = { ...(await openStore({ env, cwd: home }, { clock })), clock };
  await register(store, channels);
  const [learner = ""] = strangers(world, 1);
  const known = { platform: "youtube", kind: "id", name: learner, asOf: FIRST_NIGHT } as const;
  await knowLearner(store, env.ACCOUNT_AUDIT_KEY, known);
  return {
    store,
    sandbox,
    world,
    channels,
    learner,
    async close() {
      await store.close();
      await sandbox.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

function handleOf(index: number): string {
  return ["capitalccg", "collegeconel"][index] ?? `dept${index}`;
}

/** The uploads of one day, by the channels whose turn it is. */
export function upload(
  world: SandboxWorld,
  channels: readonly SandboxChannel[],
  date: string,
  day: number,
): void {
  for (let turn = 0; turn < UPLOADS_A_DAY; turn++) {
    const channel = channels[(day * UPLOADS_A_DAY + turn) % channels.length];
    if (channel === undefined) continue;
    const description = "With @capitalccg and @collegeconel";
    addVideo(world, channel, { at: instantOf(date, `1${turn}:00`, ZONE), description });
  }
}

async function register(store: Store, channels: readonly SandboxChannel[]): Promise<void> {
  // Half of them by their id, as most registers have them.
  const entries = channels.map(({ id, handle }, index) => {
    const name = index % 2 === 0 ? (handle ?? id) : id;
    return {
      line: index + 2,
      id: null,
      platform: "youtube" as const,
      handle: name,
      handleKey: name,
      fields: {
        ...FIELD_DEFAULTS,
        organisations: [index === 0 ? "cccg" : "conel"],
        kind: index < 2 ? ("official" as const) : ("departmental" as const),
        department: `Department ${index}`,
      },
    };
  });
  const now = store.clock.now();
  const options = { now, ids: store.ids, dryRun: false, partial: false, problems: [] };
  await importAccounts(store.db, entries, options);
}
