/** A learner who is known by handle alone, in a list's comparing form, is known however the platform writes or tells the handle. */
import { and, eq } from "drizzle-orm";
import { afterAll, expect, test } from "vitest";
import { addPost, addUser, follow, startThread } from "../../connectors/x/sandbox.ts";
import { addDays, instantOf } from "../../src/core/calendar.ts";
import { hashed } from "../../src/learners/hash.ts";
import { importLearnerList } from "../../src/store/learner-lists.ts";
import { findings, seals } from "../../src/store/schema/index.ts";
import { seededIds } from "../support/clock.ts";
import { FIRST_NIGHT, openCollege, ZONE, type College, type Name } from "../support/college.ts";
import { inlineAuditor } from "../support/inline.ts";

const colleges: College[] = [];
afterAll(() => Promise.all(colleges.map((college) => college.close())));

/** Imports one learner, known by handle alone, runs the first night, and returns the status of findings that are sealed. */
async function nightWithLearner(college: College, handleKey: string) {
  const { database, ids, store } = await college.install();
  const { db } = database;
  const auditor = await inlineAuditor(await store(), college.clock);
  const { key, keyVersion } = auditor.auditing;
  const row = { platform: "x" as const, id: null, handleKey, lastDay: null };
  await importLearnerList(
    db,
    { name: "south", asOf: FIRST_NIGHT, enrolled: 1, learners: [hashed(key, row)], keyVersion },
    { now: college.clock.now(), today: FIRST_NIGHT, ids: seededIds(5), dryRun: false, confirmShrink: false },
  );
  await auditor.night(FIRST_NIGHT);
  return (name: Name, ruleId: string) =>
    db
      .select({ status: findings.status })
      .from(findings)
      .innerJoin(seals, eq(seals.findingId, findings.id))
      .where(and(eq(findings.accountId, ids[name]), eq(findings.ruleId, ruleId)));
}

const at = instantOf(addDays(FIRST_NIGHT, -2), "12:00", ZONE);

test("capitals in a handle hide no learner: neither among those who are followed nor in a thread that was answered in", async () => {
  const college = await openCollege();
  colleges.push(college);
  const { world, users } = college;
  const learner = addUser(world, { username: "Mixed_Case" });
  follow(users.sport, learner.id);
  const root = startThread(world, at, learner.id);
  addPost(world, users.library, {
    at,
    kind: "reply",
    text: "@Mixed_Case hello",
    referencedId: root,
    referencedAuthorId: learner.id,
    conversationId: root,
  });
  const sealedOf = await nightWithLearner(college, "mixed_case");
  expect(await sealedOf("sport", "learner-followed")).toEqual([{ status: "open" }]);
  expect(await sealedOf("library", "learner-contacted")).toEqual([{ status: "open" }]);
});

test.each([
  ["the look-up tells", "post", "and so do we"],
  ["the answer mentions", "tweet", "@Mixed_Case and so do we"],
] as const)("who started a thread is known by the handle that %s", async (_who, vocabulary, text) => {
  const college = await openCollege({ vocabulary });
  colleges.push(college);
  const { world, users } = college;
  const learner = addUser(world, { username: "Mixed_Case" });
  addPost(world, users.library, {
    at,
    kind: "reply",
    text,
    referencedId: "99",
    referencedAuthorId: "100",
    conversationId: startThread(world, at, learner.id),
  });
  const sealedOf = await nightWithLearner(college, "mixed_case");
  expect(await sealedOf("library", "learner-contacted")).toEqual([{ status: "open" }]);
});
