/** Whoever waits for a lock of somebody else's. */
import type { Sql } from "postgres";
import { until } from "./until.ts";

/** Waits until so many connections to the database that `client` is in wait for a lock. */
export async function untilWaiting(client: Sql, number: number): Promise<void> {
  await until(`${number} wait for a lock`, async () => {
    await client`select pg_stat_clear_snapshot()`; // in a transaction it would be told the same again
    const waiting = await client`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    return waiting.length === number;
  });
}
