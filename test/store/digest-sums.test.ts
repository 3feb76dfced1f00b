import { afterAll, beforeAll, expect, test } from "vitest";
import { postGroups } from "../../src/store/digest-sums.ts";
import { posts } from "../../src/store/schema/index.ts";
import { freshDatabase, type FreshDatabase } from "../support/database.ts";
import { seedAccount } from "../support/seed.ts";

let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase();
});
afterAll(() => fresh.close());

const on = (day: number) => new Date(Date.UTC(2026, 10, day));

test("posts are counted since the account was registered, or came to what it is, and no further back than asked", async () => {
  const { db } = fresh;
  const registered = await seedAccount(db, { registeredAt: on(5) });
  const moved = await seedAccount(db, { registeredAt: on(1), movedAt: on(10) });
  const old = await seedAccount(db, { registeredAt: on(1) });
  const post = { url: "https://example.org/p", kind: "original" as const, taggedOrganisations: [] };
  for (const { id: accountId } of [registered, moved, old]) {
    const rows = [2, 4, 6, 8, 12].map((day) => ({ accountId, postId: String(day), at: on(day), ...post }));
    await db.insert(posts).values(rows);
  }
  const counted = new Map((await postGroups(db, on(3))).map(({ accountId, count }) => [accountId, count]));
  expect([registered, moved, old].map(({ id }) => counted.get(id))).toEqual([3, 1, 4]);
});
