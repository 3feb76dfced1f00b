import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createXConnector } from "../../connectors/x/index.ts";
import {
  type Sandbox,
  type SandboxUser,
  type SandboxWorld,
  addPost,
  addUser,
  createWorld,
  startXSandbox,
} from "../../connectors/x/sandbox.ts";
import type { Account } from "../../src/core/account.ts";
import type { Connector } from "../../src/core/connector.ts";
import { clockAt } from "../support/clock.ts";
import { NOW, account, allPosts, callContext, createLedger, failureOf, tagContext } from "./scene.ts";

const since = (postId: string): { read: "since"; postId: string } => ({ read: "since", postId });
const daysAgo = (days: number): Date => new Date(NOW.getTime() - days * 86_400_000);
const first = { read: "first", from: daysAgo(7) } as const;

describe.each(["tweet", "post"] as const)("posts from X in the vocabulary of %s", (vocabulary) => {
  let world: SandboxWorld;
  let user: SandboxUser;
  let sandbox: Sandbox;
  let connector: Connector;
  let own: Account;

  beforeEach(async () => {
    world = createWorld();
    user = addUser(world, { username: "conel_library" });
    sandbox = await startXSandbox({ world, clock: clockAt(NOW), vocabulary });
    connector = createXConnector({ bearerToken: "token", apiUrl: sandbox.url, backoffMs: [1, 1] });
    own = account({ handle: user.username, platformId: user.id });
    await connector.survey([own], callContext());
    sandbox.resetMeter();
  });
  afterEach(() => sandbox.stop());

  it("reads what came since the newest known post, and pays for that alone", async () => {
    const known = addPost(world, user, { at: daysAgo(3), text: "known" });
    const two = [2, 1].map((days) => addPost(world, user, { at: daysAgo(days), text: "new" }).id);
    const ledger = createLedger();
    const read = await allPosts(connector, own, since(known.id), callContext(ledger));
    expect(read).toEqual({ ids: two.toReversed(), unreadable: 0, pages: 1 });
    expect(ledger.entries.map((entry) => entry.actual?.microUsd)).toEqual([10_000]);
    expect(sandbox.meter.listPriceMicroUsd).toBe(10_000);
  });

  it("pays nothing for an empty page", async () => {
    const known = addPost(world, user, { at: daysAgo(3), text: "known" });
    const ledger = createLedger();
    expect((await allPosts(connector, own, since(known.id), callContext(ledger))).ids).toEqual([]);
    expect(ledger.counted()).toBe(0);
  });

  it("reads a busy week since the last night page by page, each post once", async () => {
    const known = addPost(world, user, { at: daysAgo(8), text: "known" });
    const ids = Array.from(
      { length: 230 },
      (_, n) => addPost(world, user, { at: daysAgo(7 - n / 40), text: "new" }).id,
    );
    const read = await allPosts(connector, own, since(known.id), callContext());
    expect(read.ids).toEqual(ids.toReversed());
  });

  it("a first reading of a quiet account gives the newest 5 posts, however old, in one call", async () => {
    const ids = [400, 300, 200, 100, 50, 20].map(
      (days) => addPost(world, user, { at: daysAgo(days), text: "a" }).id,
    );
    const read = await allPosts(connector, own, first, callContext());
    expect(read).toEqual({ ids: ids.toReversed().slice(0, 5), unreadable: 0, pages: 1 });
    expect(sandbox.meter.rows.post).toBe(5);
  });

  it("a first reading of a busy account gives the last 7 days, and reads no post twice", async () => {
    const recent = Array.from(
      { length: 9 },
      (_, n) => addPost(world, user, { at: daysAgo(6 - n / 2), text: "a" }).id,
    );
    for (let n = 0; n < 20; n++) addPost(world, user, { at: daysAgo(8 + n), text: "older" });
    const read = await allPosts(connector, own, first, callContext());
    expect(read).toEqual({ ids: recent.toReversed(), unreadable: 0, pages: 2 });
    expect(sandbox.meter.rows.post).toBe(9);
  });

  it("a first reading of an account that never posted gives none", async () => {
    expect(await allPosts(connector, own, first, callContext())).toEqual({
      ids: [],
      unreadable: 0,
      pages: 1,
    });
  });

  it("tells originals, quotes, replies and reposts apart", async () => {
    (["original", "quote", "reply", "repost"] as const).forEach((kind, n) =>
      addPost(world, user, { at: daysAgo(4 - n), text: "a", kind }),
    );
    const page = await connector.postsPage(own, { wanted: first, cursor: null }, callContext());
    const { posts } = connector.normalise(page, tagContext(own));
    expect(posts.map((post) => post.kind)).toEqual(["repost", "reply", "quote", "original"]);
  });

  it("settles what was really charged, expansions included", async () => {
    addPost(world, user, { at: daysAgo(1), text: "a", kind: "quote" });
    const ledger = createLedger();
    await allPosts(connector, own, first, callContext(ledger));
    expect(ledger.counted()).toBe(sandbox.meter.listPriceMicroUsd);
    expect(ledger.counted()).toBe(vocabulary === "tweet" ? 5_000 : 10_000);
  });

  it("sees a tag beyond the 280th character, and a full-width one", async () => {
    addPost(world, user, { at: daysAgo(1), text: `${"long ".repeat(100)}@CapitalCCG and ＠conel` });
    const page = await connector.postsPage(own, { wanted: first, cursor: null }, callContext());
    const [post] = connector.normalise(page, tagContext(own)).posts;
    expect(post?.tags.organisations).toEqual(["cccg", "conel"]);
    expect(post?.url).toBe(`https://x.com/conel_library/status/${post?.id}`);
  });

  it("an edited post keeps the id of its first version", async () => {
    const [earlier] = [addPost(world, user, { at: daysAgo(2), text: "a" }).id];
    user.posts = [];
    addPost(world, user, { at: daysAgo(1), text: "a @conel", earlierIds: [earlier] });
    const read = await allPosts(connector, own, first, callContext());
    expect(read.ids).toEqual(vocabulary === "tweet" ? [earlier] : user.posts.map((post) => post.id));
  });

  it("accepts an empty list with data and one without", async () => {
    const other = await startXSandbox({ world, clock: clockAt(NOW), vocabulary, emptyData: "array" });
    const second = createXConnector({ bearerToken: "token", apiUrl: other.url });
    await second.survey([own], callContext());
    expect((await allPosts(second, own, first, callContext())).ids).toEqual([]);
    await other.stop();
  });

  it("notices a loop of pages", async () => {
    const known = addPost(world, user, { at: daysAgo(8), text: "known" });
    for (let n = 0; n < 30; n++) addPost(world, user, { at: daysAgo(7 - n / 10), text: "a" });
    world.faults.push({ kind: "looping-cursor", endpoint: "users/tweets" });
    const failure = await failureOf(allPosts(connector, own, since(known.id), callContext()));
    expect(failure.failure).toBe("incomplete");
    expect(sandbox.meter.requests["users/tweets"]).toBeLessThan(5);
  });

  it("goes on over one empty page with a cursor, and gives up on a row of them", async () => {
    const { id } = addPost(world, user, { at: daysAgo(1), text: "a" });
    world.faults.push({ kind: "empty-page-with-cursor", endpoint: "users/tweets", times: 1 });
    expect((await allPosts(connector, own, since("1"), callContext())).ids).toEqual([id]);
    world.faults.push({ kind: "empty-page-with-cursor", endpoint: "users/tweets" });
    const failure = await failureOf(allPosts(connector, own, since("1"), callContext()));
    expect(failure.failure).toBe("incomplete");
  });

  it("counts a post that X withholds as unreadable", async () => {
    addPost(world, user, { at: daysAgo(1), text: "a" });
    world.faults.push({ kind: "withheld-item", endpoint: "users/tweets" });
    expect((await allPosts(connector, own, first, callContext())).unreadable).toBe(1);
  });
});
