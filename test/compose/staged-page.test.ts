import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { StagedPage } from "../../jobs/audit/staged.ts";
import { concealPage, unconcealPage } from "../../src/compose/staged-page.ts";
import { loadKey, newKeyText } from "../../src/secrets.ts";
import { follows, stagedPages } from "../../src/store/schema/index.ts";
import { FIRST_NIGHT, openCollege, type College } from "../support/college.ts";
import { gateAt } from "../support/gate.ts";
import { inlineAuditor } from "../support/inline.ts";

const key = loadKey({ keyFile: null, keyText: newKeyText() });

let college: College;
beforeAll(async () => {
  college = await openCollege();
});
afterAll(() => college.close());

test("while a follow list is read, no staged page says which place of the public list a hash has", async () => {
  const { database, store } = await college.install();
  const auditor = await inlineAuditor(await store(), college.clock);
  const when = "new.need = 'follows' and new.page = 1";
  const gate = await gateAt(database.url, { table: "staged_pages", on: "insert", when });
  const night = auditor.night(FIRST_NIGHT);
  await gate.reached();
  const staged = await database.db
    .select({ facts: sql<string>`facts::text` })
    .from(stagedPages)
    .where(eq(stagedPages.need, "follows"));
  await gate.open();
  await night;
  const hashes = await database.db.select({ hash: follows.rowHash }).from(follows);
  expect(staged).not.toHaveLength(0);
  expect(hashes.length).toBeGreaterThan(1000); // the pages were read, and what they held is stored
  const known = hashes.filter(({ hash }) =>
    staged.some(({ facts }) => facts.includes(hash.toString("base64"))),
  );
  expect(known).toEqual([]);
});

const PAGE: StagedPage = {
  need: "follows",
  page: 0,
  nextCursor: "7140dibdnow9c7btw",
  facts: { rows: [{ row: "aGFzaA==", id: null, handle: null }], seals: [], total: 1 },
};

test("a page is read back as it was staged", () => {
  expect(unconcealPage(key, concealPage(key, PAGE))).toEqual(PAGE);
  const last = { ...PAGE, nextCursor: null };
  expect(unconcealPage(key, concealPage(key, last))).toEqual(last);
  const posts: StagedPage = { ...PAGE, need: "posts", facts: { posts: [], held: "sealed" } };
  expect(concealPage(key, posts).facts).toEqual(posts.facts); // Postgres asks whether answers are held
  expect(unconcealPage(key, concealPage(key, posts))).toEqual(posts);
});

test("a page that an earlier release staged is read as it stands", () => {
  const { nextCursor } = concealPage(key, PAGE);
  expect(unconcealPage(key, { ...PAGE, nextCursor })).toEqual(PAGE);
});
