import { afterAll, beforeAll, expect, test } from "vitest";
import { tagsAt } from "../../src/core/tags-known.ts";
import { settleTagsKnown } from "../../src/store/tags-known.ts";
import { daysAgo, handleOf, HANDLES, NOW, policyWith } from "../core/made-up.ts";
import { freshDatabase, type FreshDatabase } from "../support/database.ts";

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());

test("what can be tagged at first could be ever since; what comes later, from then on; what goes stays noted as ended", async () => {
  const settle = (names: readonly string[], now: Date) => settleTagsKnown(database.db, names, now);
  expect(await settle(["group x"], daysAgo(3))).toEqual({ "group x": null });
  expect(await settle(["group x", "north x"], daysAgo(2))).toEqual({
    "group x": null,
    "north x": daysAgo(2).toISOString(),
  });
  // Asked again, it says the same.
  expect(await settle(["group x", "north x"], daysAgo(1))).toMatchObject({
    "north x": daysAgo(2).toISOString(),
  });
  const ended = { "group x": null, "north x ended": daysAgo(2).toISOString() };
  expect(await settle(["group x"], daysAgo(1))).toEqual(ended);
  expect(await settle(["group x"], daysAgo(1))).toEqual(ended);
  // What comes back was not looked for in between.
  expect(await settle(["group x", "north x"], NOW)).toEqual({
    "group x": null,
    "north x": NOW.toISOString(),
  });
});

test("a hashtag that goes is forgotten: nobody is asked for it any more", async () => {
  const settle = (names: readonly string[]) => settleTagsKnown(database.db, names, NOW);
  await settle(["group x", "south #"]);
  expect(await settle(["group x"])).not.toHaveProperty(["south # ended"]);
});

test("a tag that was noted under a clock years ahead is asked for as soon as the clock is right", async () => {
  const settle = (now: Date) => settleTagsKnown(database.db, ["group x", "late x"], now);
  await settle(daysAgo(-900));
  expect(await settle(NOW)).toMatchObject({ "late x": NOW.toISOString() });
  expect(await settle(daysAgo(-1))).toMatchObject({ "late x": NOW.toISOString() });
});

test("official accounts count while their handles hold, hashtags on all platforms", () => {
  const gone = handleOf("southcollege", "south", { validTo: daysAgo(1) });
  const names = tagsAt(NOW, [...HANDLES, gone], policyWith());
  expect(names).toEqual(["group #", "group x", "north x", "south #"]);
});
