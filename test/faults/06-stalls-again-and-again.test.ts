import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FIRST_NIGHT, openCollege, type College } from "../support/college.ts";
import { evaluationsOf } from "../../src/store/evaluations.ts";
import { runAccountsOf, runOfNight } from "../../src/store/runs.ts";
import { queueBackends } from "../support/redis.ts";
import { until } from "../support/until.ts";

let college: College;
beforeAll(async () => {
  college = await openCollege();
});
afterAll(() => college.close());

/** More deaths than this, and the account would take the whole night. */
const MOST_DEATHS = 6;

describe.each(queueBackends())("on %s", (backend) => {
  test("6: an account whose audit kills the worker each time is reported as not audited, and the run concludes", async () => {
    const { database, ids, spawnWorker, serve } = await college.install(backend);
    const scheduler = await serve({ role: "scheduler" });
    const concluded = async () => (await runOfNight(database.db, FIRST_NIGHT))?.concludedAt != null;
    let deaths = 0;
    while (!(await concluded())) {
      const worker = await spawnWorker({ role: "worker", diesOnUserId: college.users.sport.id });
      await scheduler.tickUntil(
        "the run is concluded, or the worker dead",
        async () => worker.isGone() || concluded(),
      );
      if (!worker.isGone()) break;
      deaths += 1;
      expect(deaths).toBeLessThanOrEqual(MOST_DEATHS);
    }
    const run = await until("the run is concluded", () => runOfNight(database.db, FIRST_NIGHT));
    expect(run).toMatchObject({ status: "incomplete", coverage: { accounts: 8, audited: 7, notAudited: 1 } });
    expect(deaths).toBeGreaterThanOrEqual(3);
    const given = (await runAccountsOf(database.db, run.id)).filter(({ state }) => state !== "done");
    expect(given).toMatchObject([{ accountId: ids.sport, state: "failed", cause: "not-audited" }]);
    expect(given[0]?.detail).toMatch(/stopped too often/);
    const evaluations = await evaluationsOf(database.db, ids.sport);
    expect(evaluations).toHaveLength(3);
    for (const one of evaluations)
      expect(one).toMatchObject({ result: "could-not-check", cause: "not-audited" });
  });
});
