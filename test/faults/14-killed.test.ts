import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FIRST_NIGHT, openCollege, type College } from "../support/college.ts";
import { dumpOf, ledgerOf, type Dump } from "../support/dump.ts";
import { gateAt, type GateAt } from "../support/gate.ts";
import { queueBackends } from "../support/redis.ts";

let college: College;
let undisturbed: Dump;

beforeAll(async () => {
  college = await openCollege();
  const { database, serve } = await college.install();
  const service = await serve();
  await service.finishAndDrain(FIRST_NIGHT);
  undisturbed = await dumpOf(database.db);
});
afterAll(() => college.close());

/**
 * Where the worker is killed. `inFlight`: X has answered a call whose price is not settled yet. `onEach`: what becomes of
 * the job depends on the queue; the others are Postgres alone and are seen once.
 */
const STEPS: readonly { at: string; gate: GateAt; inFlight?: true; onEach?: true }[] = [
  {
    at: "while the run's accounts are put on record",
    gate: { table: "run_accounts", on: "insert" },
  },
  {
    at: "when the survey was answered, and is not on record",
    gate: { table: "run_accounts", on: "update", when: "old.state = 'waiting' and new.state = 'pending'" },
    onEach: true,
  },
  {
    at: "when a page was read, and its price is not settled",
    gate: { table: "spend", on: "update", when: "new.call = 'users/following'" },
    inFlight: true,
  },
  {
    at: "in the middle of a whole follow list, with pages staged",
    gate: { table: "staged_pages", on: "insert", when: "new.need = 'follows' and new.page = 2" },
    onEach: true,
  },
  {
    at: "between the staging of the last page and the write",
    gate: { table: "evaluations", on: "insert", when: "new.result = 'fail'" },
  },
  {
    at: "when the audit was written, and its job is not done",
    gate: { table: "leases", on: "delete" },
    onEach: true,
  },
  {
    at: "while the run is concluded",
    gate: { table: "runs", on: "update", when: "new.status = 'done'" },
  },
];

const stepsOn = (backend: string) => STEPS.filter(({ onEach }) => backend === "postgres" || onEach);

describe.each(queueBackends())("on %s", (backend) => {
  test.each(stepsOn(backend))(
    "14: a SIGKILL $at leaves the findings of an undisturbed run",
    async ({ gate, inFlight }) => {
      const { database, spawnWorker, serve } = await college.install(backend);
      college.sandbox.resetMeter();
      const stop = await gateAt(database.url, gate);
      const worker = await spawnWorker();
      await stop.reached();
      await worker.kill();
      await stop.destroy();

      const service = await serve();
      const run = await service.finishAndDrain(FIRST_NIGHT);
      expect(run.status).toBe("done");
      expect(await dumpOf(database.db)).toEqual(undisturbed);
      const { counted, unsettled } = await ledgerOf(database.db);
      expect(unsettled).toBe(inFlight ? 1 : 0);
      const { listPriceMicroUsd } = college.sandbox.meter;
      if (inFlight) expect(counted).toBeGreaterThanOrEqual(listPriceMicroUsd);
      else expect(counted).toBe(listPriceMicroUsd);
    },
  );
});

test("the comparison sees what it is to see: a seal, a follow and a post more", async () => {
  const { database, serve } = await college.install();
  await (await serve()).finishAndDrain(FIRST_NIGHT);
  await database.db.execute(sql`delete from seals where ctid = (select min(ctid) from seals)`);
  await database.db.execute(sql`delete from follows where ctid = (select min(ctid) from follows)`);
  await database.db.execute(sql`delete from posts where ctid = (select min(ctid) from posts)`);
  const dump = await dumpOf(database.db);
  for (const table of ["seals", "follows", "posts"] as const)
    expect(dump[table]).not.toEqual(undisturbed[table]);
});
