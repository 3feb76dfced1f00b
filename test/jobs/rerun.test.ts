import { eq } from "drizzle-orm";
import * as fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { follow, unfollow, type Fault } from "../../connectors/x/sandbox.ts";
import { scanAlone } from "../../src/compose/scan.ts";
import { addDays } from "../../src/core/calendar.ts";
import { SILENT } from "../../src/log.ts";
import { listAccounts } from "../../src/store/accounts.ts";
import type { Database } from "../../src/store/database.ts";
import { accountStates } from "../../src/store/schema/index.ts";
import { FIRST_NIGHT, NAMES, openCollege, postOn, type College } from "../support/college.ts";
import { dumpOf, type Dump } from "../support/dump.ts";
import { inlineAuditor } from "../support/inline.ts";

const SEED = 20_261_124;
/** Each run is three audits of a college on a Postgres and a platform of its own. */
const RUNS = 6;

const colleges: College[] = [];
afterAll(() => Promise.all(colleges.map((college) => college.close())));

/** What may happen at a college between two nights, or go wrong in one. */
type Change = (college: College) => void;

const name = fc.constantFrom(...NAMES);
const change: fc.Arbitrary<Change> = fc.oneof(
  fc
    .record({ name, day: fc.integer({ min: -40, max: 0 }), text: fc.constantFrom("Hello", "Hi @capitalccg") })
    .map(
      ({ name, day, text }) =>
        ({ world, users }) =>
          postOn(world, users[name], day, text),
    ),
  fc.record({ name, which: fc.constantFrom(0, 1) }).map(
    ({ name, which }) =>
      ({ users, learners }) =>
        follow(users[name], learners[which]),
  ),
  fc.record({ name, place: fc.nat(29) }).map(
    ({ name, place }) =>
      ({ users }) =>
        unfollow(users[name], users[name].following[place] ?? ""),
  ),
  fc.record({ name, count: fc.nat(3) }).map(
    ({ name, count }) =>
      ({ users }) =>
        (users[name].followingGap = count),
  ),
  fc.record({ name, state: fc.constantFrom("live" as const, "suspended" as const, "missing" as const) }).map(
    ({ name, state }) =>
      ({ users }) =>
        (users[name].state = state),
  ),
  fc.record({ name, hidden: fc.boolean() }).map(
    ({ name, hidden }) =>
      ({ users }) =>
        (users[name].protected = hidden),
  ),
  fc
    .record({
      name,
      endpoint: fc.constantFrom("users/tweets" as const, "users/following" as const),
      kind: fc.constantFrom<Fault["kind"][]>(
        "forbidden",
        "nothing",
        "null-id",
        "unknown-enum",
        "looping-cursor",
        "dropped-rows",
        "short-rows",
        "withheld-item",
      ),
    })
    .map(({ name, ...fault }): Change => ({ world, users }) => {
      world.faults.push({ ...fault, userId: users[name].id });
    }),
);
const changes = fc.array(change, { minLength: 2, maxLength: 12 });

/** Everything that an audit leaves behind but the record of the run itself. */
async function leftBehind(db: Database): Promise<Omit<Dump, "run_accounts">> {
  const { run_accounts: _ofTheRun, ...rest } = await dumpOf(db);
  return rest;
}

/** Accounts whose follow list did not add up: that their next audit reads it whole is owed, and no mere repetition. */
async function owed(db: Database): Promise<string[]> {
  const inDoubt = await db
    .select({ id: accountStates.accountId })
    .from(accountStates)
    .where(eq(accountStates.followIncomplete, true));
  return inDoubt.map(({ id }) => id);
}

test(
  `auditing an unchanged world again at the same hour changes nothing at all (seed ${SEED}, ${RUNS} worlds)`,
  { timeout: 120_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(changes, changes, async (before, between) => {
        const college = await openCollege();
        colleges.push(college);
        const { database, ids, store } = await college.install();
        const auditor = await inlineAuditor(await store(), college.clock);
        before.forEach((happens) => happens(college));
        await auditor.night(FIRST_NIGHT);
        college.world.faults.length = 0;
        between.forEach((happens) => happens(college));
        await auditor.night(addDays(FIRST_NIGHT, 1));
        const inDoubt = await owed(database.db);
        if (inDoubt.length > 0) await auditor.scan(inDoubt);
        const once = await leftBehind(database.db);
        const run = await auditor.scan(Object.values(ids));
        expect(run.status).toBe("done");
        expect(await leftBehind(database.db)).toEqual(once);
      }),
      { seed: SEED, numRuns: RUNS, endOnFailure: true },
    );
  },
);

test("a scan by itself after a night, on queues of its own, changes nothing and leaves no queue behind", async () => {
  const college = await openCollege();
  colleges.push(college);
  const { database, store } = await college.install();
  const opened = await store();
  await (await inlineAuditor(opened, college.clock)).night(FIRST_NIGHT);
  const once = await leftBehind(database.db);
  const run = await scanAlone(opened, await listAccounts(opened.db), {
    log: SILENT,
    onProgress: () => undefined,
  });
  expect(run).toMatchObject({ kind: "scan", status: "done", coverage: { accounts: 8, audited: 8 } });
  expect(await leftBehind(database.db)).toEqual(once);
});
