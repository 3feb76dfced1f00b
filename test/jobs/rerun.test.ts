import { eq } from "drizzle-orm";
import * as fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { follow, unfollow, type Fault, type SandboxUser } from "../../connectors/x/sandbox.ts";
import { scanAlone } from "../../src/compose/scan.ts";
import { addDays } from "../../src/core/calendar.ts";
import { HOUR_MS } from "../../src/core/time.ts";
import { SILENT } from "../../src/log.ts";
import { listAccounts } from "../../src/store/accounts.ts";
import type { Database } from "../../src/store/database.ts";
import { accountStates } from "../../src/store/schema/index.ts";
import { FIRST_NIGHT, NAMES, openCollege, postOn, type College } from "../support/college.ts";
import { dumpOf } from "../support/dump.ts";
import { inlineAuditor } from "../support/inline.ts";

const SEED = 20_261_124;
/** Each run is three audits of a college on a Postgres and a platform of its own. */
const RUNS = 5;

const colleges: College[] = [];
afterAll(() => Promise.all(colleges.map((college) => college.close())));

/** What may happen at a college between two nights, or go wrong in one. `what` is for the counterexample. */
interface Change {
  what: string;
  happenAt(college: College): void;
}

const name = fc.constantFrom(...NAMES);
const change: fc.Arbitrary<Change> = fc.oneof(
  changing(
    { name, day: fc.integer({ min: -40, max: 0 }), text: fc.constantFrom("Hello", "Hi @capitalccg") },
    ({ world, users }, { name, day, text }) => postOn(world, users[name], day, text),
  ),
  changing({ name, which: fc.constantFrom(0, 1) }, ({ users, learners }, { name, which }) => {
    follow(users[name], learners[which]);
  }),
  changing({ name, place: fc.nat(29) }, ({ users }, { name, place }) => {
    unfollow(users[name], users[name].following[place] ?? "");
  }),
  changing({ name, count: fc.nat(3) }, ({ users }, { name, count }) => {
    users[name].followingGap = count;
  }),
  changing(
    { name, state: fc.constantFrom<SandboxUser["state"][]>("live", "suspended", "missing") },
    ({ users }, { name, state }) => {
      users[name].state = state;
    },
  ),
  changing({ name, isProtected: fc.boolean() }, ({ users }, { name, isProtected }) => {
    users[name].protected = isProtected;
  }),
  changing(
    {
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
    },
    ({ world, users }, { name, ...fault }) => void world.faults.push({ ...fault, userId: users[name].id }),
  ),
);

function changing<T>(
  drawn: { [K in keyof T]: fc.Arbitrary<T[K]> },
  does: (college: College, given: T) => void,
): fc.Arbitrary<Change> {
  return fc.record(drawn).map((given) => ({
    what: JSON.stringify(given),
    happenAt: (college) => does(college, given),
  }));
}

const changes = fc.array(change, { minLength: 2, maxLength: 12 });

/** Everything that an audit leaves behind but the record of the run itself, and when something was last looked at. */
async function leftBehind(db: Database) {
  const { run_accounts: _ofTheRun, account_states: states, ...rest } = await dumpOf(db);
  const readings = (states as Record<string, unknown>[]).map((state) =>
    Object.fromEntries(Object.entries(state).filter(([column]) => !LOOKED_AT.has(column))),
  );
  return { ...rest, readings };
}

const LOOKED_AT = new Set(["surveyed_at", "posts_read_at", "follow_read_at", "follow_whole_read_at"]);

/** Accounts whose follow list did not add up: that their next audit reads it whole is owed, and no mere repetition. */
async function owed(db: Database): Promise<string[]> {
  const inDoubt = await db
    .select({ id: accountStates.accountId })
    .from(accountStates)
    .where(eq(accountStates.followIncomplete, true));
  return inDoubt.map(({ id }) => id);
}

test(
  `auditing an unchanged world again changes nothing at all, an hour later (seed ${SEED}, ${RUNS} worlds)`,
  { timeout: 120_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(changes, changes, async (before, between) => {
        const college = await openCollege();
        colleges.push(college);
        college.users.art.following.splice(0, 1500); // a long list would only take time
        const { database, ids, store } = await college.install();
        const auditor = await inlineAuditor(await store(), college.clock);
        before.forEach((one) => one.happenAt(college));
        await auditor.night(FIRST_NIGHT);
        college.world.faults.length = 0;
        between.forEach((one) => one.happenAt(college));
        await auditor.night(addDays(FIRST_NIGHT, 1));
        const inDoubt = await owed(database.db);
        if (inDoubt.length > 0) await auditor.scan(inDoubt);
        const once = await leftBehind(database.db);
        college.clock.advance(HOUR_MS);
        const run = await auditor.scan(Object.values(ids));
        expect(run.status).toBe("done");
        expect(await leftBehind(database.db)).toEqual(once);
      }),
      { seed: SEED, numRuns: RUNS, endOnFailure: true },
    );
  },
);

test("a scan by itself after a night, on queues of its own, changes nothing and reads nothing twice", async () => {
  const college = await openCollege();
  colleges.push(college);
  const { database, store } = await college.install();
  const opened = await store();
  await (await inlineAuditor(opened, college.clock)).night(FIRST_NIGHT);
  const once = await leftBehind(database.db);
  college.sandbox.resetMeter();
  college.clock.advance(HOUR_MS);
  const run = await scanAlone(opened, await listAccounts(opened.db), {
    log: SILENT,
    onProgress: () => undefined,
  });
  expect(run).toMatchObject({ kind: "scan", status: "done", coverage: { accounts: 8, audited: 8 } });
  expect(await leftBehind(database.db)).toEqual(once);
  // One row is enough to see that a list that adds up stands; what is private or suspended is not asked for.
  expect(college.sandbox.meter.rows).toEqual({ user: 7, post: 0, follow: 6 });
});
