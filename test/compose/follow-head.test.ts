import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { unconcealHead } from "../../src/compose/follow-head.ts";
import { addDays } from "../../src/core/calendar.ts";
import { accountStates, follows } from "../../src/store/schema/index.ts";
import { FIRST_NIGHT, openCollege, type College } from "../support/college.ts";
import { inlineAuditor, type InlineAuditor } from "../support/inline.ts";
import type { Installation } from "../support/installation.ts";

let college: College;
let installed: Installation;
let auditor: InlineAuditor;
beforeAll(async () => {
  college = await openCollege();
  college.users.art.following.splice(0, 1500); // a long list would only take time
  installed = await college.install();
  auditor = await inlineAuditor(await installed.store(), college.clock);
  await auditor.night(FIRST_NIGHT);
});
afterAll(() => college.close());

const heads = () =>
  installed.database.db.execute<{ account_id: string; follow_head: string[] }>(sql`
    select account_id, follow_head from account_states where cardinality(follow_head) > 0 order by account_id`);

/** Rows that a public list would name without the key: those whose hash stands at a known place of it. */
async function hashesInOrder(): Promise<number> {
  const { db } = installed.database;
  return db.$count(
    follows,
    sql`exists (select from account_states, unnest(follow_head) as head
      where position(replace(encode(${follows.rowHash}, 'base64'), E'\n', '') in head) > 0)`,
  );
}

/** How many rows of follow lists a night is sent. */
async function rowsReadIn(night: number): Promise<number> {
  const { rows } = college.sandbox.meter;
  const before = rows.follow;
  await auditor.night(addDays(FIRST_NIGHT, night));
  return rows.follow - before;
}

test("no stored head says which place of the public list a followed account's hash has", async () => {
  expect(await heads()).not.toHaveLength(0);
  expect(await installed.database.db.$count(follows)).toBeGreaterThan(0);
  expect(await hashesInOrder()).toBe(0);
});

test("the next night knows the head all the same, and stores it as it was", async () => {
  const before = [...(await heads())];
  expect(await rowsReadIn(1)).toBe(before.length);
  expect([...(await heads())]).toEqual(before);
});

test("a head that an earlier release stored as it was is known, and concealed with the next reading", async () => {
  const { db } = installed.database;
  const before = [...(await heads())];
  for (const { account_id, follow_head } of before) {
    const plain = [...unconcealHead(auditor.auditing.key, follow_head)];
    await db.update(accountStates).set({ followHead: plain }).where(eq(accountStates.accountId, account_id));
  }
  expect(await hashesInOrder()).toBeGreaterThan(0);
  expect(await rowsReadIn(2)).toBe(before.length);
  expect([...(await heads())]).toEqual(before);
});
