/**
 * Holds what we ask of X, and what the sandbox answers, against X's official documents of both vocabularies.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createXConnector } from "../../connectors/x/index.ts";
import {
  type Sandbox,
  type SandboxUser,
  type SandboxWorld,
  addPost,
  addUser,
  createWorld,
  startThread,
  startXSandbox,
  strangers,
} from "../../connectors/x/sandbox.ts";
import { type Connector, PlatformError } from "../../src/core/connector.ts";
import { clockAt } from "../support/clock.ts";
import { DOCUMENTS, areHere, readParameters, unknownParameters, violationsOf } from "./documents.ts";
import { type Recorder, type Running, startPrism, startRecorder } from "./prism.ts";
import { NOW, account, allFollows, allPosts, callContext } from "./scene.ts";

it("X's official documents are at hand (SPEC_DIR, or ../shared/specs), or this is no CI and they are left out", () => {
  expect(areHere || process.env["CI"] === undefined).toBe(true);
});

const FIRST = { read: "first", from: new Date(NOW.getTime() - 7 * 86_400_000) } as const;

describe.runIf(areHere).each(DOCUMENTS)(
  "X's document of the vocabulary of $vocabulary",
  ({ vocabulary, file }) => {
    let mock: Running;
    let proxy: Running;
    let sandbox: Sandbox;
    let world: SandboxWorld;
    let beforeMock: Recorder;
    let beforeProxy: Recorder;
    const known = readParameters(file);

    beforeAll(async () => {
      world = createWorld();
      sandbox = await startXSandbox({
        world,
        clock: clockAt(NOW),
        vocabulary,
        limits: { "users/following": 20 },
      });
      [mock, proxy] = await Promise.all([startPrism("mock", file), startPrism("proxy", file, sandbox.url)]);
      [beforeMock, beforeProxy] = await Promise.all([startRecorder(mock.url), startRecorder(proxy.url)]);
    }, 120_000);
    afterAll(async () => {
      await Promise.all([beforeMock.stop(), beforeProxy.stop(), mock.stop(), proxy.stop(), sandbox.stop()]);
    });

    it("a scan of the document's own examples asks for nothing that it does not know", async () => {
      const connector = createXConnector({ bearerToken: "token", apiUrl: beforeMock.url, backoffMs: [] });
      const own = account({ platformId: "2244994945" });
      const outcomes = [
        await outcomeOf(connector.survey([own, account({ handle: "TwitterDev" })], callContext())),
        await outcomeOf(connector.postsPage(own, { wanted: FIRST, cursor: null }, callContext())),
        await outcomeOf(connector.followPage(own, { rows: 5, cursor: null, rowsLeft: 0 }, callContext())),
        await outcomeOf(threadStarters(connector, ["1346889436626259968"])),
      ];
      // The examples are no sound answers (counts below 0, ids that are words): a list of them must not pass for one.
      expect(outcomes).toEqual(["answered", "platform-error", "platform-error", "answered"]);
      expect(violationsOf(beforeMock, "request")).toEqual([]);
      expect(unknownParameters(beforeMock, known)).toEqual([]);
      expect(beforeMock.exchanges.length).toBeGreaterThanOrEqual(4);
    });

    it("a scan of the sandbox breaks no rule of the document, in what is asked and in what is answered", async () => {
      const connector = createXConnector({ bearerToken: "token", apiUrl: beforeProxy.url, backoffMs: [] });
      const users = populate(world);
      const before = beforeProxy.exchanges.length;
      await scan(connector, users);
      const [root, gone] = [startThread(world, NOW, users[0]?.id ?? ""), startThread(world, NOW, "77")];
      world.roots.set(gone, { authorId: "77", isGone: true });
      expect([...(await threadStarters(connector, [root, gone]))].map(([id]) => id)).toEqual([root]);
      expect(violationsOf(beforeProxy, "request")).toEqual([]);
      expect(violationsOf(beforeProxy, "response")).toEqual([]);
      expect(unknownParameters(beforeProxy, known)).toEqual([]);
      expect(beforeProxy.exchanges.length - before).toBeGreaterThan(20);
    });

    it("the sandbox's refusals have the documented shape", async () => {
      const before = beforeProxy.exchanges.length;
      const authorization = "Bearer token";
      const bad = vocabulary === "tweet" ? "post.fields=id" : "tweet.fields=id";
      await fetch(`${beforeProxy.url}/2/users/12/tweets?${bad}`, { headers: { authorization } });
      for (const kind of [
        "unauthorised",
        "payment-required",
        "forbidden",
        "rate-limited",
        "server-error",
      ] as const) {
        world.faults.push({ kind, times: 1, word: "somebody" });
        await fetch(`${beforeProxy.url}/2/users?ids=12`, { headers: { authorization } });
      }
      const refused = beforeProxy.exchanges.slice(before);
      expect(refused.map((exchange) => exchange.status)).toEqual([400, 401, 402, 403, 429, 500]);
      expect(refused.filter((exchange) => exchange.violations.length > 0)).toEqual([]);
    });
  },
);

function populate(world: SandboxWorld): SandboxUser[] {
  const kinds = ["original", "quote", "reply", "repost"] as const;
  const busy = addUser(world, { username: "busy", following: strangers(world, 30), followingGap: 1 });
  for (let n = 0; n < 40; n++) {
    const text = `${n % 7 === 0 ? "at length ".repeat(60) : ""}Visit @conel and #learning ${n}`;
    addPost(world, busy, {
      at: new Date(NOW.getTime() - n * 3_600_000),
      text,
      kind: kinds[n % 4] ?? "original",
    });
  }
  return [
    busy,
    addUser(world, { username: "silent" }),
    addUser(world, { username: "shut", protected: true }),
    addUser(world, { username: "bad", state: "suspended" }),
    addUser(world, { username: "gone", state: "missing" }),
  ];
}

/** By handle and by id; every account's posts and follows, first and since; the second survey in the learnt vocabulary. */
async function scan(connector: Connector, users: readonly SandboxUser[]): Promise<void> {
  const byHandle = users.map((user) => account({ handle: user.username }));
  const byId = users.map((user) => account({ handle: user.username, platformId: user.id }));
  await connector.survey(byHandle, callContext());
  await connector.survey(byId, callContext());
  for (const of of byId) {
    await outcomeOf(allPosts(connector, of, FIRST, callContext()));
    await outcomeOf(allPosts(connector, of, { read: "since", postId: "1" }, callContext()));
    await outcomeOf(allFollows(connector, of, 12, callContext()));
  }
}

async function threadStarters(connector: Connector, ids: readonly string[]) {
  if (connector.threadStarters === undefined) throw new Error("X says who started a thread");
  return connector.threadStarters(ids, callContext());
}

async function outcomeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "answered";
  } catch (error) {
    if (error instanceof PlatformError) return error.failure;
    throw error;
  }
}
