import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runAccountsOf, runOfNight } from "../../src/store/runs.ts";
import { posts, stagedPages } from "../../src/store/schema/index.ts";
import { FIRST_NIGHT, openCollege, type College } from "../support/college.ts";
import { dumpOf, type Dump } from "../support/dump.ts";
import { DISK_FULL, failWrites } from "../support/failing-write.ts";
import type { GateAt } from "../support/gate.ts";
import { inlineAuditor } from "../support/inline.ts";
import { queueBackends } from "../support/redis.ts";
import { until } from "../support/until.ts";
import { evaluationsOf } from "../support/evaluations.ts";
import { findingsOf } from "../support/findings.ts";

/** Nobody dies here: a busy machine must not look like a dead worker. */
const LOCK_MS = 30_000;

let college: College;
let undisturbed: Dump;

beforeAll(async () => {
  college = await openCollege();
  const { database, store } = await college.install();
  await (await inlineAuditor(await store(), college.clock)).night(FIRST_NIGHT);
  undisturbed = await dumpOf(database.db);
});
afterAll(() => college.close());

describe.each(queueBackends())("on %s", (backend) => {
  test("29: a save that fails in its middle leaves nothing of itself, and is made up by the next try", async () => {
    const { database, ids, serve } = await college.install(backend);
    const { db } = database;
    const write = await failWrites(db, {
      table: "findings",
      on: "insert",
      when: `new.account_id = '${ids.music}'`,
    });
    const service = await serve({ lockMs: LOCK_MS });
    await service.tick();
    await until("the save has failed", () => service.log.some((line) => line.includes("job failed")));

    const run = await runOfNight(db, FIRST_NIGHT);
    const [account] = (await runAccountsOf(db, run?.id ?? "")).filter((one) => one.accountId === ids.music);
    expect(account).toMatchObject({ state: "pending", cause: null });
    expect(await evaluationsOf(db, ids.music)).toEqual([]);
    expect(await findingsOf(db, ids.music)).toEqual([]);
    expect(await db.select().from(posts).where(eq(posts.accountId, ids.music))).toEqual([]);
    // What was read and paid for is still there for the next try.
    expect(await db.$count(stagedPages, eq(stagedPages.accountId, ids.music))).toBeGreaterThan(0);

    expect(await service.finish(FIRST_NIGHT)).toMatchObject({ status: "done" });
    await service.drain();
    expect(await dumpOf(db)).toEqual(undisturbed);
    expect(await write.tries()).toBeGreaterThan(1);
    const said = service.log.filter((line) => line.includes("job failed"));
    expect(said).toEqual([expect.stringContaining(DISK_FULL)]);
  });
});

const SAVES: readonly { what: string; at: GateAt; times: number }[] = [
  {
    what: "a page that was read",
    at: { table: "staged_pages", on: "insert", when: "new.page = 1" },
    times: 1,
  },
  {
    what: "the survey's answers",
    at: { table: "run_accounts", on: "update", when: "new.state = 'pending'" },
    times: 1,
  },
  { what: "the run's accounts", at: { table: "run_accounts", on: "insert" }, times: 2 },
  {
    what: "the run's end",
    at: { table: "runs", on: "update", when: "new.concluded_at is not null" },
    times: 2,
  },
];

test.each(SAVES)(
  "29: a full disk at the save of $what delays the night and changes nothing in it",
  async ({ at, times }) => {
    const { database, serve } = await college.install();
    const write = await failWrites(database.db, at, times);
    const service = await serve({ lockMs: LOCK_MS });
    expect(await service.finish(FIRST_NIGHT)).toMatchObject({ status: "done" });
    expect(await write.tries()).toBeGreaterThan(times);
    await service.drain();
    expect(auditsOf(await dumpOf(database.db))).toEqual(auditsOf(undisturbed));
  },
);

/** Without the survey's answers as X gave them: asked a second time, we know which of its two vocabularies it speaks. */
function auditsOf({ run_accounts: _asSurveyed, ...audits }: Dump) {
  return audits;
}
