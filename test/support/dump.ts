/** What a night left behind, in a form in which two installations can be compared: no random ids, no order of events. */
import { sql } from "drizzle-orm";
import type { Database } from "../../src/store/database.ts";

/** By table, what matters of it. Findings are named by their fingerprint, runs not at all. */
const QUERIES = {
  accounts: "select id, handle, platform_id from accounts order by id",
  run_accounts:
    "select account_id, state, cause, detail, surveyed, planned from run_accounts order by account_id, run_id",
  account_states: "select * from account_states order by account_id",
  follows: "select account_id, encode(row_hash, 'hex') as row, first_seen_at from follows order by 1, 2",
  posts: "select * from posts order by account_id, post_id",
  threads: "select *, encode(thread_hash, 'hex') as thread from threads order by account_id, thread_hash",
  account_changes: "select * from account_changes order by account_id, kind, at",
  learners: "select id, encode(id_hash, 'hex') as id_hash from learners order by id",
  evaluations:
    "select account_id, rule_id, result, cause, detail, subjects, since from evaluations order by 1, 2",
  evaluation_changes:
    "select account_id, rule_id, at, from_result, to_result, cause from evaluation_changes order by 1, 2, 3",
  findings:
    "select fingerprint, rule_id, account_id, subject, severity, status, closing, sentence, evidence, opened_at, last_opened_at, closed_at, reopened_count from findings order by 1",
  finding_events:
    "select fingerprint, step, kind, at, from_severity, to_severity from finding_events join findings on id = finding_id order by 1, 2",
  seals: "select fingerprint, key_id, sealed_at from seals join findings on id = finding_id order by 1, 2",
  mails:
    "select kind, recipient, state, send_after from mails join deliveries on mail_id = id order by 1, 2, 3, 4",
  staged_pages: "select account_id, need, page from staged_pages order by 1, 2, 3",
  leases: "select account_id from leases order by 1",
} as const;

export type Dump = Readonly<Record<keyof typeof QUERIES, readonly unknown[]>>;

export async function dumpOf(db: Database): Promise<Dump> {
  const tables = await Promise.all(
    Object.entries(QUERIES).map(async ([table, query]) => [table, [...(await db.execute(sql.raw(query)))]]),
  );
  return Object.fromEntries(tables) as Dump;
}

export interface LedgerSums {
  /** Settled, or reserved where nobody knows better; millionths of a dollar. */
  counted: number;
  unsettled: number;
}

/** What the whole ledger counts, held against the sums that reservations look at. */
export async function ledgerOf(db: Database): Promise<LedgerSums> {
  const [row] = await db.execute<{ counted: number; unsettled: number; nights: number }>(sql`
    select coalesce(sum(coalesce(settled_micro_usd, reserved_micro_usd)), 0)::float8 as counted,
           (count(*) filter (where settled_micro_usd is null))::int as unsettled,
           (select coalesce(sum(micro_usd), 0)::float8 from spend_nights) as nights
    from spend`);
  if (row === undefined || row.counted !== row.nights) {
    throw new Error(`the ledger's lines add up to ${row?.counted}, its nights to ${row?.nights}`);
  }
  return { counted: row.counted, unsettled: row.unsettled };
}
