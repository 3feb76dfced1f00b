import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Surveyed } from "../../src/core/connector.ts";
import type { Post } from "../../src/core/facts.ts";
import { promotePosts, readingsOf } from "../../src/store/promote.ts";
import { readState } from "../../src/store/readings.ts";
import { policyWith } from "../core/made-up.ts";
import { freshDatabase, type FreshDatabase } from "../support/database.ts";
import { seedAccount } from "../support/seed.ts";

let database: FreshDatabase;
let accountId = "";
beforeAll(async () => {
  database = await freshDatabase();
});
beforeEach(async () => {
  accountId = (await seedAccount(database.db)).id;
});
afterAll(() => database.close());

const FIRST = new Date("2026-11-22T03:30:00Z");
const SECOND = new Date("2026-11-23T03:30:00Z");
const WEEK_BEFORE = new Date("2026-11-15T03:30:00Z");

const post = (id: string, at: string, kind: Post["kind"] = "original"): Post => ({
  id,
  url: `https://x.com/a/status/${id}`,
  at: new Date(at),
  kind,
  tags: { organisations: [] },
});

const NONE = {
  policy: policyWith(),
  matches: [],
  officials: [],
  threads: { count: 0, matches: [], unknown: 0, underOldKey: 0, notComparable: 0 },
};

const posts = (
  found: readonly Post[],
  reading: { from: Date } | { since: string; unreadable?: number; isWhole?: boolean; hasThreads?: boolean },
  now = FIRST,
  surveyedNewest: string | null = null,
) =>
  promotePosts(
    database.db,
    accountId,
    found,
    {
      from: null,
      since: null,
      unreadable: 0,
      newestId: found.map(({ id }) => id).toSorted((a, b) => Number(b) - Number(a))[0] ?? null,
      isWhole: true,
      hasThreads: true,
      ...reading,
    },
    { now, policy: policyWith(), surveyedNewest },
  );
const state = () => readState(database.db, accountId);

describe("posts", () => {
  test("a first reading is complete from its week on, or from its oldest post if that is older", async () => {
    await posts([post("2", "2026-11-20T12:00:00Z")], { from: WEEK_BEFORE });
    expect(await state()).toMatchObject({ newestPostId: "2", postsCompleteFrom: WEEK_BEFORE });
    const old = post("1", "2026-05-01T12:00:00Z");
    await posts([post("2", "2026-11-20T12:00:00Z"), old], { from: WEEK_BEFORE });
    expect(await state()).toMatchObject({ postsCompleteFrom: old.at, postsReadAt: FIRST });
  });

  test("a later reading goes on where the first began", async () => {
    await posts([post("1", "2026-11-20T12:00:00Z")], { from: WEEK_BEFORE });
    await posts([post("2", "2026-11-22T12:00:00Z")], { since: "1" }, SECOND);
    expect(await state()).toMatchObject({
      newestPostId: "2",
      latestPostAt: new Date("2026-11-22T12:00:00Z"),
      postsCompleteFrom: WEEK_BEFORE,
      postsReadAt: SECOND,
    });
  });

  test("20: a reading that did not show all that the survey spoke of is not the newest one", async () => {
    await posts([post("1", "2026-11-20T12:00:00Z")], { from: WEEK_BEFORE });
    await posts([], { since: "1", isWhole: false }, SECOND, "9");
    expect(await state()).toMatchObject({ newestPostId: "1", postsReadAt: FIRST });
  });

  test("when the newest post is gone, the next reading begins behind the one before it", async () => {
    await posts([post("4", "2026-11-20T12:00:00Z")], { from: WEEK_BEFORE });
    await posts([], { since: "4" }, SECOND, "3");
    expect(await state()).toMatchObject({ newestPostId: "3", postsReadAt: SECOND });
  });

  test.each([
    ["a post that came between the survey and the reading", [post("5", "2026-11-22T12:00:00Z")]],
    ["what another audit read after this one was planned", []],
  ])("%s is not taken for gone", async (_, found) => {
    await posts([post("4", "2026-11-20T12:00:00Z")], { from: WEEK_BEFORE });
    if (found.length === 0) await posts([post("5", "2026-11-22T12:00:00Z")], { since: "4" }, SECOND);
    await posts(found, { since: "4" }, SECOND, "4");
    expect(await state()).toMatchObject({ newestPostId: "5" });
  });

  test("20: a post that could not be read leaves a hole: what is complete begins behind it", async () => {
    await posts([post("1", "2026-11-20T12:00:00Z")], { from: WEEK_BEFORE });
    await posts([post("3", "2026-11-22T12:00:00Z")], { since: "1", unreadable: 1 }, SECOND);
    expect(await state()).toMatchObject({ postsCompleteFrom: SECOND, threadsCompleteFrom: SECOND });
  });

  test("20: posts whose threads nobody looked at leave a hole, also where the timeline was not shown whole", async () => {
    await posts([post("1", "2026-11-20T12:00:00Z")], { from: WEEK_BEFORE });
    const unscreened = { since: "1", isWhole: false, hasThreads: false };
    await posts([post("2", "2026-11-22T12:00:00Z")], unscreened, SECOND);
    expect(await state()).toMatchObject({ postsReadAt: FIRST, threadsCompleteFrom: null });
    const third = new Date("2026-11-24T03:30:00Z");
    await posts([post("3", "2026-11-23T12:00:00Z")], { since: "2" }, third);
    expect(await state()).toMatchObject({ threadsCompleteFrom: third });
  });

  test("a repost is the newest post, and no sign of use", async () => {
    const found = [post("1", "2026-11-20T12:00:00Z"), post("2", "2026-11-21T12:00:00Z", "repost")];
    await posts(found, { from: WEEK_BEFORE });
    expect(await state()).toMatchObject({
      newestPostId: "2",
      latestPostAt: new Date("2026-11-20T12:00:00Z"),
    });
  });
});

test("posts are at hand for as long as the longest rule looks back", async () => {
  await posts([post("1", "2026-05-26T03:30:00Z")], { from: WEEK_BEFORE }); // 180 days before FIRST
  const surveyed: Surveyed = { accountId, status: "failed", cause: "platform-error", detail: "said" };
  const { posts: atHand } = await readingsOf(database.db, accountId, { now: FIRST, surveyed, ...NONE });
  expect(atHand.map(({ id }) => id)).toEqual(["1"]);
});
