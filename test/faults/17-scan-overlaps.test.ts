import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scanAlone } from "../../src/compose/scan.ts";
import { SILENT } from "../../src/log.ts";
import { listAccounts } from "../../src/store/accounts.ts";
import { runAccountsOf, runOfNight } from "../../src/store/runs.ts";
import { FIRST_NIGHT, openCollege, type College } from "../support/college.ts";
import { dumpOf } from "../support/dump.ts";
import { gateAt } from "../support/gate.ts";
import { HEIR_LOCK_MS } from "../support/fast-store.ts";
import { queueBackends } from "../support/redis.ts";
import { until } from "../support/until.ts";

let college: College;
beforeAll(async () => {
  college = await openCollege();
});
afterAll(() => college.close());

test.each(queueBackends())(
  "17: a scan that overlaps the night waits for the account that is being audited, and both get their result (%s)",
  async (backend) => {
    const undisturbed = await college.install();
    await (await undisturbed.serve()).finishAndDrain(FIRST_NIGHT);
    const { findings } = await dumpOf(undisturbed.database.db);

    const { database, ids, serve, store } = await college.install(backend);
    const { db } = database;
    const atArt = `new.account_id = '${ids.art}' and new.need = 'follows' and new.page = 1`;
    const stop = await gateAt(database.url, { table: "staged_pages", on: "insert", when: atArt });
    const service = await serve();
    await service.tickUntil("the night is in the middle of art", () => stop.isReached());

    const finished: number[] = [];
    const wanted = await listAccounts(db, { ids: [ids.art, ids.library] });
    const scanning = scanAlone(await store(), wanted, {
      log: SILENT,
      lockMs: HEIR_LOCK_MS,
      onProgress: (progress) => void finished.push(progress.finished),
    });
    await until("the scan has done the other account", () => finished.at(-1) === 1);
    await stop.open();
    const [scan, night] = [await scanning, await service.finish(FIRST_NIGHT)];
    expect(scan).toMatchObject({ status: "done", coverage: { audited: 2 } });
    expect(night).toMatchObject({ status: "done", coverage: { audited: 8 } });
    for (const { id } of [scan, night]) {
      const states = (await runAccountsOf(db, id)).map(({ state }) => state);
      expect(new Set(states)).toEqual(new Set(["done"]));
    }
    expect((await dumpOf(db)).findings).toEqual(findings);
    expect((await runOfNight(db, FIRST_NIGHT))?.id).toBe(night.id);

    // In the order of their settlement: first all calls of the one audit, then all of the other.
    const calls = await db.execute<{ run_id: string }>(
      sql`select run_id from spend where account_id = ${ids.art} order by xmin::text::bigint`,
    );
    const runsInTurn = calls.map((call) => call.run_id).filter((id, index, all) => id !== all[index - 1]);
    expect(runsInTurn).toEqual([night.id, scan.id]);
  },
);
