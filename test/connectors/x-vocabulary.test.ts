import { afterEach, describe, expect, it } from "vitest";
import { createXConnector } from "../../connectors/x/index.ts";
import {
  type Sandbox,
  type SandboxUser,
  addPost,
  addUser,
  createWorld,
  startXSandbox,
} from "../../connectors/x/sandbox.ts";
import type { Connector } from "../../src/core/connector.ts";
import { clockAt } from "../support/clock.ts";
import { NOW, account, callContext, createLedger } from "./scene.ts";

const WANTED = { read: "since", postId: "1" } as const;
let sandbox: Sandbox;
afterEach(() => sandbox.stop());

async function connect(vocabulary: "tweet" | "post"): Promise<{ connector: Connector; user: SandboxUser }> {
  const world = createWorld();
  const user = addUser(world, { username: "conel_library" });
  addPost(world, user, { at: NOW, text: "a", kind: "reply" });
  sandbox = await startXSandbox({ world, clock: clockAt(NOW), vocabulary });
  return { connector: createXConnector({ bearerToken: "token", apiUrl: sandbox.url }), user };
}

describe("the two vocabularies of X", () => {
  it.each(["tweet", "post"] as const)(
    "a survey shows that X speaks %s, so that no call is refused",
    async (vocabulary) => {
      const { connector, user } = await connect(vocabulary);
      const own = account({ platformId: user.id });
      await connector.survey([own], callContext());
      await connector.postsPage(own, { wanted: WANTED, cursor: null }, callContext());
      await connector.survey([own], callContext());
      expect(sandbox.meter.refused).toBe(0);
    },
  );

  it("without a survey, one refused call is enough for all that follow", async () => {
    const { connector, user } = await connect("post");
    const own = account({ platformId: user.id });
    const ledger = createLedger();
    for (let n = 0; n < 3; n++) {
      await connector.postsPage(own, { wanted: WANTED, cursor: null }, callContext(ledger));
    }
    expect(sandbox.meter.requests["users/tweets"]).toBe(4);
    expect(sandbox.meter.refused).toBe(1);
    expect(ledger.counted()).toBe(sandbox.meter.listPriceMicroUsd);
  });

  it("calls at the same time fall back each, once", async () => {
    const { connector, user } = await connect("post");
    const own = account({ platformId: user.id });
    const calls = Array.from({ length: 5 }, () =>
      connector.postsPage(own, { wanted: WANTED, cursor: null }, callContext()),
    );
    expect(await Promise.all(calls)).toHaveLength(5);
    expect(sandbox.meter.refused).toBeLessThanOrEqual(5);
  });

  it("X may change its vocabulary under a running service, in either direction", async () => {
    const { connector, user } = await connect("tweet");
    const own = account({ platformId: user.id });
    await connector.survey([own], callContext());
    for (const vocabulary of ["post", "tweet"] as const) {
      sandbox.speak(vocabulary);
      const [surveyed] = await connector.survey([own], callContext());
      expect(surveyed).toMatchObject({ status: "seen", profile: { posts: 1 } });
      const page = await connector.postsPage(own, { wanted: WANTED, cursor: null }, callContext());
      expect(page.raw).toMatchObject({ items: [{ text: "a" }] });
    }
  });

  it("a call that X refuses for another reason is a platform error, asked once", async () => {
    const { connector, user } = await connect("tweet");
    const own = account({ platformId: user.id });
    const call = connector.postsPage(
      own,
      { wanted: { read: "since", postId: "none" }, cursor: null },
      callContext(),
    );
    await expect(call).rejects.toMatchObject({ failure: "platform-error" });
    expect(sandbox.meter.requests["users/tweets"]).toBe(1);
  });
});
