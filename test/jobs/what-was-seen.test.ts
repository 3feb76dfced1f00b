/** Whole nights over the sandbox: what a reading that saw less than there is leaves known, that night and later. */
import { and, eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { addPost, follow, startThread, strangers, type Fault } from "../../connectors/x/sandbox.ts";
import { addDays } from "../../src/core/calendar.ts";
import type { Store } from "../../src/compose.ts";
import type { Database } from "../../src/store/database.ts";
import { eventsOf } from "../../src/store/findings.ts";
import { readState } from "../../src/store/readings.ts";
import { accounts, findings, learners, threads } from "../../src/store/schema/index.ts";
import { FIRST_NIGHT, nightAt, openCollege, postOn, type College, type Name } from "../support/college.ts";
import { evaluationOf } from "../support/evaluations.ts";
import { findingsOf } from "../support/findings.ts";
import { inlineAuditor, type InlineAuditor } from "../support/inline.ts";

let college: College;
let db: Database;
let auditor: InlineAuditor;
let ids: Readonly<Record<Name, string>>;
let store: Store;

beforeEach(async () => {
  college = await openCollege();
  college.users.art.following.splice(0, 1500); // a long list would only take time
  const installation = await college.install();
  ids = installation.ids;
  db = installation.database.db;
  store = await installation.store();
  auditor = await inlineAuditor(store, college.clock);
});
afterEach(() => college.close());

const dateOf = (day: number) => addDays(FIRST_NIGHT, day);
const night = (day: number) => auditor.night(dateOf(day));
const stateOf = (name: Name) => readState(db, ids[name]);
const verdict = (name: Name, rule: string) => evaluationOf(db, ids[name], rule);
const ofRule = async (name: Name, rule: string) =>
  (await findingsOf(db, ids[name])).filter(({ ruleId }) => ruleId === rule);

const TAGGED = "Come and see us, says @capitalccg with @collegeconel";

/** The library posts, and its timeline is spoilt in the night after the given day. */
async function nightWith(kind: Fault["kind"], day: number): Promise<void> {
  postOn(college.world, college.users.library, day - 1, TAGGED);
  college.world.faults.push({ kind, endpoint: "users/tweets", userId: college.users.library.id });
  await night(day);
  college.world.faults.length = 0;
}

const BY_POSTS = ["dormant-account", "barely-used-account", "untagged-posts", "learner-contacted"];

test("20: a timeline without the post that the look-up spoke of is no reading: nothing passes by it, and it stays as old as it was", async () => {
  await night(0);
  await nightWith("dropped-rows", 1);
  expect(await stateOf("library")).toMatchObject({ postsReadAt: nightAt(dateOf(0)) });
  for (const rule of BY_POSTS) {
    expect(await verdict("library", rule), rule).toMatchObject({
      result: "could-not-check",
      cause: "incomplete",
    });
  }
  await night(2);
  expect(await verdict("library", "untagged-posts")).toMatchObject({ result: "pass" });
});

test("20: a post that could not be read lets nothing pass that night, nor later for as long as a rule looks back over it", async () => {
  await night(0);
  await nightWith("withheld-item", 1);
  for (const rule of BY_POSTS) {
    expect(await verdict("library", rule), rule).toMatchObject({
      result: "could-not-check",
      cause: "incomplete",
    });
  }
  postOn(college.world, college.users.library, 1, TAGGED);
  await night(2);
  expect(await stateOf("library")).toMatchObject({ postsCompleteFrom: nightAt(dateOf(1)) });
  expect(await verdict("library", "untagged-posts")).toMatchObject({ result: "could-not-check" });
  for (const [day, result] of [
    [28, "could-not-check"],
    [29, "pass"],
  ] as const) {
    postOn(college.world, college.users.library, day - 1, TAGGED);
    await night(day);
    expect(await verdict("library", "untagged-posts"), `day ${day}`).toMatchObject({ result });
  }
});

test("an account whose posts were all deleted was used until the last of them", async () => {
  await night(0);
  const { latestPostAt } = (await stateOf("library")) ?? {};
  college.users.library.posts.length = 0;
  await night(1);
  expect(await stateOf("library")).toMatchObject({ latestPostAt, postsReadAt: nightAt(dateOf(1)) });
  expect(await verdict("library", "dormant-account")).toMatchObject({ result: "pass" });
  expect(await ofRule("library", "dormant-account")).toEqual([]);
  await night(100);
  const [dormant] = await ofRule("library", "dormant-account");
  expect(dormant?.evidence.figures).toMatchObject({ last_post_on: addDays(FIRST_NIGHT, -1) });
});

test("posts that were read before an account became official are not called untagged when it is one no more", async () => {
  const change = (changes: Partial<typeof accounts.$inferInsert>) =>
    db.update(accounts).set(changes).where(eq(accounts.id, ids.collegeconel));
  await change({ kind: "departmental" });
  await night(0);
  await change({ kind: "official" });
  await night(3);
  expect(await verdict("library", "untagged-posts")).toMatchObject({ cause: "not-long-known" });
  await change({ status: "closed", updatedAt: nightAt(dateOf(4)) });
  await night(5);
  expect(await verdict("library", "untagged-posts")).toMatchObject({ cause: "not-long-known" });
  expect(await ofRule("library", "untagged-posts")).toEqual([]);
});

test("one day under a clock that runs ahead puts off no finding until the calendar is there", async () => {
  await night(0);
  const { library, sport } = college.users;
  college.world.faults.push({ kind: "forbidden", endpoint: "users/tweets", userId: library.id });
  postOn(college.world, library, 0, TAGGED);
  sport.state = "missing";
  college.clock.set(nightAt(dateOf(100)));
  await auditor.scan([ids.library, ids.sport]);
  for (const day of [1, 2, 8]) await night(day);
  expect(await verdict("library", "unaudited-account")).toMatchObject({ result: "fail" });
  expect(await verdict("sport", "vanished-account")).toMatchObject({ result: "fail" });
});

test("a follow list that was read whole under a clock that ran ahead is read whole again in the first right night", async () => {
  await night(0);
  college.clock.set(nightAt(dateOf(100)));
  await auditor.scan([ids.library]);
  expect(await stateOf("library")).toMatchObject({ followWholeReadAt: nightAt(dateOf(100)) });
  await night(1);
  expect(await stateOf("library")).toMatchObject({ followWholeReadAt: nightAt(dateOf(1)) });
});

test("the posts of a hidden account are as old as they were when it hid", async () => {
  await night(0);
  college.users.library.protected = true;
  await night(1);
  expect(await stateOf("library")).toMatchObject({ postsReadAt: nightAt(dateOf(0)) });
  college.users.library.protected = false;
  await night(2);
  expect(await stateOf("library")).toMatchObject({ postsReadAt: nightAt(dateOf(2)) });
});

test("answers that were read while no learner was known are not answers that were compared", async () => {
  const known = await db.delete(learners).returning();
  await night(0);
  expect(await stateOf("library")).toMatchObject({ threadsCompleteFrom: null });
  await db.insert(learners).values(known);
  postOn(college.world, college.users.library, 0, TAGGED);
  await night(1);
  expect(await stateOf("library")).toMatchObject({ threadsCompleteFrom: nightAt(dateOf(1)) });
});

test("what was waived while it was high stays as it was waived; what was waived as medium grows no worse by waiting", async () => {
  await night(0);
  const [high] = await ofRule("music", "dormant-account");
  expect(high).toMatchObject({ status: "open", severity: "high" });
  await night(70);
  const [medium] = await ofRule("library", "dormant-account");
  expect(medium).toMatchObject({ status: "open", severity: "medium" });
  for (const finding of [high, medium]) {
    await db
      .update(findings)
      .set({
        status: "waived",
        waivedUntil: nightAt(dateOf(200)),
        waivedSeverity: finding?.severity ?? null,
      })
      .where(and(eq(findings.id, finding?.id ?? ""), eq(findings.ruleId, "dormant-account")));
  }
  for (const day of [71, 150]) await night(day);
  for (const finding of [high, medium]) {
    const [now] = await ofRule(finding === high ? "music" : "library", "dormant-account");
    expect(now).toMatchObject({ status: "waived", severity: finding?.severity });
    expect((await eventsOf(db, finding?.id ?? "")).map(({ kind }) => kind)).toEqual(["opened"]);
  }
  await night(201);
  const [grown] = await ofRule("library", "dormant-account");
  expect(grown).toMatchObject({ status: "open", severity: "high" });
});

test("without authority for the learner rules no follow list is bought, no thread is kept, and nothing is said of learners", async () => {
  const { config } = store;
  const policy = { ...config.policy, learnerRulesAuthorised: false };
  const without = await inlineAuditor({ ...store, config: { ...config, policy } }, college.clock);
  const starter = strangers(college.world, 1)[0] ?? "";
  const root = startThread(college.world, nightAt(dateOf(-2)), starter);
  addPost(college.world, college.users.library, {
    at: nightAt(dateOf(-1)),
    kind: "reply",
    text: "hello",
    referencedId: root,
    referencedAuthorId: starter,
    conversationId: root,
  });
  await without.night(FIRST_NIGHT);
  expect(college.sandbox.meter.requests["users/following"]).toBe(0);
  expect(await db.$count(threads)).toBe(0);
  for (const rule of ["learner-followed", "learner-contacted"]) {
    expect(await verdict("music", rule), rule).toMatchObject({ cause: "not-authorised" });
  }
  expect(await verdict("library", "official-account-unfollowed")).toMatchObject({
    result: "could-not-check",
    cause: "not-authorised",
  });
});

test("18: a follow list whose reading failed stays as old as it was", async () => {
  await night(0);
  for (const stranger of strangers(college.world, 2)) follow(college.users.library, stranger);
  college.world.faults.push({ kind: "payment-required", endpoint: "users/following" });
  await night(1);
  expect(await verdict("library", "learner-followed")).toMatchObject({ cause: "no-credit" });
  expect(await stateOf("library")).toMatchObject({ followReadAt: nightAt(dateOf(0)) });
});

test("a learner known by handle alone is known by id from the night on in which an account follows them", async () => {
  const handleless = async () => (await db.select().from(learners)).filter(({ idHash }) => idHash === null);
  expect(await handleless()).toHaveLength(1);
  await night(0);
  expect(await handleless()).toEqual([]);
});

test("an account whose newest post was deleted is read once for it, and not each night anew", async () => {
  await night(0);
  college.users.library.posts.shift();
  for (const day of [1, 2]) await night(day);
  college.sandbox.resetMeter();
  await night(3);
  expect(college.sandbox.meter.requests["users/tweets"]).toBe(0);
});
