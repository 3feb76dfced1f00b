import { readFile } from "node:fs/promises";
import { eq } from "drizzle-orm";
import postgres from "postgres";
import { afterEach, beforeEach, expect, test } from "vitest";
import { addDays } from "../../src/core/calendar.ts";
import { DAY_MS } from "../../src/core/time.ts";
import { forgetWhatIsOld, RETENTION_DAYS } from "../../src/store/retention.ts";
import { untoldFindings } from "../../src/store/safeguarding-mail.ts";
import { deliveries, findings, learners, mails, posts, seals } from "../../src/store/schema/index.ts";
import { freshDatabase, type FreshDatabase } from "../support/database.ts";
import { failWrites } from "../support/failing-write.ts";
import { seedAccount, seedDelivery, seedFinding, seedLearnerList, seedSeal } from "../support/seed.ts";
import { untilWaiting } from "../support/waiting.ts";

let database: FreshDatabase;
beforeEach(async () => {
  database = await freshDatabase();
  await seedAccount(database.db, { id: "one" });
});
afterEach(() => database.close());

const TODAY = "2028-01-03";
const NOW = new Date(`${TODAY}T04:00:00Z`);
const before = (days: number) => new Date(NOW.getTime() - days * DAY_MS);
const forget = () => forgetWhatIsOld(database.db, NOW, TODAY);
const LEARNER = { accountId: "one", ruleId: "learner-followed", severity: "safeguarding" as const };
const CLOSED = { status: "resolved" as const, closing: "no-longer-applies" as const };

test("a safeguarding mail is kept while its finding is not closed: what was told is not told again after 400 days", async () => {
  const { db } = database;
  const old = before(RETENTION_DAYS.mails + 1);
  await seedLearnerList(db, { name: "list", asOf: TODAY, enrolled: 4, known: 4 });
  const entries = await db.select({ id: learners.id }).from(learners);
  const finding = (id: string, index: number, more: Partial<typeof findings.$inferInsert> = {}) =>
    seedFinding(db, { ...LEARNER, id, subject: entries[index]?.id ?? "", openedAt: old, ...more });
  await finding("open", 0, { status: "acknowledged" });
  await finding("again", 1, { reopenedCount: 2 });
  await finding("shut", 2, { ...CLOSED, closing: "fixed", closedAt: before(40) });
  for (const about of ["open", "open.again", "again.2", "shut"])
    await seedDelivery(db, { state: "accepted", kind: "safeguarding", about, at: old });
  await seedDelivery(db, { state: "accepted", kind: "digest", about: "2026-W48", at: old });
  await forget();
  const kept = await db.select({ about: mails.about }).from(mails).orderBy(mails.about);
  expect(kept.map(({ about }) => about)).toEqual(["again.2", "open", "open.again"]);
  expect(await db.$count(deliveries)).toBe(3);
  expect(await untoldFindings(db, ["learner-followed"])).toEqual([]);
});

test("what cannot be removed keeps nothing else from going, and is told to the caller", async () => {
  const { db } = database;
  const at = before(RETENTION_DAYS.posts + 1);
  const post = {
    accountId: "one",
    postId: "1",
    url: "",
    at,
    kind: "original" as const,
    taggedOrganisations: [],
  };
  await db.insert(posts).values(post);
  await failWrites(db, { table: "posts", on: "delete" });
  await seedLearnerList(db, { name: "list", asOf: TODAY, enrolled: 1, known: 1 });
  await db.update(learners).set({ lastDay: addDays(TODAY, -1) });
  await seedFinding(db, { ...LEARNER, id: "gone", ...CLOSED, closing: "fixed", closedAt: before(31) });
  await seedSeal(db, "gone", "key", Buffer.from("box"));
  await expect(forget()).rejects.toThrow("1 of 12 failed");
  expect([await db.$count(posts), await db.$count(learners), await db.$count(seals)]).toEqual([1, 0, 0]);
  await forget();
  expect(await db.$count(posts)).toBe(0);
});

test("who a leaver's finding was about goes with the seal or not at all", async () => {
  const { db } = database;
  await seedFinding(db, { ...LEARNER, id: "left", subject: "entry", ...CLOSED, closedAt: before(1) });
  await seedSeal(db, "left", "key", Buffer.from("box"));
  await failWrites(db, { table: "seals", on: "delete" });
  await expect(forget()).rejects.toThrow("1 of 12 failed");
  await forget();
  const [finding] = await db.select().from(findings).where(eq(findings.id, "left"));
  expect([finding?.subject, await db.$count(seals)]).toEqual(["left", 0]);
});

test("findings lose their subject in the order in which audits lock them: neither waits for the other", async () => {
  const { db } = database;
  for (const id of ["b", "a"])
    await seedFinding(db, { ...LEARNER, id, subject: `entry ${id}`, ...CLOSED, closedAt: before(1) });
  const client = postgres(database.url, { max: 1 });
  await client`begin`;
  await client`select from findings where id = 'a' for no key update`;
  const forgetting = forget();
  await untilWaiting(client, 1);
  await client`select from findings where id = 'b' for no key update`;
  await client`commit`;
  await client.end();
  await forgetting;
  const rows = await db.select({ subject: findings.subject }).from(findings);
  expect(rows.map(({ subject }) => subject)).toEqual(["left", "left"]);
});

test("docs/privacy.md says how long each is kept", async () => {
  const page = await readFile(new URL("../../docs/privacy.md", import.meta.url), "utf8");
  const said = (start: string) =>
    page
      .split("\n")
      .find((line) => line.startsWith(`| ${start}`))
      ?.split("|")[3]
      ?.trim();
  const {
    posts: ofPosts,
    threads,
    accountChanges,
    evaluationChanges,
    spend,
    mails: ofMails,
  } = RETENTION_DAYS;
  expect([said("posts:"), said("threads")]).toEqual([`${ofPosts} days`, `${threads} days`]);
  expect(said("what changed")).toBe(`${accountChanges} days`);
  expect(said("results:")).toBe(`changes ${evaluationChanges} days`);
  expect(said("spend")).toBe(`${spend} days`);
  expect(said("outgoing mail")).toBe(
    `${ofMails} days; about a safeguarding point at least until it is closed`,
  );
  expect(said("runs,")).toBe(`for good; accounts of a run ${RETENTION_DAYS.runAccounts} days`);
  expect(said("sealed evidence")).toBe(`${RETENTION_DAYS.seals} days after the finding closed`);
});
