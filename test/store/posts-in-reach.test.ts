import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { POST_KINDS, observed, type Post } from "../../src/core/facts.ts";
import { latestPostOf } from "../../src/core/facts-of.ts";
import type { Policy } from "../../src/core/policy.ts";
import { postsInReach } from "../../src/core/posts-in-reach.ts";
import { RULES } from "../../src/rules/index.ts";
import { keepPosts, postsWithin } from "../../src/store/readings.ts";
import { accountWith, daysAgo, factsWith, HANDLES, NOW, policyWith } from "../core/made-up.ts";
import { freshDatabase, type FreshDatabase } from "../support/database.ts";
import { seedAccount } from "../support/seed.ts";

const SEED = 20_261_126;
const RUNS = 150;

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());

/** Ages in days around the edges of the windows and far from them; a post made before all windows is known too. */
const age = fc.oneof(
  fc.constantFrom(0, 27, 28, 29, 89, 90, 91, 179, 180, 181, 189),
  fc.integer({ min: 0, max: 189 }),
);
const history = fc.array(
  fc.record({
    age,
    kind: fc.constantFrom(...POST_KINDS),
    organisations: fc.constantFrom<string[][]>([], ["group"], ["group", "north"]),
  }),
  { maxLength: 30, size: "max" },
);
const settings = fc.record({
  barelyUsedUnderPosts: fc.integer({ min: 1, max: 12 }),
  barelyUsedWindowDays: fc.constantFrom(28, 90, 180),
  taggedWindowDays: fc.constantFrom(7, 28, 180),
  repostsCountAsPosts: fc.boolean(),
  judgeReposts: fc.boolean(),
  judgeReplies: fc.boolean(),
});
const known = fc.record({
  knownDays: fc.constantFrom(20, 100, 185, 300),
  ever: fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 30 })),
  registeredDays: fc.constantFrom(10, 60, 400),
});

interface Known {
  knownDays: number;
  ever: number | null;
  registeredDays: number;
}

/** What every rule says when these posts are at hand. */
function verdicts(posts: readonly Post[], policy: Policy, { knownDays, ever, registeredDays }: Known) {
  const latestPostAt = latestPostOf(null, posts, policy);
  const facts = factsWith({
    register: observed(accountWith({ registeredAt: daysAgo(registeredDays) }), NOW),
    activities: observed({ latestPostAt, posts, from: daysAgo(knownDays) }, NOW),
  });
  if (facts.profile.status === "observed") facts.profile.value.posts = ever;
  const context = { now: NOW, policy, officialHandles: HANDLES, tagsKnown: {} };
  return RULES.map((rule) => ({ rule: rule.id, says: rule.evaluate(facts, context) }));
}

test("no rule says anything else with the posts within reach than with all of them", async () => {
  const counts = { all: 0, within: 0 };
  await fc.assert(
    fc.asyncProperty(history, settings, known, async (made, changes, knowledge) => {
      const { id } = await seedAccount(database.db);
      const posts = made
        .toSorted((a, b) => a.age - b.age)
        .map(({ age: days, kind, organisations }, index): Post => {
          const postId = String(999 - index); // newer ones first where the day is the same
          return {
            id: postId,
            url: `https://x.com/a/${postId}`,
            at: daysAgo(days),
            kind,
            tags: { organisations },
          };
        });
      await keepPosts(database.db, id, posts);
      const policy = policyWith(changes);
      const within = await postsWithin(database.db, id, postsInReach(policy, NOW));
      expect(within).toEqual(posts.slice(0, within.length));
      expect(verdicts(within, policy, knowledge)).toEqual(verdicts(posts, policy, knowledge));
      counts.all += posts.length;
      counts.within += within.length;
    }),
    { seed: SEED, numRuns: RUNS },
  );
  expect(counts.within).toBeLessThan(counts.all * 0.8); // or nothing was left out, and nothing shown
});

test("an account that posts daily has a month of posts at hand, however long it has done so", async () => {
  const { id } = await seedAccount(database.db);
  const posts = Array.from({ length: 190 }, (_, day): Post => {
    const postId = String(999 - day);
    return {
      id: postId,
      url: "https://x.com/a/1",
      at: daysAgo(day),
      kind: "original",
      tags: { organisations: [] },
    };
  });
  await keepPosts(database.db, id, posts);
  expect(await postsWithin(database.db, id, postsInReach(policyWith(), NOW))).toHaveLength(29); // of day 0 to day 28
});

test("an account that seldom posts has all its posts at hand that a rule looks back to", async () => {
  const { id } = await seedAccount(database.db);
  const ages = [100, 150, 180, 189, 191];
  const posts = ages.map((days): Post => {
    return {
      id: String(days),
      url: "https://x.com/a/1",
      at: daysAgo(days),
      kind: "original",
      tags: { organisations: [] },
    };
  });
  await keepPosts(database.db, id, posts);
  const within = await postsWithin(database.db, id, postsInReach(policyWith(), NOW));
  expect(within.map((post) => post.id)).toEqual(["100", "150", "180", "189"]);
  // None of them lies within 90 days: where the rule counts no further, it must still see how many there are.
  const narrow = postsInReach(policyWith({ barelyUsedWindowDays: 90, barelyUsedUnderPosts: 2 }), NOW);
  expect(await postsWithin(database.db, id, narrow)).toEqual(within);
});
