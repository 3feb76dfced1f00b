import { afterEach, beforeEach, expect, it } from "vitest";
import { addChannel, type Fault } from "../../connectors/youtube/sandbox.ts";
import type { Surveyed } from "../../src/core/connector.ts";
import { callContext, createLedger, failureOf } from "./scene.ts";
import { channelAccount, startYouTube, type YouTubeScene } from "./youtube-scene.ts";

let scene: YouTubeScene;
beforeEach(async () => {
  scene = await startYouTube();
});
afterEach(() => scene.sandbox.stop());

const byId = (id: string) => channelAccount({ handle: id, platformId: id });

async function surveyOne(account: Parameters<YouTubeScene["connector"]["survey"]>[0][number]) {
  const [answer] = await scene.connector.survey([account], callContext());
  return answer as Surveyed;
}

it("looks 50 known channels up in one call, at one unit", async () => {
  const accounts = Array.from({ length: 51 }, () => byId(addChannel(scene.world).id));
  const ledger = createLedger();
  const surveyed = await scene.connector.survey(accounts, callContext(ledger));
  expect(surveyed.map((one) => one.accountId)).toEqual(accounts.map(({ id }) => id));
  expect(surveyed.every((one) => one.status === "seen" && one.presence === "present")).toBe(true);
  expect(scene.sandbox.meter).toMatchObject({ requests: { channels: 2 }, units: 2 });
  expect(ledger.counted()).toBe(2);
});

it("learns id, handle, counts and where the uploads are; the count of subscriptions is unknown", async () => {
  const channel = addChannel(scene.world, { handle: "ExampleArt", subscribers: 1200 });
  expect(await surveyOne(channelAccount({ handle: "exampleart" }))).toMatchObject({
    presence: "present",
    profile: {
      handle: "exampleart",
      platformId: channel.id,
      followers: 1200,
      following: null,
      posts: 0,
      createdAt: channel.createdAt,
    },
    timelineId: `UU${channel.id.slice(2)}`,
  });
});

it("a hidden count of subscribers is unknown, not 0", async () => {
  const { id } = addChannel(scene.world, { hidesSubscribers: true });
  expect(await surveyOne(byId(id))).toMatchObject({ profile: { followers: null } });
});

it.each([
  ["a handle", { handle: "exampleart" }, "exampleart"],
  ["an id in the handle's place", { handle: "ID" }, "exampleart"],
  ["a user name of old", { handle: "user/oldname" }, "exampleart"],
])("%s finds the channel", async (_, account, handle) => {
  const { id } = addChannel(scene.world, { handle: "ExampleArt", userName: "OldName" });
  const found = await surveyOne(channelAccount({ handle: account.handle === "ID" ? id : account.handle }));
  expect(found).toMatchObject({ presence: "present", profile: { platformId: id, handle } });
});

it("a channel without a handle keeps its id in the handle's place", async () => {
  const { id } = addChannel(scene.world);
  expect(await surveyOne(byId(id))).toMatchObject({ profile: { handle: id } });
});

it.each([
  ["shows none", null],
  ["shows one that is none", "not a handle!"],
])("a channel whose answer %s keeps the handle that it is registered by", async (_, handle) => {
  const { id } = addChannel(scene.world, { handle });
  const answer = await surveyOne(channelAccount({ handle: "exampleart", platformId: id }));
  expect(answer).toMatchObject({ profile: { handle: "exampleart", platformId: id } });
});

it("a name that YouTube looks nobody up by costs nothing and says what to register instead", async () => {
  const answer = await surveyOne(channelAccount({ handle: "c/exampleart" }));
  expect(answer).toMatchObject({ status: "failed", detail: expect.stringContaining("register its @handle") });
  expect(scene.sandbox.meter.units).toBe(0);
});

it("a channel that a sound answer leaves out is missing, by id and by handle", async () => {
  const gone = addChannel(scene.world, { state: "gone" });
  for (const account of [byId(gone.id), channelAccount({ handle: "nobody" })]) {
    expect(await surveyOne(account)).toMatchObject({ status: "seen", presence: "missing", profile: null });
  }
});

it.each<Fault["kind"]>(["dropped-rows", "null-id", "empty-page-with-token"])(
  "a channel that an unsound answer leaves out is not missing: %s",
  async (kind) => {
    const { id } = addChannel(scene.world);
    scene.world.faults.push({ kind });
    expect(await surveyOne(byId(id))).toMatchObject({ status: "failed" });
  },
);

it.each<Fault["kind"]>(["null-items", "no-rows"])(
  "an answer without rows (%s) never makes a channel present",
  async (kind) => {
    const { id } = addChannel(scene.world);
    scene.world.faults.push({ kind });
    expect(await surveyOne(byId(id))).not.toMatchObject({ presence: "present" });
  },
);

it("a later look-up that fails spoils its own account alone", async () => {
  const { id } = addChannel(scene.world);
  addChannel(scene.world, { handle: "second" });
  const known = byId(id);
  const named = channelAccount({ handle: "second" });
  const context = callContext(createLedger(1));
  const surveyed = await scene.connector.survey([known, named], context);
  expect(surveyed).toMatchObject([{ status: "seen" }, { status: "failed", cause: "over-budget" }]);
});

it("when the first look-up fails, nothing is known of any", async () => {
  scene.world.faults.push({ kind: "forbidden" });
  const failure = await failureOf(scene.connector.survey([byId(addChannel(scene.world).id)], callContext()));
  expect(failure.failure).toBe("no-permission");
});
