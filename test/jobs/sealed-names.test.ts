/** Whole nights over the sandbox: what a lead who opens the sealed evidence reads. */
import { and, eq } from "drizzle-orm";
import { afterAll, expect, test } from "vitest";
import { addPost, startThread } from "../../connectors/x/sandbox.ts";
import { addDays, instantOf } from "../../src/core/calendar.ts";
import { createLeadKeys, openSeal, unlockLeadKey } from "../../src/secrets.ts";
import { findings, seals } from "../../src/store/schema/index.ts";
import { FIRST_NIGHT, handleOf, openCollege, ZONE, type College } from "../support/college.ts";
import { inlineAuditor } from "../support/inline.ts";

const colleges: College[] = [];
afterAll(() => Promise.all(colleges.map((college) => college.close())));

test("the sealed evidence names the learner, the account, the night, and of an answer the post that answered", async () => {
  const college = await openCollege();
  colleges.push(college);
  const { world, users } = college;
  const [learner] = college.learners;
  const at = instantOf(addDays(FIRST_NIGHT, -2), "12:00", ZONE);
  const root = startThread(world, at, learner);
  const { id: postId } = addPost(world, users.library, {
    at,
    kind: "reply",
    text: `@${handleOf(learner)} hello`,
    referencedId: root,
    referencedAuthorId: learner,
    conversationId: root,
  });
  const { database, ids, store } = await college.install();
  const { publicKey, privateKeyFile } = await createLeadKeys("correct horse");
  const opened = await store();
  const lead = { name: "Lena", email: "lena@college.example", publicKey };
  const safeguarding = { ...opened.config.safeguarding, conel: { lead, deputy: null } };
  const auditor = await inlineAuditor(
    { ...opened, config: { ...opened.config, safeguarding } },
    college.clock,
  );
  await auditor.night(FIRST_NIGHT);
  const key = await unlockLeadKey(privateKeyFile, "correct horse");
  const sealedOf = async (accountId: string, ruleId: string): Promise<unknown> => {
    const [sealed] = await database.db
      .select({ box: seals.box })
      .from(seals)
      .innerJoin(findings, eq(findings.id, seals.findingId))
      .where(and(eq(findings.accountId, accountId), eq(findings.ruleId, ruleId)));
    return JSON.parse((await openSeal(key, sealed?.box ?? Buffer.alloc(0))).toString("utf8"));
  };
  const who = { id: learner, handle: handleOf(learner), night: FIRST_NIGHT };
  expect(await sealedOf(ids.music, "learner-followed")).toMatchObject({ ...who, account: ids.music });
  expect(await sealedOf(ids.library, "learner-contacted")).toMatchObject({
    ...who,
    account: ids.library,
    post: expect.stringContaining(postId),
    postedAt: at.toISOString(),
  });
});
