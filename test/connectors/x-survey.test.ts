import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createXConnector } from "../../connectors/x/index.ts";
import {
  type Sandbox,
  type SandboxWorld,
  addPost,
  addUser,
  createWorld,
  startXSandbox,
} from "../../connectors/x/sandbox.ts";
import { survey } from "../../connectors/x/survey.ts";
import { createSpeech } from "../../connectors/x/vocabulary.ts";
import type { Connector } from "../../src/core/connector.ts";
import { clockAt } from "../support/clock.ts";
import { NOW, account, callContext, createLedger, failureOf } from "./scene.ts";

describe.each(["tweet", "post"] as const)("the survey of X in the vocabulary of %s", (vocabulary) => {
  let world: SandboxWorld;
  let sandbox: Sandbox;
  let connector: Connector;

  beforeEach(async () => {
    world = createWorld();
    sandbox = await startXSandbox({ world, clock: clockAt(NOW), vocabulary });
    connector = createXConnector({ bearerToken: "token", apiUrl: sandbox.url, backoffMs: [1, 1] });
  });
  afterEach(() => sandbox.stop());

  it("gives profile and counts of an account that it finds by handle, in any case", async () => {
    const user = addUser(world, {
      username: "ConelLibrary",
      following: ["1", "2"],
      followingGap: 3,
      followers: 7,
    });
    addPost(world, user, { at: NOW, text: "a" });
    const [surveyed] = await connector.survey([account({ handle: "conellibrary" })], callContext());
    expect(surveyed).toMatchObject({
      status: "seen",
      presence: "present",
      profile: {
        handle: "ConelLibrary",
        platformId: user.id,
        createdAt: user.createdAt,
        followers: 7,
        following: 5,
        posts: 1,
      },
    });
  });

  it("tells protected, missing and suspended accounts apart, by id and by handle", async () => {
    const users = [
      addUser(world, { username: "open_one" }),
      addUser(world, { username: "shut_one", protected: true }),
      addUser(world, { username: "gone_one", state: "missing" }),
      addUser(world, { username: "bad_one", state: "suspended" }),
    ];
    const accounts = users.flatMap((user) => [
      account({ handle: user.username, platformId: user.id, id: `${user.username}-id` }),
      account({ handle: user.username, id: `${user.username}-handle` }),
    ]);
    const surveyed = await connector.survey(accounts, callContext());
    expect(surveyed.map((one) => [one.accountId, one.status === "seen" ? one.presence : one.cause])).toEqual([
      ["open_one-id", "present"],
      ["open_one-handle", "present"],
      ["shut_one-id", "protected"],
      ["shut_one-handle", "protected"],
      ["gone_one-id", "missing"],
      ["gone_one-handle", "missing"],
      ["bad_one-id", "suspended"],
      ["bad_one-handle", "suspended"],
    ]);
  });

  it("follows an account by its id when its handle has changed", async () => {
    const user = addUser(world, { username: "new_name" });
    const [surveyed] = await connector.survey(
      [account({ handle: "old_name", platformId: user.id })],
      callContext(),
    );
    expect(surveyed).toMatchObject({ status: "seen", profile: { handle: "new_name" } });
  });

  it("asks for 250 accounts in three calls, and pays for those that exist", async () => {
    const users = Array.from({ length: 240 }, (_, n) => addUser(world, { username: `user_${n}` }));
    const accounts = [
      ...users.map((user) => account({ handle: user.username, platformId: user.id })),
      ...Array.from({ length: 10 }, (_, n) => account({ handle: "x", platformId: String(n + 1) })),
    ];
    const ledger = createLedger();
    await connector.survey(accounts, callContext(ledger));
    expect(sandbox.meter.requests.users).toBe(3);
    expect(ledger.counted()).toBe(2_400_000);
    expect(sandbox.meter.listPriceMicroUsd).toBe(2_400_000);
  });

  it("says that no post was ever made only when X counts none", async () => {
    const silent = addUser(world, { username: "silent" });
    const posting = addUser(world, { username: "posting" });
    const { id } = addPost(world, posting, { at: NOW, text: "a" });
    const accounts = [silent, posting].map((user) => account({ handle: user.username, platformId: user.id }));
    await connector.survey(accounts, callContext());
    const [first, second] = await connector.survey(accounts, callContext());
    expect(first).toHaveProperty("newestPostId", null);
    const newest = second?.status === "seen" ? second.newestPostId : null;
    expect(newest).toBe(vocabulary === "tweet" ? id : undefined);
  });

  it("an account that the answer leaves out is failed, never missing", async () => {
    const users = ["a", "b", "c"].map((username) => addUser(world, { username }));
    world.faults.push({ kind: "dropped-rows", endpoint: "users" });
    const surveyed = await connector.survey(
      users.map((user) => account({ handle: user.username, platformId: user.id })),
      callContext(),
    );
    expect(surveyed.map((one) => one.status)).toEqual(["seen", "failed", "seen"]);
    expect(surveyed[1]).toMatchObject({ cause: "platform-error" });
  });

  it.each([
    ["an unknown value where true or false was", "unknown-enum"],
    ["an id that is null", "null-id"],
  ] as const)("%s spoils the account's own answer", async (_name, kind) => {
    const user = addUser(world, { username: "a" });
    world.faults.push({ kind, endpoint: "users" });
    const [surveyed] = await connector.survey([account({ platformId: user.id })], callContext());
    expect(surveyed).toMatchObject({ status: "failed", cause: "platform-error" });
  });

  it("counts that are null are unknown, not 0", async () => {
    const user = addUser(world, { username: "a" });
    world.faults.push({ kind: "null-number", endpoint: "users" });
    const [surveyed] = await connector.survey([account({ platformId: user.id })], callContext());
    expect(surveyed).toMatchObject({ profile: { followers: null, following: null, posts: null } });
    expect(surveyed).not.toHaveProperty("newestPostId", null);
  });

  it("a handle that X cannot have spoils no other account's answer", async () => {
    addUser(world, { username: "good" });
    const surveyed = await connector.survey(
      [account({ handle: "no handle", id: "1" }), account({ handle: "good", id: "2" })],
      callContext(),
    );
    expect(surveyed.map((one) => one.status)).toEqual(["failed", "seen"]);
  });

  it("what was paid for stays when the second look-up fails: only its own accounts do", async () => {
    const user = addUser(world, { username: "known" });
    addUser(world, { username: "named" });
    world.faults.push({ kind: "forbidden", endpoint: "users/by" });
    const surveyed = await connector.survey(
      [account({ handle: "named", id: "1" }), account({ handle: "known", platformId: user.id, id: "2" })],
      callContext(),
    );
    expect(surveyed).toMatchObject([
      { accountId: "1", status: "failed", cause: "no-permission" },
      { accountId: "2", status: "seen", presence: "present" },
    ]);
  });

  it("a rate limit of the second look-up is still waited for", async () => {
    const user = addUser(world, { username: "known" });
    const resetAt = new Date(NOW.getTime() + 600_000);
    world.faults.push({ kind: "rate-limited", endpoint: "users/by", resetAt });
    const accounts = [account({ handle: "known", platformId: user.id }), account({ handle: "named" })];
    const failure = await failureOf(connector.survey(accounts, callContext()));
    expect(failure).toMatchObject({ failure: "rate-limited", retryAt: expect.any(Date) });
  });

  it("throws when the look-up as a whole fails, and nothing is known of anybody", async () => {
    world.faults.push({ kind: "forbidden" });
    const failure = await failureOf(connector.survey([account({ platformId: "1" })], callContext()));
    expect(failure.failure).toBe("no-permission");
  });
});

it("a problem of an undocumented kind is failed, and no word of it is repeated", async () => {
  const world = createWorld();
  const sandbox = await startXSandbox({ world, clock: clockAt(NOW) });
  const connector = createXConnector({ bearerToken: "token", apiUrl: sandbox.url });
  world.faults.push({ kind: "unclear-problem", word: "has been suspended" });
  const [surveyed] = await connector.survey([account({ platformId: "77" })], callContext());
  expect(surveyed).toMatchObject({ status: "failed", cause: "platform-error" });
  await sandbox.stop();
});

it("two problems that contradict each other are failed", async () => {
  const problem = { resource_type: "user", resource_id: "77", value: "77", parameter: "ids", section: "" };
  const type = "https://api.x.com/2/problems/resource-not-found";
  const errors = [
    { ...problem, type, title: "Not Found Error", detail: "Could not find user with ids: [77]." },
    { ...problem, type, title: "Forbidden", detail: "User has been suspended: [77]." },
  ];
  const speech = createSpeech(async () => ({ body: { errors } }));
  const [surveyed] = await survey(speech, [account({ platformId: "77" })], callContext());
  expect(surveyed).toMatchObject({ status: "failed", cause: "platform-error" });
});
