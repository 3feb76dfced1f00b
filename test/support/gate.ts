/** Stops a process at a chosen write to the database, so that a test can kill it there and nowhere else. */
import postgres from "postgres";
import { until } from "./until.ts";

export interface GateAt {
  table: string;
  on: "insert" | "update" | "delete";
  /** SQL over `new` and `old`; left out: any row. */
  when?: string;
}

export interface Gate {
  isReached(): Promise<boolean>;
  /** Waits until somebody stands at the gate. */
  reached(): Promise<void>;
  /** Lets whoever stands there on, and removes the gate. */
  open(): Promise<void>;
  /** Ends the connections that stand there, so that their writes never happen, and removes the gate. */
  destroy(): Promise<void>;
}

const KEY = 14;

/** Puts a gate before a write: a trigger that waits for an advisory lock which the gate holds. */
export async function gateAt(url: string, { table, on, when }: GateAt): Promise<Gate> {
  const client = postgres(url, {
    max: 1,
    onnotice: () => undefined,
    connection: { application_name: "the test" },
  });
  await client`select pg_advisory_lock(${KEY})`;
  await client.unsafe(`
    create or replace function gate() returns trigger language plpgsql as
      'begin perform pg_advisory_xact_lock_shared(${KEY}); return coalesce(new, old); end';
    create trigger gate before ${on} on ${table} for each row
      ${when === undefined ? "" : `when (${when})`} execute function gate();`);
  const waiting = () =>
    client<{ pid: number }[]>`
      select pid from pg_locks
      where locktype = 'advisory' and objid = ${KEY} and not granted
        and database = (select oid from pg_database where datname = current_database())`;
  const isReached = async () => (await waiting()).length > 0;
  const remove = async () => {
    await client`select pg_advisory_unlock(${KEY})`;
    await client.unsafe(`drop trigger gate on ${table}`);
    await client.end({ timeout: 5 });
  };
  return {
    isReached,
    async reached() {
      await until(`somebody comes to ${on} on ${table}`, isReached);
    },
    open: remove,
    async destroy() {
      for (const { pid } of await waiting()) await client`select pg_terminate_backend(${pid})`;
      await until("nobody stands at the gate", async () => !(await isReached()));
      await remove();
    },
  };
}
