/** Nights over the sandbox: what is noticed of an account's own changes, and what is kept of them. */
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addUser, type SandboxUser } from "../../connectors/x/sandbox.ts";
import { addDays } from "../../src/core/calendar.ts";
import { changesSince } from "../../src/store/account-changes.ts";
import type { Database } from "../../src/store/database.ts";
import { findings } from "../../src/store/schema/index.ts";
import { FIRST_NIGHT, openCollege, type College, type Name } from "../support/college.ts";
import { dumpOf } from "../support/dump.ts";
import { inlineAuditor, type InlineAuditor } from "../support/inline.ts";
import { evaluationOf } from "../support/evaluations.ts";

let college: College;
let db: Database;
let auditor: InlineAuditor;
let ids: Readonly<Record<Name, string>>;
let day = 0;

beforeAll(async () => {
  college = await openCollege();
  const installation = await college.install();
  ids = installation.ids;
  db = installation.database.db;
  auditor = await inlineAuditor(await installation.store(), college.clock);
  await auditor.night(FIRST_NIGHT);
}, 90_000);
afterAll(() => college.close());

/** Changes something, runs the next night, and returns what it lists as changed. */
async function after(change: (users: Readonly<Record<Name, SandboxUser>>) => void) {
  const before = college.clock.now();
  change(college.users);
  await auditor.night(addDays(FIRST_NIGHT, (day += 1)));
  const changes = await changesSince(db, before);
  return changes.map(({ accountId, kind, from, to }) => ({ accountId, kind, from, to }));
}

const vanished = (name: Name) => evaluationOf(db, ids[name], "vanished-account");

test("a night on which nothing changes lists nothing, the first included", async () => {
  expect(await changesSince(db, new Date(0))).toEqual([]);
  expect(await after(() => undefined)).toEqual([]);
});

test("another name, bio, handle and visibility are each listed once", async () => {
  const changes = await after(({ library, sport, art }) => {
    library.name = "The Zebra Reading Room";
    library.bio = "Open late";
    sport.username = "sport_now";
    art.protected = true;
  });
  expect(changes).toEqual(
    expect.arrayContaining([
      { accountId: ids.library, kind: "name", from: null, to: null },
      { accountId: ids.library, kind: "bio", from: null, to: null },
      { accountId: ids.sport, kind: "handle", from: "sport", to: "sport_now" },
      { accountId: ids.art, kind: "visibility", from: "present", to: "protected" },
    ]),
  );
  expect(changes).toHaveLength(4);
  expect(await after(() => undefined)).toEqual([]);
});

test("a handle that is written in capitals from now on is no other handle", async () => {
  const changes = await after(({ theatre }) => {
    theatre.username = "Theatre";
  });
  expect(changes).toEqual([]);
  expect(await after(() => undefined)).toEqual([]);
});

test("no word of a name or bio is kept", async () => {
  const dump = JSON.stringify(await dumpOf(db));
  expect(dump).not.toMatch(/Zebra|Open late/u);
});

test("a missing account waits for a second night, and its handle in other hands is said, not followed", async () => {
  const usurper = () => addUser(college.world, { username: "music" });
  const first = await after(({ music }) => {
    music.state = "missing";
    usurper();
  });
  expect(first).toEqual([{ accountId: ids.music, kind: "taken-over", from: null, to: null }]);
  expect(await vanished("music")).toMatchObject({ result: "could-not-check", cause: "account-missing" });
  expect(await after(() => undefined)).toEqual([]);
  expect(await vanished("music")).toMatchObject({ result: "fail" });
  const found = await db.select().from(findings).where(eq(findings.ruleId, "vanished-account"));
  expect(found.find(({ accountId }) => accountId === ids.music)?.evidence.figures).toMatchObject({
    taken_over: "yes",
  });
});

test("it passes again once it is back", async () => {
  await after(({ music }) => {
    music.state = "live";
  });
  expect(await vanished("music")).toMatchObject({ result: "pass" });
});

test("an account that stays private for a week is unaudited, with its cause", async () => {
  const unaudited = () => evaluationOf(db, ids.art, "unaudited-account");
  expect((await unaudited())?.result).toBe("pass");
  day += 7;
  await after(() => undefined);
  expect(await unaudited()).toMatchObject({ result: "fail" });
  await after(({ art }) => {
    art.protected = false;
  });
  expect((await unaudited())?.result).toBe("pass");
});
