import { expect, it } from "vitest";
import { createConnectors } from "../../connectors/index.ts";
import { createXConnector } from "../../connectors/x/index.ts";
import { addPost, addUser, createWorld, startXSandbox, strangers } from "../../connectors/x/sandbox.ts";
import { createYouTubeConnector } from "../../connectors/youtube/index.ts";
import * as tube from "../../connectors/youtube/sandbox.ts";
import type { Platform } from "../../src/core/platform.ts";
import { clockAt } from "../support/clock.ts";
import { type Harness, describeConnector } from "./contract.ts";
import { NOW, account as accountWith } from "./scene.ts";
import { UNCONNECTED } from "./unconnected.ts";

const HARNESSES: Partial<Record<Platform, () => Promise<Harness>>> = { x: startX, youtube: startYouTube };

const connectors = createConnectors(UNCONNECTED);

it("every platform is listed once, and is held to the contract", () => {
  const platforms = connectors.map((connector) => connector.platform);
  expect(new Set(platforms).size).toBe(platforms.length);
  expect(platforms.toSorted()).toEqual(Object.keys(HARNESSES).toSorted());
});

for (const [platform, start] of Object.entries(HARNESSES)) describeConnector(platform, start);

async function startX(): Promise<Harness> {
  const world = createWorld();
  const user = addUser(world, { username: "conel_library", following: strangers(world, 3) });
  for (const day of ["20", "21", "22"]) addPost(world, user, { at: `2026-11-${day}T12:00:00Z`, text: "a" });
  const gone = addUser(world, { username: "gone", state: "missing" });
  const sandbox = await startXSandbox({ world, clock: clockAt(NOW) });
  return {
    connector: createXConnector({ bearerToken: "token", apiUrl: sandbox.url, backoffMs: [1, 1] }),
    unconnected: createXConnector({ bearerToken: null, apiUrl: sandbox.url }),
    present: accountWith({ handle: user.username, platformId: user.id }),
    missing: accountWith({ handle: gone.username, platformId: gone.id }),
    profileUrl: "https://twitter.com/CONEL_Library?lang=en",
    handle: "CONEL_Library",
    otherUrls: [
      "https://x.com/home",
      "https://x.com/conel/status/1",
      "https://facebook.com/conel",
      "conel",
      "",
    ],
    spent: () => sandbox.meter.listPriceMicroUsd,
    break(isBroken) {
      world.faults = isBroken ? [{ kind: "server-error" }] : [];
    },
    stop: () => sandbox.stop(),
  };
}

async function startYouTube(): Promise<Harness> {
  const world = tube.createWorld();
  const channel = tube.addChannel(world, { handle: "conellibrary", subscriptions: tube.strangers(world, 3) });
  for (const day of ["20", "21", "22"]) tube.addVideo(world, channel, { at: `2026-11-${day}T12:00:00Z` });
  const gone = tube.addChannel(world, { state: "gone" });
  const sandbox = await tube.startYouTubeSandbox({ world, clock: clockAt(NOW) });
  const settings = { ...UNCONNECTED.youtube, apiUrl: sandbox.url, backoffMs: [1, 1] };
  const account = { platform: "youtube", department: "Library" } as const;
  return {
    connector: createYouTubeConnector({ ...settings, apiKey: "key" }),
    unconnected: createYouTubeConnector(settings),
    present: accountWith({ ...account, handle: "conellibrary", platformId: channel.id }),
    missing: accountWith({ ...account, handle: gone.id, platformId: gone.id }),
    profileUrl: "https://www.youtube.com/@ConelLibrary/videos",
    handle: "ConelLibrary",
    timelineId: tube.uploadsOf(channel),
    otherUrls: [
      "https://www.youtube.com/watch?v=abc",
      "https://www.youtube.com/playlist?list=UUabc",
      "https://youtu.be/abc",
      "https://www.youtube.com/%E0%A4%A",
      "https://facebook.com/@conel",
      "",
    ],
    spent: () => sandbox.meter.units,
    break(isBroken) {
      world.faults = isBroken ? [{ kind: "server-error" }] : [];
    },
    stop: () => sandbox.stop(),
  };
}
