/**
 * X's app token does not expire. Google's access tokens do, after an hour; its refresh token is not single-use, so that workers
 * renew without asking each other and nothing is stored (docs/decisions/008).
 */
import { afterEach, beforeEach, expect, test } from "vitest";
import { createYouTubeConnector } from "../../connectors/youtube/index.ts";
import { addChannel, strangers, type SandboxChannel } from "../../connectors/youtube/sandbox.ts";
import type { Connector } from "../../src/core/connector.ts";
import { HOUR_MS } from "../../src/core/time.ts";
import { callContext, createLedger, failureOf, NOW } from "../connectors/scene.ts";
import { channelAccount, startYouTube, type YouTubeScene } from "../connectors/youtube-scene.ts";
import { clockAt } from "../support/clock.ts";

const CONSENT = { clientId: "client", clientSecret: "secret", refreshToken: "refresh" };
const clock = clockAt(NOW);
let scene: YouTubeScene;
let channel: SandboxChannel;
let consent: typeof CONSENT & { channelId: string; isSingleUse: boolean };

beforeEach(async () => {
  clock.set(NOW);
  consent = { ...CONSENT, channelId: "", isSingleUse: false };
  scene = await startYouTube({ clock, consent }, { oauth: CONSENT });
  channel = addChannel(scene.world, {
    subscriptions: strangers(scene.world, 120),
    subscriptionsArePrivate: true,
  });
  consent.channelId = channel.id;
});
afterEach(() => scene.sandbox.stop());

/** What each worker has: a connector of its own, which knows nothing of the others'. */
function anotherWorker(apiKey: string | null = "key"): Connector {
  const { url: apiUrl, tokenUrl } = scene.sandbox;
  return createYouTubeConnector({ apiKey, oauth: CONSENT, apiUrl, tokenUrl, backoffMs: [1, 1] });
}

/** The whole private list, a page at a time; `between` happens behind each page, `ours` is the worker's own clock. */
async function readList(connector: Connector, { between = () => {}, ours = clock } = {}): Promise<string[]> {
  const account = channelAccount({ platformId: channel.id, handle: channel.id });
  const deadline = new Date(NOW.getTime() + 9 * HOUR_MS);
  const context = callContext(createLedger(), { clock: ours, deadline });
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await connector.followPage(account, { rows: 50, cursor, rowsLeft: 200 }, context);
    ids.push(...page.rows.map(({ id }) => id ?? ""));
    cursor = page.nextCursor;
    between();
  } while (cursor !== null);
  return ids.toSorted();
}

const anHourPasses = () => clock.set(new Date(clock.now().getTime() + HOUR_MS));
const everything = () => channel.subscriptions.toSorted();

test("28: a token that expires between two pages is renewed, and the list is read whole", async () => {
  const read = await readList(scene.connector, { between: anHourPasses });
  expect(read).toEqual(everything());
  expect(scene.sandbox.meter.tokens).toBe(3);
});

test("28: a token that is refused before its time is renewed, and the call is made again", async () => {
  const ours = clockAt(NOW); // to the worker no time passes, so that it believes the token good
  expect(await readList(scene.connector, { between: anHourPasses, ours })).toEqual(everything());
  expect(scene.sandbox.meter.tokens).toBe(3);
});

test("28: workers that use one refresh token at the same time all read on", async () => {
  const workers = [scene.connector, anotherWorker(), anotherWorker()];
  const lists = await Promise.all(workers.flatMap((worker) => [readList(worker), readList(worker)]));
  expect(lists).toEqual(lists.map(everything));
  expect(scene.sandbox.meter.tokens).toBe(workers.length);
});

test("28: calls of one worker that need a token at the same time wait for one renewal", async () => {
  const worker = anotherWorker(null); // without a key each call is made with the token
  const account = channelAccount({ platformId: channel.id, handle: channel.id });
  const calls = Array.from({ length: 5 }, () => worker.survey([account], callContext()));
  expect((await Promise.all(calls)).flat()).toHaveLength(calls.length);
  expect(scene.sandbox.meter.tokens).toBe(1);
});

test("28: a refresh token that a renewal has replaced is not used a second time", async () => {
  consent.isSingleUse = true;
  const read = await readList(scene.connector, { between: anHourPasses });
  expect(read).toEqual(everything());
});

test("28: one that was used elsewhere is told with what to do, asked about once an hour, and never in a loop", async () => {
  consent.isSingleUse = true;
  await readList(anotherWorker());
  const { tokens } = scene.sandbox.meter;
  for (let night = 0; night < 3; night++) {
    const failure = await failureOf(readList(scene.connector));
    expect(failure.failure).toBe("no-permission");
    expect(failure.message).toContain("give consent again and put the new one into YOUTUBE_REFRESH_TOKEN");
  }
  expect(scene.sandbox.meter.tokens).toBe(tokens + 1);
  clock.set(new Date(NOW.getTime() + HOUR_MS));
  await failureOf(readList(scene.connector));
  expect(scene.sandbox.meter.tokens).toBe(tokens + 2);
});
