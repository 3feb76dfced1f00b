import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { HOUR_MS } from "../../src/core/time.ts";
import { RULES } from "../../src/rules/index.ts";
import { runAccountsOf, runOfNight } from "../../src/store/runs.ts";
import { leases } from "../../src/store/schema/index.ts";
import { FIRST_NIGHT, nightAt, openCollege, type College } from "../support/college.ts";
import { dumpOf, type Dump } from "../support/dump.ts";
import type { Installation, RunningService } from "../support/installation.ts";
import { queueBackends } from "../support/redis.ts";
import { until } from "../support/until.ts";
import { evaluationsOf } from "../support/evaluations.ts";

/** X counts in whole seconds: this late in one, a limit that ends with it is a wait of 100 ms. */
const NIGHT = new Date(nightAt(FIRST_NIGHT).getTime() + 900);
const SHORTLY = new Date(NIGHT.getTime() + 100);
/** A day's quota that is used up: no night waits for it. */
const NEXT_DAY = new Date(NIGHT.getTime() + 20 * HOUR_MS);
/** More often than an account has tries. */
const STORM = 6;
/** Rules that judge what the limited calls would have read. */
const READING = new Set(
  RULES.filter(({ requires }) =>
    requires.some((fact) => fact === "activities" || fact === "following" || fact === "contacts"),
  ).map(({ id }) => id),
);
/** Nobody dies here: a busy machine must not look like a dead worker. */
const LOCK_MS = 30_000;

let college: College;
let undisturbed: Dump;

beforeAll(async () => {
  college = await openCollege();
  const { database, serve } = await college.install();
  const service = await inTheNight(serve);
  await service.finish(FIRST_NIGHT);
  await service.drain();
  undisturbed = await dumpOf(database.db);
});
afterEach(() => void (college.world.faults.length = 0));
afterAll(() => college.close());

/** A service that was there before the night, which has just begun. */
async function inTheNight(serve: Installation["serve"]): Promise<RunningService> {
  college.clock.set(new Date(nightAt(FIRST_NIGHT).getTime() - HOUR_MS));
  const service = await serve({ lockMs: LOCK_MS });
  await service.tick();
  college.clock.set(NIGHT);
  return service;
}

/** Without the survey's answers as X gave them: asked a second time, we know which of its two vocabularies it speaks. */
function auditsOf({ run_accounts: _asSurveyed, ...audits }: Dump) {
  return audits;
}

/** The three calls that a night makes; how a queue waits is seen on each backend by one of them. */
const callsOn = (backend: string) =>
  backend === "postgres"
    ? (["users/by", "users/tweets", "users/following"] as const)
    : (["users/following"] as const);

describe.each(queueBackends())("on %s", (backend) => {
  test.each(callsOn(backend))(
    "27: a storm of 429 on %s is waited out as told, spends no try and leaves an undisturbed night's findings",
    async (endpoint) => {
      const { database, serve } = await college.install(backend);
      college.world.faults.push({ kind: "rate-limited", endpoint, resetAt: SHORTLY, times: STORM });
      const service = await inTheNight(serve);
      const run = await service.finish(FIRST_NIGHT);
      expect(run.status).toBe("done");
      expect(college.world.faults).toMatchObject([{ times: 0 }]);
      const accounts = await runAccountsOf(database.db, run.id);
      expect(accounts.map(({ tryNumber }) => tryNumber)).toEqual(accounts.map(() => 1));
      expect(service.log.filter((line) => line.includes("job failed"))).toEqual([]);
      await service.drain();
      expect(auditsOf(await dumpOf(database.db))).toEqual(auditsOf(undisturbed));
    },
  );
});

test("27: limits that end after the deadline are not waited for: those accounts say so, the others are audited", async () => {
  const { database, ids, serve } = await college.install();
  const limited = ["library", "art"] as const;
  for (const name of limited) {
    const fault = { kind: "rate-limited", resetAt: NEXT_DAY, userId: college.users[name].id } as const;
    college.world.faults.push(
      { ...fault, endpoint: "users/following" },
      { ...fault, endpoint: "users/tweets" },
    );
  }
  const service = await inTheNight(serve);
  const run = await service.finish(FIRST_NIGHT);
  expect(run).toMatchObject({ status: "done", coverage: { audited: 8, notAudited: 0 } });
  const limitedIds = limited.map((name) => ids[name]);
  for (const id of limitedIds) {
    const evaluations = await evaluationsOf(database.db, id);
    expect(evaluations).toHaveLength(RULES.length);
    const reading = evaluations.filter(({ ruleId }) => READING.has(ruleId));
    expect(reading).toHaveLength(READING.size);
    for (const one of reading)
      expect(one).toMatchObject({ result: "could-not-check", cause: "rate-limited" });
  }
  const evaluations = (dump: Dump) =>
    (dump.evaluations as { account_id: string }[]).filter((row) => !limitedIds.includes(row.account_id));
  expect(evaluations(await dumpOf(database.db))).toEqual(evaluations(undisturbed));
  await service.drain();
});

test("27: a burst of HTTP 503 is tried again at once and leaves an undisturbed night's findings", async () => {
  const { database, serve } = await college.install();
  for (const endpoint of ["users/by", "users/tweets", "users/following"] as const) {
    college.world.faults.push({ kind: "server-error", status: 503, endpoint, times: 2 });
  }
  const service = await inTheNight(serve);
  const run = await service.finish(FIRST_NIGHT);
  expect(run.status).toBe("done");
  expect(college.world.faults.map(({ times }) => times)).toEqual([0, 0, 0]);
  await service.drain();
  expect(auditsOf(await dumpOf(database.db))).toEqual(auditsOf(undisturbed));
});

test("27: a storm that outlasts the night ends at the deadline, with what is known by then", async () => {
  const { database, ids, serve } = await college.install();
  const fault = { kind: "rate-limited", endpoint: "users/following" } as const;
  college.world.faults.push({ ...fault, userId: college.users.sport.id });
  college.sandbox.resetMeter();
  const service = await inTheNight(serve);
  await service.tickUntil("X has told it to wait, and it has put the account down", async () => {
    const held = await database.db.$count(leases, eq(leases.accountId, ids.sport));
    return college.sandbox.meter.refused > 0 && held === 0;
  });
  const waiting = await runOfNight(database.db, FIRST_NIGHT);
  college.clock.set(waiting?.deadline ?? NIGHT);
  const run = await service.finish(FIRST_NIGHT);
  expect(run.status).toBe("incomplete");
  expect(college.sandbox.meter.refused).toBe(1);
  const left = (await runAccountsOf(database.db, run.id)).filter(({ state }) => state === "failed");
  expect(left.map(({ accountId }) => accountId)).toContain(ids.sport);
  for (const one of left)
    expect(one).toMatchObject({ cause: "not-audited", detail: "the run's deadline came first" });
  for (const one of await evaluationsOf(database.db, ids.sport)) {
    expect(one).toMatchObject({ result: "could-not-check", cause: "not-audited" });
  }
  await until("the service drains though the platform told it to wait", () =>
    service.drain().then(() => true),
  );
});
