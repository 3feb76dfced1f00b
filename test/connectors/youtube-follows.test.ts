import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addChannel, strangers, type Fault, type SandboxChannel } from "../../connectors/youtube/sandbox.ts";
import type { Connector } from "../../src/core/connector.ts";
import { NEVER_READ, nextPage, startReading, takePage, type Reading } from "../../src/core/follow-list.ts";
import { clockAt } from "../support/clock.ts";
import { callContext, createLedger, failureOf, NOW } from "./scene.ts";
import { channelAccount, startYouTube, type YouTubeScene } from "./youtube-scene.ts";

let scene: YouTubeScene;
let channel: SandboxChannel;
beforeEach(async () => {
  scene = await startYouTube();
  channel = addChannel(scene.world, { subscriptions: strangers(scene.world, 120) });
});
afterEach(() => scene.sandbox.stop());

/** Reads the list as an audit does. */
async function readList(connector: Connector = scene.connector, of = channel): Promise<Reading> {
  let reading = startReading(NEVER_READ, null, "whole");
  for (let request = nextPage(reading); request !== null; request = nextPage(reading)) {
    const account = channelAccount({ platformId: of.id, handle: of.id });
    const page = await connector.followPage(account, request, callContext());
    const keys = page.rows.map(({ id }) => id ?? "");
    const total = page.total === undefined ? {} : { total: page.total };
    reading = takePage(reading, { keys, nextCursor: page.nextCursor, ...total }, () => false);
  }
  return reading;
}

it("a list is read whole, once, at a unit for 50 rows, and adds up with its own total", async () => {
  const { outcome } = await readList();
  expect(outcome).toMatchObject({ kind: "whole", gap: null });
  expect(outcome !== null && "rows" in outcome && outcome.rows.toSorted()).toEqual(
    channel.subscriptions.toSorted(),
  );
  expect(scene.sandbox.meter).toMatchObject({ requests: { subscriptions: 3 }, units: 3 });
});

it("the sandbox repeats and drops rows in the default order, which is why the list is asked for by the alphabet", async () => {
  const ask = async (order: string) => {
    const ids: string[] = [];
    let token = "";
    do {
      const query = `part=snippet&maxResults=50&key=key&channelId=${channel.id}${order}${token}`;
      const answer = await fetch(`${scene.sandbox.url}/youtube/v3/subscriptions?${query}`);
      const body = (await answer.json()) as {
        items: { snippet: { resourceId: { channelId: string } } }[];
        nextPageToken?: string;
      };
      for (const { snippet } of body.items) ids.push(snippet.resourceId.channelId);
      token = body.nextPageToken === undefined ? "" : `&pageToken=${body.nextPageToken}`;
    } while (token !== "");
    return new Set(ids).size;
  };
  expect(await ask("")).toBeLessThan(120);
  expect(await ask("&order=alphabetical")).toBe(120);
});

it("an empty list is whole", async () => {
  channel.subscriptions = [];
  expect((await readList()).outcome).toMatchObject({ kind: "whole", rows: [] });
});

it.each<Fault["kind"]>(["dropped-rows", "repeated-rows"])(
  "a page with %s makes it incomplete",
  async (kind) => {
    scene.world.faults.push({ kind, resource: "subscriptions", times: 1 });
    expect((await readList()).outcome).toMatchObject({ kind: "incomplete" });
  },
);

it.each<[Fault["kind"], string]>([
  ["looping-token", "incomplete"],
  ["null-id", "platform-error"],
  ["nothing", "platform-error"],
])("%s is never a list", async (kind, failure) => {
  scene.world.faults.push({ kind, resource: "subscriptions", times: 300 });
  expect((await failureOf(readList())).failure).toBe(failure);
});

it("private subscriptions are told from none, with what to do", async () => {
  channel.subscriptionsArePrivate = true;
  const failure = await failureOf(readList());
  expect(failure.failure).toBe("subscriptions-private");
  expect(failure.message).toContain("make them public");
});

it("a channel that is gone by now is missing, not private", async () => {
  channel.state = "gone";
  expect((await failureOf(readList())).failure).toBe("account-missing");
});

describe("with the consent of a channel's owner", () => {
  const CONSENT = { clientId: "client", clientSecret: "secret", refreshToken: "refresh" };
  const clock = clockAt(NOW);
  let consented: YouTubeScene;
  const consent = { ...CONSENT, channelId: "" };
  beforeEach(async () => {
    clock.set(NOW);
    const { world } = scene;
    channel.subscriptionsArePrivate = true;
    Object.assign(consent, CONSENT, { channelId: channel.id });
    consented = await startYouTube({ world, clock, consent }, { oauth: CONSENT });
  });
  afterEach(() => consented.sandbox.stop());

  it("its private list is read, and every other channel's as the public sees it", async () => {
    const other = addChannel(scene.world, { subscriptions: strangers(scene.world, 2) });
    expect((await readList(consented.connector)).outcome).toMatchObject({ kind: "whole" });
    expect((await readList(consented.connector, other)).outcome).toMatchObject({ kind: "whole" });
    other.subscriptionsArePrivate = true;
    expect((await failureOf(readList(consented.connector, other))).failure).toBe("subscriptions-private");
  });

  it("which channel it is is asked once, and the token is renewed once for many calls at a time", async () => {
    const { connector, sandbox } = consented;
    await Promise.all([readList(connector), readList(connector), readList(connector)]);
    expect(sandbox.meter).toMatchObject({ tokens: 1, requests: { channels: 1 } });
  });

  it("a token that has lived its hour is renewed", async () => {
    await readList(consented.connector);
    clock.set(new Date(NOW.getTime() + 3_600_000));
    await readList(consented.connector);
    expect(consented.sandbox.meter.tokens).toBe(2);
  });

  it("a consent that has ended keeps no public list from being read", async () => {
    consent.refreshToken = "another";
    channel.subscriptionsArePrivate = false;
    expect((await readList(consented.connector)).outcome).toMatchObject({ kind: "whole" });
  });

  it("a consent that has ended is no permission, and says when they end", async () => {
    consent.refreshToken = "another";
    const failure = await failureOf(readList(consented.connector));
    expect(failure.failure).toBe("no-permission");
    expect(failure.message).toMatch(/6 months.*7 days.*Testing.*YOUTUBE_REFRESH_TOKEN/u);
    expect(failure.message).not.toContain('refresh"');
  });

  it("a token that Google refuses again and again is told from a refused key", async () => {
    scene.world.faults.push({ kind: "unauthorised", resource: "channels", times: 300 });
    const failure = await failureOf(readList(consented.connector));
    expect(failure.failure).toBe("not-connected");
    expect(failure.message).toMatch(/^Google refused the token \(HTTP 401\): .*YOUTUBE_REFRESH_TOKEN$/u);
  });

  it("a client that Google does not know is not connected", async () => {
    consent.clientSecret = "another";
    expect((await failureOf(readList(consented.connector))).failure).toBe("not-connected");
  });

  it("without a key the consent reads what is public, too", async () => {
    const settings = { oauth: CONSENT, apiKey: null, apiUrl: consented.sandbox.url };
    const alone = await startYouTube(
      { world: scene.world, clock, consent },
      { ...settings, tokenUrl: consented.sandbox.tokenUrl },
    );
    const ledger = createLedger();
    const account = channelAccount({ platformId: channel.id, handle: channel.id });
    const [answer] = await alone.connector.survey([account], callContext(ledger));
    expect(answer).toMatchObject({ status: "seen", presence: "present" });
    expect(ledger.counted()).toBe(1);
    await alone.sandbox.stop();
  });
});
