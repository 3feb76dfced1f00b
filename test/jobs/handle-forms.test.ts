/** A learner who is known by handle alone, in a list's comparing form, is known however the platform writes the handle. */
import { and, eq } from "drizzle-orm";
import { afterAll, expect, test } from "vitest";
import { addPost, addUser, follow, startThread } from "../../connectors/x/sandbox.ts";
import { addDays, instantOf } from "../../src/core/calendar.ts";
import { hashed } from "../../src/learners/hash.ts";
import { importLearnerList } from "../../src/store/learner-lists.ts";
import { findings, seals } from "../../src/store/schema/index.ts";
import { seededIds } from "../support/clock.ts";
import { FIRST_NIGHT, openCollege, ZONE, type College } from "../support/college.ts";
import { inlineAuditor } from "../support/inline.ts";

const colleges: College[] = [];
afterAll(() => Promise.all(colleges.map((college) => college.close())));

test("capitals in a handle hide no learner: neither among those who are followed nor in a thread that was answered in", async () => {
  const college = await openCollege();
  colleges.push(college);
  const { world, users, clock } = college;
  const learner = addUser(world, { username: "Mixed_Case" });
  follow(users.sport, learner.id);
  const at = instantOf(addDays(FIRST_NIGHT, -2), "12:00", ZONE);
  const root = startThread(world, at, learner.id);
  addPost(world, users.library, {
    at,
    kind: "reply",
    text: "@Mixed_Case hello",
    referencedId: root,
    referencedAuthorId: learner.id,
    conversationId: root,
  });
  const { database, ids, store } = await college.install();
  const { db } = database;
  const auditor = await inlineAuditor(await store(), clock);
  const { key, keyVersion } = auditor.auditing;
  const row = { platform: "x" as const, id: null, handleKey: "mixed_case", lastDay: null };
  await importLearnerList(
    db,
    { name: "south", asOf: FIRST_NIGHT, enrolled: 1, learners: [hashed(key, row)], keyVersion },
    { now: clock.now(), today: FIRST_NIGHT, ids: seededIds(5), dryRun: false, confirmShrink: false },
  );
  await auditor.night(FIRST_NIGHT);
  const sealedOf = (accountId: string, ruleId: string) =>
    db
      .select({ status: findings.status })
      .from(findings)
      .innerJoin(seals, eq(seals.findingId, findings.id))
      .where(and(eq(findings.accountId, accountId), eq(findings.ruleId, ruleId)));
  expect(await sealedOf(ids.sport, "learner-followed")).toEqual([{ status: "open" }]);
  expect(await sealedOf(ids.library, "learner-contacted")).toEqual([{ status: "open" }]);
});
