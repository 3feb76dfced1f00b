/** Whole nights over the sandbox: whose threads an account answered in, what is kept of it, and what it costs. */
import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addPost, startThread, strangers, type SandboxPost } from "../../connectors/x/sandbox.ts";
import { addDays, instantOf } from "../../src/core/calendar.ts";
import type { Database } from "../../src/store/database.ts";
import { runJobs } from "../../src/compose/jobs.ts";
import { runOfNight } from "../../src/store/runs.ts";
import { findings, mails, posts, seals, stagedPages, threads } from "../../src/store/schema/index.ts";
import { WaitForPlatform } from "../../jobs/job.ts";
import {
  FIRST_NIGHT,
  handleOf,
  nightAt,
  openCollege,
  ZONE,
  type College,
  type Name,
} from "../support/college.ts";
import { inlineAuditor, type InlineAuditor } from "../support/inline.ts";
import { evaluationOf } from "../support/evaluations.ts";

let college: College;
let db: Database;
let auditor: InlineAuditor;
let ids: Readonly<Record<Name, string>>;

beforeAll(async () => {
  college = await openCollege();
  const installation = await college.install();
  ids = installation.ids;
  db = installation.database.db;
  auditor = await inlineAuditor(await installation.store(), college.clock);
}, 90_000);
afterAll(() => college.close());

const at = (day: number) => instantOf(addDays(FIRST_NIGHT, day), "12:00", ZONE);
const [byHandle, byId] = [() => college.learners[0], () => college.learners[1]];

/** Answers in a thread; the answered post is the thread's first, unless `within` names another. */
function answer(name: Name, day: number, starter: string, more: Partial<SandboxPost> = {}): SandboxPost {
  const { world, users } = college;
  const root = startThread(world, at(day - 1), starter);
  const draft = { referencedId: root, referencedAuthorId: starter, conversationId: root, ...more };
  return addPost(world, users[name], {
    at: at(day),
    kind: "reply",
    text: `@${handleOf(starter)} hello`,
    ...draft,
  });
}

async function contactsOf(name: Name) {
  const rows = await db
    .select()
    .from(findings)
    .where(and(eq(findings.accountId, ids[name]), eq(findings.ruleId, "learner-contacted")));
  return rows;
}
const resultOf = async (name: Name) => (await evaluationOf(db, ids[name], "learner-contacted"))?.result;
const threadsOf = (name: Name) => db.select().from(threads).where(eq(threads.accountId, ids[name]));

test("an answer in a learner's thread is found, sealed and told, by handle and by id, at no cost but the posts'", async () => {
  answer("library", -2, byHandle());
  answer("art", -3, byId());
  await auditor.night(FIRST_NIGHT);
  expect(college.sandbox.meter.requests.tweets).toBe(0);
  for (const name of ["library", "art"] as const) {
    const [contact, ...others] = await contactsOf(name);
    expect(others).toEqual([]);
    expect(contact).toMatchObject({ severity: "safeguarding", status: "open", evidence: { posts: [] } });
    const sealed = await db
      .select()
      .from(seals)
      .where(eq(seals.findingId, contact?.id ?? ""));
    expect(sealed).toHaveLength(1);
    const told = await db.select().from(mails).where(eq(mails.kind, "safeguarding"));
    expect(told.some((mail) => mail.about.includes(contact?.id ?? "?"))).toBe(true);
  }
});

test("what is kept of an answer is no link, no thread and no time", async () => {
  const [kept] = await threadsOf("library");
  expect(kept).toMatchObject({ firstOn: addDays(FIRST_NIGHT, -2), lastOn: addDays(FIRST_NIGHT, -2) });
  const replies = await db
    .select({ url: posts.url })
    .from(posts)
    .where(and(eq(posts.accountId, ids.library), eq(posts.kind, "reply")));
  expect(replies).toEqual([{ url: "https://x.com/library/with_replies" }]);
});

test("an answer deeper in a thread costs one look-up of its first post, once a thread", async () => {
  const [middle = ""] = strangers(college.world, 1);
  const root = startThread(college.world, at(-1), byId());
  const deeper = { referencedId: startThread(college.world, at(0), middle), referencedAuthorId: middle };
  const inThread = { ...deeper, conversationId: root };
  addPost(college.world, college.users.sport, { at: at(0), kind: "reply", text: "yes", ...inThread });
  await auditor.night(addDays(FIRST_NIGHT, 1));
  expect(college.sandbox.meter.requests.tweets).toBe(1);
  expect(await contactsOf("sport")).toHaveLength(1);
  addPost(college.world, college.users.sport, { at: at(1), kind: "reply", text: "no", ...inThread });
  await auditor.night(addDays(FIRST_NIGHT, 2));
  expect(college.sandbox.meter.requests.tweets).toBe(1);
  expect(await threadsOf("sport")).toMatchObject([{ lastOn: addDays(FIRST_NIGHT, 1) }]);
});

test("threads of our own and of registered accounts are none, and are not even looked up", async () => {
  const { users, world, sandbox } = college;
  const before = sandbox.meter.requests.tweets;
  const [own] = users.collegeconel.posts;
  const below = { conversationId: own?.id ?? "", referencedId: "77", referencedAuthorId: byId() };
  addPost(world, users.collegeconel, { at: at(2), kind: "reply", text: "thank you", ...below });
  const { id: fresh } = addPost(world, users.library, { at: at(2), text: "Open day" });
  const belowFresh = { ...below, conversationId: fresh };
  addPost(world, users.library, { at: at(2), kind: "reply", text: "see you", ...belowFresh });
  const known = await threadsOf("library");
  answer("music", 2, users.capitalccg.id);
  await auditor.night(addDays(FIRST_NIGHT, 3));
  expect(sandbox.meter.requests.tweets).toBe(before);
  for (const name of ["music", "collegeconel"] as const) expect(await threadsOf(name)).toEqual([]);
  expect(await threadsOf("library")).toEqual(known);
});

test("a learner who is only mentioned, or answered in a stranger's thread, is not contacted", async () => {
  const [stranger = ""] = strangers(college.world, 1);
  answer("music", 3, stranger, {
    referencedId: "88",
    referencedAuthorId: byId(),
    text: `@${handleOf(byId())} hi`,
  });
  await auditor.night(addDays(FIRST_NIGHT, 4));
  expect(await threadsOf("music")).toHaveLength(1);
  expect(await contactsOf("music")).toEqual([]);
});

test("a thread whose first post is gone is could not check: nobody knows who started it", async () => {
  const root = startThread(college.world, at(3), byId());
  const gone = college.world.roots.get(root);
  if (gone !== undefined) gone.isGone = true;
  const deeper = { referencedId: "99", referencedAuthorId: "100", conversationId: root };
  addPost(college.world, college.users.collegeconel, { at: at(4), kind: "reply", text: "ah", ...deeper });
  await auditor.night(addDays(FIRST_NIGHT, 5));
  expect(await evaluationOf(db, ids.collegeconel, "learner-contacted")).toMatchObject({
    result: "could-not-check",
    cause: "incomplete",
  });
});

/** An answer deep in a thread of a learner's: who started it must be asked. */
function deepAnswer(name: Name, day: number) {
  const conversationId = startThread(college.world, at(day - 1), byId());
  const deeper = { referencedId: "99", referencedAuthorId: "100", conversationId };
  addPost(college.world, college.users[name], { at: at(day), kind: "reply", text: "well", ...deeper });
}

test("18: a look-up that fails is the night's cause, and is made the next night: no contact is lost", async () => {
  const { world } = college;
  deepAnswer("art", 5);
  world.faults.push({ kind: "payment-required", endpoint: "tweets" });
  await auditor.night(addDays(FIRST_NIGHT, 6));
  const untagged = await evaluationOf(db, ids.art, "untagged-posts");
  expect(untagged).toMatchObject({ result: "could-not-check", cause: "no-credit" });
  expect(await threadsOf("art")).toHaveLength(1);
  world.faults.length = 0;
  await auditor.night(addDays(FIRST_NIGHT, 7));
  expect(await threadsOf("art")).toHaveLength(2);
  const [contact] = await contactsOf("art");
  expect(contact?.evidence.figures["last_on"]).toBe(addDays(FIRST_NIGHT, 5));
});

test("27: a look-up that is told to wait buys its page of posts no second time, and keeps no thread in clear", async () => {
  const { world, sandbox } = college;
  deepAnswer("music", 7);
  const resetAt = new Date(nightAt(addDays(FIRST_NIGHT, 8)).getTime() + 60_000);
  world.faults.push({ kind: "rate-limited", endpoint: "tweets", resetAt, times: 1 });
  sandbox.resetMeter();
  await expect(auditor.night(addDays(FIRST_NIGHT, 8))).rejects.toBeInstanceOf(WaitForPlatform);
  const bought = sandbox.meter.requests["users/tweets"];
  const staged = JSON.stringify(await db.select().from(stagedPages));
  expect(staged).toContain("held");
  for (const word of [byId(), handleOf(byId()), ...world.roots.keys()]) expect(staged).not.toContain(word);
  const { id: runId } = (await runOfNight(db, addDays(FIRST_NIGHT, 8))) ?? { id: "" };
  const job = runJobs(auditor.auditing).platform.find(({ name }) => name === "audit-account");
  await job?.run({ runId, accountId: ids.music, platform: "x", tryNumber: 1 }, new AbortController().signal);
  const audited = await threadsOf("music");
  expect(audited.map(({ lastOn }) => lastOn)).toContain(addDays(FIRST_NIGHT, 7));
  expect(sandbox.meter.requests["users/tweets"]).toBe(bought);
});

test("21: a contact stays open while the account is hidden or gone", async () => {
  const { library } = college.users;
  library.protected = true;
  await auditor.night(addDays(FIRST_NIGHT, 9));
  expect(await resultOf("library")).toBe("could-not-check");
  expect(await contactsOf("library")).toMatchObject([{ status: "open" }]);
  library.protected = false;
  library.state = "missing";
  await auditor.night(addDays(FIRST_NIGHT, 10));
  expect(await contactsOf("library")).toMatchObject([{ status: "open" }]);
  library.state = "live";
  await auditor.night(addDays(FIRST_NIGHT, 11));
  expect(await resultOf("library")).toBe("fail");
});

test("of two answers in one thread, read together, the later one counts", async () => {
  const { conversationId } = answer("capitalccg", 10, byHandle());
  answer("capitalccg", 11, byHandle(), { conversationId, referencedId: conversationId });
  await auditor.night(addDays(FIRST_NIGHT, 12));
  const [contact] = await contactsOf("capitalccg");
  expect(contact?.evidence.figures["last_on"]).toBe(addDays(FIRST_NIGHT, 11));
});

test("a contact lapses after the window as no longer applying, not as fixed", async () => {
  expect(await resultOf("library")).toBe("fail");
  for (const day of [89, 90]) await auditor.night(addDays(FIRST_NIGHT, day));
  expect(await contactsOf("library")).toMatchObject([{ status: "resolved", closing: "no-longer-applies" }]);
});
