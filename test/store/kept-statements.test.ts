import { eq, inArray, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDatabase, type Database, type OpenDatabase } from "../../src/store/database.ts";
import { leases } from "../../src/store/schema/index.ts";
import { freshDatabase, type FreshDatabase } from "../support/database.ts";

let database: FreshDatabase;
let opened: OpenDatabase;
beforeAll(async () => {
  database = await freshDatabase();
  opened = openDatabase(database.url, { max: 1 });
});
afterAll(async () => {
  await opened.close();
  await database.close();
});

const look = (db: Database, accountIds: readonly string[]) =>
  db
    .select()
    .from(leases)
    .where(inArray(leases.accountId, [...accountIds]));

/** How often the one connection has used each statement that it keeps on leases. */
async function kept(): Promise<number[]> {
  const rows = await opened.db.execute<{ uses: number }>(
    sql`select (generic_plans + custom_plans)::int as uses from pg_prepared_statements where statement like '%from "leases"%'`,
  );
  return rows.map(({ uses }) => uses);
}

test("a statement that comes again is kept: alone, in a transaction and in one inside it", async () => {
  const { db } = opened;
  await look(db, ["a"]);
  await db.transaction(async (tx) => {
    await look(tx, ["b"]);
    await tx.transaction((inner) => look(inner, ["c"]));
  });
  expect(await kept()).toEqual([3]);
});

test("a list of rows of any length is not", async () => {
  const before = await kept();
  await look(
    opened.db,
    Array.from({ length: 100 }, (_, index) => `account ${index}`),
  );
  expect(await kept()).toEqual(before);
});

test("what fails inside a transaction rolls it back as ever", async () => {
  const { db } = opened;
  const taken = { accountId: "a", runId: "run", token: "token", until: new Date() };
  const insert = db.transaction(async (tx) => {
    await tx.insert(leases).values(taken);
    await tx.insert(leases).values(taken);
  });
  await expect(insert).rejects.toThrow("leases");
  expect(await db.select().from(leases).where(eq(leases.accountId, "a"))).toEqual([]);
});
