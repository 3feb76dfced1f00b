import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Post } from "../../src/core/facts.ts";
import { factsOf } from "../../src/core/facts-of.ts";
import type { Policy } from "../../src/core/policy.ts";
import type { Account } from "../../src/core/account.ts";
import type { Result } from "../../src/core/rule.ts";
import { dormantAccount } from "../../src/rules/dormant-account.ts";
import { promotePosts, readingsOf } from "../../src/store/promote.ts";
import { changeState, readState } from "../../src/store/readings.ts";
import { accountWith, daysAgo, NOW, policyWith } from "../core/made-up.ts";
import { freshDatabase, type FreshDatabase } from "../support/database.ts";
import { seedAccount } from "../support/seed.ts";

/** `reposts_count_as_posts` is changed while the account's posts are stored. */
let database: FreshDatabase;
let accountId = "";
beforeAll(async () => {
  database = await freshDatabase();
});
beforeEach(async () => {
  accountId = (await seedAccount(database.db)).id;
});
afterAll(() => database.close());

const COUNTED = policyWith({ repostsCountAsPosts: true });
const NOT_COUNTED = policyWith();

function post(days: number, kind: Post["kind"]): Post {
  const id = String(9000 - days);
  return { id, url: `https://x.com/a/${id}`, at: daysAgo(days), kind, tags: { organisations: [] } };
}

async function readUnder(policy: Policy, posts: readonly Post[], knownDays: number): Promise<void> {
  const reading = {
    from: daysAgo(knownDays),
    since: null,
    unreadable: 0,
    newestId: posts[0]?.id ?? null,
    isWhole: true,
    hasThreads: true,
  };
  await promotePosts(database.db, accountId, posts, reading, { now: NOW, policy, surveyedNewest: null });
  await changeState(database.db, accountId, { surveyedAt: NOW, presence: "present" });
}

/** What dormant-account says of the stored posts under other settings. */
async function judged(policy: Policy, account: Partial<Account> = {}): Promise<Result> {
  const surveyed = { status: "seen", presence: "present", profile: null, accountId } as const;
  const readings = await readingsOf(database.db, accountId, {
    now: NOW,
    policy,
    surveyed: { ...surveyed, newestPostId: "1" },
    matches: [],
    officials: [],
    threads: { count: 0, matches: [], unknown: 0, underOldKey: 0, notComparable: 0 },
  });
  const facts = factsOf({
    account: accountWith({ id: accountId, ...account }),
    readings,
    failures: {},
    policy,
    now: NOW,
    currentKeyVersion: 1,
    observes: ["activities"],
    followListsWanted: false,
    learners: null,
  });
  return dormantAccount.evaluate(facts, { now: NOW, policy, officialHandles: [], tagsKnown: {} });
}

const latest = async () => (await readState(database.db, accountId))?.latestPostAt;

test("a repost that counts no more does not show that the account is in use", async () => {
  await readUnder(COUNTED, [post(3, "repost"), post(150, "original")], 300);
  expect(await judged(COUNTED)).toMatchObject({ result: "pass" });
  expect(await judged(NOT_COUNTED)).toMatchObject({
    result: "fail",
    subjects: [{ sentence: "Nothing posted for 150 open days (limit 60): the last post was on 2026-06-26." }],
  });
  // The e-mail and the report tell the same last post.
  expect(await latest()).toEqual(daysAgo(150));
});

test("of reposts alone, nothing is said of the time of which no post is kept", async () => {
  await readUnder(COUNTED, [post(3, "repost"), post(150, "repost")], 300);
  expect(await judged(NOT_COUNTED)).toMatchObject({
    result: "fail",
    subjects: [{ sentence: "Nothing posted for 190 open days (limit 60): no post found since 2026-05-17." }],
  });
  const own = { dormantAfterDays: 250, dormantReason: "seasonal" };
  expect(await judged(NOT_COUNTED, own)).toMatchObject({ cause: "not-long-known" });
});

test("a repost that counts from now on is the last post", async () => {
  await readUnder(NOT_COUNTED, [post(3, "repost"), post(150, "original")], 300);
  expect(await judged(COUNTED)).toMatchObject({ result: "pass" });
  expect(await latest()).toEqual(daysAgo(3));
});
