import { afterAll, beforeAll, expect, test } from "vitest";
import { takeLease, type Lease } from "../../src/store/leases.ts";
import {
  dropStagedPages,
  dropStagedPagesOfEndedRuns,
  stagedPagesOf,
  stagePage,
} from "../../src/store/staging.ts";
import { freshDatabase, type FreshDatabase } from "../support/database.ts";
import { seedAccount, seedRun } from "../support/seed.ts";

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());

async function audit(runId: string): Promise<{ key: { runId: string; lease: Lease }; accountId: string }> {
  const { id: accountId } = await seedAccount(database.db);
  const lease = await takeLease(database.db, { runId, accountId, token: "mine" });
  if (lease === null) throw new Error("nobody else has the account");
  return { key: { runId, lease }, accountId };
}

const page = (need: "posts" | "follows", number: number, nextCursor: string | null = null) => ({
  need,
  page: number,
  nextCursor,
  facts: { rows: [number] },
});

test("pages come back as they were, in their order", async () => {
  const { key, accountId } = await audit("run1");
  for (const number of [0, 1, 10, 2])
    await stagePage(database.db, key, page("follows", number, `c${number}`));
  await stagePage(database.db, key, page("posts", 0));
  const pages = await stagedPagesOf(database.db, { runId: "run1", accountId });
  expect(pages.map((one) => `${one.need} ${one.page}`)).toEqual([
    "follows 0",
    "follows 1",
    "follows 2",
    "follows 10",
    "posts 0",
  ]);
  expect(pages[1]).toEqual(page("follows", 1, "c1"));
});

test("a page that is staged twice stays the first", async () => {
  const { key, accountId } = await audit("run1");
  await stagePage(database.db, key, page("posts", 0, "first"));
  await stagePage(database.db, key, page("posts", 0, "second"));
  expect(await stagedPagesOf(database.db, { runId: "run1", accountId })).toEqual([page("posts", 0, "first")]);
});

test("a page whose answers wait to be asked about is completed in its place", async () => {
  const { key, accountId } = await audit("run1");
  const waiting = { ...page("posts", 0, "next"), facts: { rows: [0], held: "concealed" } };
  await stagePage(database.db, key, waiting);
  const whole = { ...waiting, facts: { rows: [0], held: null } };
  await stagePage(database.db, key, whole);
  await stagePage(database.db, key, { ...whole, facts: { rows: [] } });
  expect(await stagedPagesOf(database.db, { runId: "run1", accountId })).toEqual([whole]);
});

test("5: whoever has lost the lease stages nothing", async () => {
  const { key, accountId } = await audit("run1");
  await takeLease(database.db, { runId: "run1", accountId, token: "another's" });
  expect(await stagePage(database.db, key, page("posts", 0))).toBe(false);
  expect(await stagedPagesOf(database.db, { runId: "run1", accountId })).toEqual([]);
});

test("one audit's pages are dropped without another's", async () => {
  const [one, two] = [await audit("run1"), await audit("run1")];
  await stagePage(database.db, one.key, page("posts", 0));
  await stagePage(database.db, two.key, page("posts", 0));
  await dropStagedPages(database.db, { runId: "run1", accountId: one.accountId });
  expect(await stagedPagesOf(database.db, { runId: "run1", accountId: one.accountId })).toHaveLength(0);
  expect(await stagedPagesOf(database.db, { runId: "run1", accountId: two.accountId })).toHaveLength(1);
});

test("a run sees its own pages of an account, and drops no other's", async () => {
  const { key, accountId } = await audit("run1");
  await stagePage(database.db, key, page("posts", 0));
  const other = { runId: "run2", accountId };
  expect(await stagedPagesOf(database.db, other)).toEqual([]);
  await dropStagedPages(database.db, other);
  expect(await stagedPagesOf(database.db, { runId: "run1", accountId })).toHaveLength(1);
});

test("pages of runs that have ended go; those of a run that goes on stay", async () => {
  const { db } = database;
  const ended = await seedRun(db);
  const dead = await audit(ended.id);
  await stagePage(db, dead.key, page("posts", 0));
  const kept: { runId: string; accountId: string }[] = [];
  for (const [day, status] of (["planned", "running"] as const).entries()) {
    const { id: runId } = await seedRun(db, { localDate: `2026-11-2${day + 3}`, status, concludedAt: null });
    const { key, accountId } = await audit(runId);
    await stagePage(db, key, page("posts", 0));
    kept.push({ runId, accountId });
  }
  await dropStagedPagesOfEndedRuns(db);
  expect(await stagedPagesOf(db, { runId: ended.id, accountId: dead.accountId })).toHaveLength(0);
  for (const key of kept) expect(await stagedPagesOf(db, key)).toHaveLength(1);
});
