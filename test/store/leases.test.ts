import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { endLease, holdLease, holdOffAudits, LEASE_SECONDS, takeLease } from "../../src/store/leases.ts";
import { freshDatabase, type FreshDatabase } from "../support/database.ts";
import { seedAccount } from "../support/seed.ts";
import { until } from "../support/until.ts";

let database: FreshDatabase;
let accountId = "";
beforeAll(async () => {
  database = await freshDatabase();
});
beforeEach(async () => {
  accountId = (await seedAccount(database.db)).id;
});
afterAll(() => database.close());

const take = (runId: string, token: string) => takeLease(database.db, { runId, accountId, token });
const letRunOut = () =>
  database.db.execute(sql`update leases set until = clock_timestamp() - interval '1 second'`);

test("17: one run at a time has an account, until it is given free", async () => {
  const mine = await take("night", "a");
  expect(mine).toMatchObject({ accountId, token: "a" });
  expect(await take("scan", "b")).toBeNull();
  if (mine !== null) await endLease(database.db, mine);
  expect(await take("scan", "b")).toMatchObject({ token: "b" });
});

test("the lease of a run that died can be had when its time is over, on the database's clock", async () => {
  await take("night", "a");
  const [row] = await database.db.execute<{ seconds: number }>(
    sql`select extract(epoch from until - clock_timestamp())::float8 as seconds from leases where account_id = ${accountId}`,
  );
  expect(row?.seconds).toBeGreaterThan(LEASE_SECONDS - 10);
  expect(row?.seconds).toBeLessThanOrEqual(LEASE_SECONDS);
  await letRunOut();
  expect(await take("scan", "b")).toMatchObject({ token: "b" });
  expect(await take("night", "c")).toBeNull();
  expect(await take("scan", "d")).toMatchObject({ token: "d" });
});

test("5: another try of the same run takes over at once, and the first can write nothing any more", async () => {
  const [first, second] = [await take("night", "a"), await take("night", "b")];
  expect(first).not.toBeNull();
  expect(second).not.toBeNull();
  expect(await holdLease(database.db, { accountId, token: "a" })).toBe(false);
  expect(await holdLease(database.db, { accountId, token: "b" })).toBe(true);
});

test("giving free what was lost leaves it to whoever has it", async () => {
  await take("night", "a");
  await take("night", "b");
  await endLease(database.db, { accountId, token: "a" });
  expect(await holdLease(database.db, { accountId, token: "b" })).toBe(true);
});

test("holding extends it", async () => {
  await take("night", "a");
  await letRunOut();
  expect(await holdLease(database.db, { accountId, token: "a" })).toBe(true);
  expect(await take("scan", "b")).toBeNull();
});

test("of many runs that come at once, one has the account", async () => {
  const all = await Promise.all(Array.from({ length: 12 }, (_, index) => take(`run${index}`, `t${index}`)));
  expect(all.filter((one) => one !== null)).toHaveLength(1);
});

test("whoever holds off many audits waits for the first of the ids and has none behind it: no two wait in a ring", async () => {
  const { db } = database;
  const [first = "", second = ""] = [accountId, (await seedAccount(db)).id].toSorted();
  let letGo = (): void => undefined;
  let isIn = (): void => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  const entered = new Promise<void>((resolve) => (isIn = resolve));
  const holding = db.transaction(async (tx) => {
    await holdOffAudits(tx, "night", [first]);
    isIn();
    await held;
  });
  await entered;
  const waiting = db.transaction((tx) => holdOffAudits(tx, "scan", [second, first]));
  await until("the second one waits", async () => {
    const found = await db.execute(sql`
      select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`);
    return found.length === 1;
  });
  const taken = db.transaction(async (tx) => {
    await tx.execute(sql`set local lock_timeout = '2s'`);
    return takeLease(tx, { runId: "other", accountId: second, token: "t" });
  });
  expect(await taken.finally(letGo)).not.toBeNull();
  await Promise.all([holding, waiting]);
});
