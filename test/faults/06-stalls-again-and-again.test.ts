import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { QueueBackend } from "../../jobs/queue.ts";
import { RULES } from "../../src/rules/index.ts";
import { SERVICE_PREFIX } from "../../src/store/nights.ts";
import { findRun, runAccountsOf } from "../../src/store/runs.ts";
import { FIRST_NIGHT, nightAt, openCollege, type College } from "../support/college.ts";
import { LOCK_MS } from "../support/fast-store.ts";
import { startScript } from "../support/process.ts";
import { queueBackends } from "../support/redis.ts";
import { seedRun, seedRunAccount } from "../support/seed.ts";
import { evaluationsOf } from "../support/evaluations.ts";

let college: College;
beforeAll(async () => {
  college = await openCollege();
});
afterAll(() => college.close());

/** The first try is lost before it begins; in each of the two that are left the queue gives the job out twice. */
const MOST_DEATHS = 4;

describe.each(queueBackends())("on %s", (kind) => {
  test("6: an account whose audit kills the worker each time is reported as not audited, and the run concludes", async () => {
    const { database, redis, ids, serve } = await college.install(kind);
    const { db } = database;
    const backend: QueueBackend =
      redis === null ? { kind: "postgres", url: database.url } : { kind: "redis", url: redis.url };
    const { id } = await seedRun(db, {
      localDate: FIRST_NIGHT,
      status: "running",
      deadline: nightAt("2026-11-24"),
      concludedAt: null,
      coverage: null,
    });
    const surveyed = { status: "seen" as const, presence: "present" as const, profile: null };
    await seedRunAccount(db, id, ids.library, { surveyed });
    await seedRunAccount(db, id, ids.sport, { state: "pending", finishedAt: null });
    const scheduler = await serve({ role: "scheduler" });

    const concluded = async () => ((await findRun(db, id))?.concludedAt ?? null) !== null;
    let deaths = 0;
    while (!(await concluded())) {
      const worker = await startScript(
        "dying-worker.ts",
        { backend, prefix: SERVICE_PREFIX, lockMs: LOCK_MS },
        {},
      );
      await scheduler.tickUntil(
        "the worker dies, or the run concludes",
        async () => worker.isGone() || concluded(),
      );
      if (worker.isGone()) deaths += 1;
      await worker.kill();
      expect(deaths).toBeLessThanOrEqual(MOST_DEATHS);
    }

    expect(deaths).toBe(MOST_DEATHS);
    const run = await findRun(db, id);
    expect(run).toMatchObject({ status: "incomplete", coverage: { accounts: 2, audited: 1, notAudited: 1 } });
    const given = (await runAccountsOf(db, id)).filter(({ state }) => state !== "done");
    expect(given).toMatchObject([{ accountId: ids.sport, state: "failed", cause: "not-audited" }]);
    expect(given[0]?.detail).toMatch(/stopped too often/);
    const evaluations = await evaluationsOf(db, ids.sport);
    expect(evaluations.map(({ ruleId }) => ruleId).toSorted()).toEqual(RULES.map(({ id }) => id).toSorted());
    for (const one of evaluations)
      expect(one).toMatchObject({ result: "could-not-check", cause: "not-audited" });
  });
});
