import { createSecretKey } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { rememberedLearnerShares } from "../../src/compose/learner-shares.ts";
import { hashed } from "../../src/learners/hash.ts";
import { importLearnerList } from "../../src/store/learner-lists.ts";
import { learners } from "../../src/store/schema/index.ts";
import { seededIds } from "../support/clock.ts";
import { freshDatabase, type FreshDatabase } from "../support/database.ts";

const KEY = createSecretKey(Buffer.alloc(32, 9));
const TODAY = "2026-11-22";

let database: FreshDatabase;
const ids = seededIds();
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());

/** Always at the same instant, as two imports in one moment of a made-up clock are. */
const load = (handles: readonly string[]) =>
  importLearnerList(
    database.db,
    {
      name: "autumn",
      asOf: "2026-11-20",
      enrolled: 100,
      learners: handles.map((handle) =>
        hashed(KEY, { platform: "x", handleKey: handle, id: null, lastDay: null }),
      ),
      keyVersion: 1,
    },
    { now: new Date("2026-11-22T10:00:00Z"), today: TODAY, ids, dryRun: false, confirmShrink: true },
  );

test("the share is counted anew after an import and on another day, and not for every account", async () => {
  const shares = rememberedLearnerShares(() => ({ ids: true, handles: true }));
  const known = async (today = TODAY) => (await shares(database.db, "x", today)).known;
  expect(await known()).toBe(0);
  await load(["a", "b"]);
  expect(await known()).toBe(2);
  await load(["a"]);
  expect(await known()).toBe(1);
  await database.db.delete(learners); // no import: what is remembered stands for the rest of the day
  expect(await known()).toBe(1);
  expect(await known("2026-11-23")).toBe(0);
});

test("a platform whose lists hold ids alone has a share of its own", async () => {
  await load(["a"]);
  const shares = rememberedLearnerShares((platform) => ({ ids: true, handles: platform === "x" }));
  expect(await shares(database.db, "x", TODAY)).toMatchObject({ known: 1, notComparable: 0 });
  expect(await shares(database.db, "youtube", TODAY)).toMatchObject({ known: 0 });
});
