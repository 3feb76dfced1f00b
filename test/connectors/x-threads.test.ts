import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createXConnector } from "../../connectors/x/index.ts";
import {
  addUser,
  createWorld,
  startThread,
  startXSandbox,
  type Sandbox,
  type SandboxWorld,
} from "../../connectors/x/sandbox.ts";
import type { Connector } from "../../src/core/connector.ts";
import { clockAt } from "../support/clock.ts";
import { callContext, createLedger, NOW } from "./scene.ts";

describe.each(["tweet", "post"] as const)("who started a thread, in the vocabulary of %s", (vocabulary) => {
  let world: SandboxWorld;
  let sandbox: Sandbox;
  let connector: Connector;

  beforeAll(async () => {
    world = createWorld();
    sandbox = await startXSandbox({ world, clock: clockAt(NOW), vocabulary });
    connector = createXConnector({ bearerToken: "token", apiUrl: sandbox.url, backoffMs: [] });
  });
  afterAll(() => sandbox.stop());

  const ask = async (ids: readonly string[]) => {
    const ledger = createLedger();
    const starters = await connector.threadStarters?.(ids, callContext(ledger));
    return { starters: Object.fromEntries(starters ?? []), ledger };
  };

  it("is the author of its first post; the price is that of what came, and no more was reserved than it could be", async () => {
    const author = addUser(world, { username: "somebody" });
    const root = startThread(world, NOW, author.id);
    const { starters, ledger } = await ask([root, root]);
    const handle = vocabulary === "tweet" ? null : "somebody";
    expect(starters).toEqual({ [root]: { id: author.id, handle } });
    // A field in the older vocabulary; in the newer the author comes as a user, at a cent.
    const [price, asked] = vocabulary === "tweet" ? [5_000, 5_000] : [15_000, 15_000];
    expect(ledger.counted()).toBe(price);
    expect(ledger.entries.at(-1)?.worst.microUsd).toBe(asked);
  });

  it("is not known where the first post is gone, and that costs nothing", async () => {
    const root = startThread(world, NOW, "77");
    world.roots.set(root, { authorId: "77", isGone: true });
    const { starters, ledger } = await ask([root]);
    expect(starters).toEqual({});
    expect(ledger.counted()).toBe(0);
  });

  it("is asked for a hundred threads in a call, and for no thread that has no id of X's", async () => {
    sandbox.resetMeter();
    const roots = Array.from({ length: 101 }, () => startThread(world, NOW, "77"));
    expect(Object.keys((await ask([...roots, "unnamed-5"])).starters)).toHaveLength(101);
    expect(sandbox.meter.requests.tweets).toBe(2);
  });
});
