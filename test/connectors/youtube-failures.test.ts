import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createYouTubeConnector } from "../../connectors/youtube/index.ts";
import { addChannel, type Fault, type SandboxChannel } from "../../connectors/youtube/sandbox.ts";
import { callContext, createLedger, failureOf } from "./scene.ts";
import { channelAccount, startYouTube, type YouTubeScene } from "./youtube-scene.ts";

/** Nothing of it may be in a message. */
const WORD = "somebodys_name";

let scene: YouTubeScene;
let channel: SandboxChannel;
beforeEach(async () => {
  scene = await startYouTube({}, { timeoutMs: 2_000 });
  channel = addChannel(scene.world);
});
afterEach(() => scene.sandbox.stop());

const survey = (ledger = createLedger(), changes = {}) =>
  scene.connector.survey(
    [channelAccount({ handle: channel.id, platformId: channel.id })],
    callContext(ledger, changes),
  );

it.each<[Fault["kind"], string]>([
  ["quota-exceeded", "quota-used-up"],
  ["day-limit-in-details", "quota-used-up"],
  ["rate-limited", "rate-limited"],
  ["forbidden", "no-permission"],
  ["bad-key", "not-connected"],
  ["not-enabled", "not-connected"],
  ["unauthorised", "not-connected"],
  ["server-error", "platform-error"],
  ["reset-connection", "platform-error"],
  ["html", "platform-error"],
  ["nothing", "platform-error"],
  ["empty-body", "platform-error"],
  ["huge", "platform-error"],
  ["truncated-json", "platform-error"],
  ["null-number", "platform-error"],
])("%s is %s, in words of ours", async (kind, cause) => {
  scene.world.faults.push({ kind, word: WORD });
  const failure = await failureOf(survey());
  expect(failure.failure).toBe(cause);
  expect(failure.message).not.toContain(WORD);
  expect(failure.message).not.toContain(channel.id);
});

describe("a quota that is used up", () => {
  it.each<Fault["kind"]>(["quota-exceeded", "day-limit-in-details"])(
    "comes back at midnight in California: %s",
    async (kind) => {
      scene.world.faults.push({ kind });
      // The night of 23 November in London is still the 22nd there.
      expect((await failureOf(survey())).retryAt).toEqual(new Date("2026-11-23T08:00:00Z"));
    },
  );

  it("costs nothing, and is not asked again", async () => {
    scene.world.faults.push({ kind: "quota-exceeded" });
    const ledger = createLedger();
    await failureOf(survey(ledger));
    expect(ledger.entries.map(({ actual }) => actual?.quotaUnits)).toEqual([0]);
  });

  it("is what the sandbox says when its day is used up", async () => {
    const small = await startYouTube({ world: scene.world, unitsADay: 1 });
    const account = channelAccount({ handle: channel.id });
    await small.connector.survey([account], callContext());
    const failure = await failureOf(small.connector.survey([account], callContext()));
    expect(failure.failure).toBe("quota-used-up");
    await small.sandbox.stop();
  });
});

it("a limit of the minute ends in a minute", async () => {
  scene.world.faults.push({ kind: "rate-limited" });
  expect((await failureOf(survey())).retryAt).toEqual(new Date("2026-11-23T03:31:00Z"));
});

it("an error of the server is tried again, and every try is counted", async () => {
  scene.world.faults.push({ kind: "server-error", times: 2 });
  const ledger = createLedger();
  expect(await survey(ledger)).toMatchObject([{ status: "seen" }]);
  expect(ledger.counted()).toBe(3);
  expect(scene.sandbox.meter.units).toBe(3);
});

it("a call that hangs is given up, and stays reserved", async () => {
  const impatient = await startYouTube({ world: scene.world }, { timeoutMs: 100, backoffMs: [] });
  scene.world.faults.push({ kind: "hang" });
  const ledger = createLedger();
  const account = channelAccount({ handle: channel.id });
  const failure = await failureOf(impatient.connector.survey([account], callContext(ledger)));
  expect(failure.message).toContain("did not answer in time");
  expect(ledger).toMatchObject({ entries: [{ actual: null }] });
  expect(ledger.counted()).toBe(1);
  await impatient.sandbox.stop();
});

it("a call that the caller stops ends at once", async () => {
  scene.world.faults.push({ kind: "hang" });
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 50);
  expect((await failureOf(survey(createLedger(), { signal: stop.signal }))).failure).toBe("not-audited");
});

it("what was never sent costs nothing", async () => {
  const connector = createYouTubeConnector({
    apiKey: "key",
    oauth: null,
    apiUrl: "http://127.0.0.1:9",
    tokenUrl: null,
    backoffMs: [1],
  });
  const ledger = createLedger();
  const failure = await failureOf(
    connector.survey([channelAccount({ handle: channel.id })], callContext(ledger)),
  );
  expect(failure.failure).toBe("platform-error");
  expect(ledger.entries.map(({ actual }) => actual?.quotaUnits)).toEqual([0, 0]);
});

it("a failing ledger is an error of ours, not of the connection", async () => {
  const broken = Object.assign(new Error("the ledger"), { code: "40P01" });
  const meter = {
    reserve: async () => {
      throw broken;
    },
  };
  await expect(survey(createLedger(), { meter })).rejects.toBe(broken);
});

it("clear http is for this machine alone", async () => {
  const careless = createYouTubeConnector({
    apiKey: "key",
    oauth: null,
    apiUrl: "http://api.example",
    tokenUrl: null,
  });
  const failure = await failureOf(careless.survey([channelAccount({ handle: channel.id })], callContext()));
  expect(failure.failure).toBe("not-connected");
});

const CONSENT = { clientId: "client", clientSecret: "secret", refreshToken: "refresh" };

it.each([
  ["the key", { apiKey: "key", oauth: null }],
  ["the consent", { apiKey: null, oauth: CONSENT }],
])("a redirect does not carry %s to another address", async (_name, secrets) => {
  const asked: string[] = [];
  const elsewhere = await listening((request, response) => {
    asked.push(request.url ?? "");
    response.end("{}");
  });
  const redirecting = await listening((request, response) => {
    response.writeHead(307, { location: `${elsewhere.url}${request.url}` }).end();
  });
  const { url } = redirecting;
  const connector = createYouTubeConnector({ ...secrets, apiUrl: url, tokenUrl: url, backoffMs: [] });
  const failure = await failureOf(connector.survey([channelAccount({ handle: channel.id })], callContext()));
  expect(failure.failure).toBe("platform-error");
  expect(asked).toEqual([]);
  await Promise.all([elsewhere.stop(), redirecting.stop()]);
});

async function listening(answer: http.RequestListener): Promise<{ url: string; stop(): Promise<void> }> {
  const server = http.createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
