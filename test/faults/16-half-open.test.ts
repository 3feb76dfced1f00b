import { sql } from "drizzle-orm";
import postgres from "postgres";
import { afterEach, expect, test } from "vitest";
import { openDatabase, type OpenDatabase } from "../../src/store/database.ts";
import { freshDatabase, type FreshDatabase } from "../support/database.ts";
import { silentProxy, type SilentProxy } from "../support/silent-proxy.ts";
import { until } from "../support/until.ts";

/** Half-open connections of the queue: test/jobs/queue.test.ts; of calls to X: 15-a-call-hangs; of SMTP: test/mail/smtp.test.ts. */

let database: FreshDatabase | null = null;
let proxy: SilentProxy | null = null;
let opened: OpenDatabase | null = null;
afterEach(async () => {
  await proxy?.stop();
  await opened?.close();
  await database?.close();
  proxy = opened = database = null;
});

/** Connections of the product, as the server sees them. */
async function connections(url: string): Promise<number> {
  const client = postgres(url, { max: 1, connection: { application_name: "the test" } });
  const rows = await client`
    select pid from pg_stat_activity
    where datname = current_database() and application_name = 'account-audit' and pid <> pg_backend_pid()`;
  await client.end();
  return rows.length;
}

test("16: a connection to Postgres that goes half open while nothing is asked is not asked: the next query opens another", async () => {
  database = await freshDatabase();
  const { hostname: host, port } = new URL(database.url);
  proxy = await silentProxy({ host, port: Number(port) });
  const through = new URL(database.url);
  through.port = String(proxy.port);
  const ours = await connections(database.url);
  opened = openDatabase(through.href, { idleSeconds: 1 });
  await opened.db.execute(sql`select 1`);
  expect(await connections(database.url)).toBe(ours + 1);
  const { url } = database;
  await until("what is idle is closed", async () => (await connections(url)) === ours);
  proxy.silence();
  expect([...(await opened.db.execute(sql`select 1 as one`))]).toEqual([{ one: 1 }]);
});

test("16: Postgres is told to notice within a minute that a machine of ours is gone, and lets go of its locks", async () => {
  database = await freshDatabase();
  const { db } = database;
  const setting = async (name: string) => {
    const [row] = await db.execute<{ seconds: number }>(
      sql`select extract(epoch from current_setting(${name})::interval)::int as seconds`,
    );
    return row?.seconds ?? Infinity;
  };
  const [row] = await db.execute<{ count: number }>(
    sql`select current_setting('tcp_keepalives_count')::int as count`,
  );
  // The server reads these back from the socket itself.
  const [idle, interval] = [await setting("tcp_keepalives_idle"), await setting("tcp_keepalives_interval")];
  expect(idle + interval * (row?.count ?? Infinity)).toBeLessThanOrEqual(60);
  expect(idle).toBeGreaterThan(0);
  expect(await setting("idle_in_transaction_session_timeout")).toBe(600);
});
