/** Days of nights that were never run, at the size that real ones leave behind, under the retention that holds. */
import { sql, type SQL } from "drizzle-orm";
import type { Store } from "../../src/compose.ts";
import { RETENTION_DAYS } from "../../src/store/retention.ts";
import { FIRST_NIGHT } from "./college.ts";

/** One finding in so many days closes for good on an account: a learner who has left. */
const LEAVER_EVERY_DAYS = 30;
/** A result changes, and with it a finding goes and comes back, once in so many days on an account. */
const CHANGE_EVERY_DAYS = 14;
const DIGEST_BYTES = 100_000;

/**
 * Puts `days` of history behind the first night, which must have run: its own rows are the pattern. Tables that retention
 * keeps short get no more than it leaves.
 */
export async function makeUpHistory({ db }: Pick<Store, "db">, days: number): Promise<void> {
  const first = sql`${FIRST_NIGHT}::date`;
  const kept = (most: number) => sql`generate_series(1, ${Math.min(days, most)}::int) as day`;
  const nights = sql`generate_series(1, ${days}::int) as day`;
  const at = sql`(${first} - day)::timestamptz + interval '3 hours'`;
  const write = async (what: SQL) => void (await db.execute(what));
  const run = sql`(select * from runs where local_date = ${first}) as run`;

  await write(sql`insert into runs (id, schedule, local_date, kind, status, scheduled_for, deadline, started_at,
      concluded_at, queue_prefix, plan_try, planned, coverage)
    select 'past' || day, 'nightly', ${first} - day, 'nightly', 'done', ${at}, ${at} + interval '3 hours', ${at},
      ${at} + interval '5 minutes', run.queue_prefix, 1, true, run.coverage from ${nights}, ${run}`);
  await write(sql`insert into run_accounts
    select 'past' || day, account_id, platform, batch, state, try_number, surveyed, planned, cause, detail, ${at}
    from run_accounts, ${kept(RETENTION_DAYS.runAccounts)}`);
  await write(sql`insert into spend (id, platform, night, run_id, account_id, call, reserved_micro_usd, reserved_quota,
      settled_micro_usd, settled_quota, at)
    select 'past' || day || '.' || id, platform, ${first} - day, 'past' || day, account_id, call, reserved_micro_usd,
      reserved_quota, 10000, settled_quota, ${at} from spend, ${kept(RETENTION_DAYS.spend)}`);
  await write(
    sql`insert into spend_nights select platform, ${first} - day, 1000000, quota, calls from spend_nights, ${nights}`,
  );
  await write(sql`insert into posts select id, '1' || lpad((day * 2 + part)::text, 9, '0'), 'https://x.com/i/status/1',
      ${at} + part * interval '1 hour', 'original', '{}' from accounts, ${kept(RETENTION_DAYS.posts)}, generate_series(1, 2) as part`);
  await write(sql`insert into evaluation_changes
    select account_id, rule_id, ${at}, 'past' || day, 'fail', 'pass', null from evaluations, ${kept(RETENTION_DAYS.evaluationChanges)}
    where day % ${CHANGE_EVERY_DAYS}::int = 0`);
  await findingsOfThePast(write, nights, at);
  await write(sql`insert into mails (id, kind, about, message_id, subject, bytes, created_at, send_after)
    select 'past' || day, 'digest', 'past' || day, 'past' || day, 'Digest',
      decode(repeat(md5(day::text), ${DIGEST_BYTES / 16}::int), 'hex'), ${at}, ${at} from ${kept(RETENTION_DAYS.mails)} where day % 7 = 0`);
  await write(sql`insert into deliveries (mail_id, recipient, state, attempts, changed_at, not_before)
    select id, 'person' || n || '@college.example', 'accepted', 1, created_at, created_at from mails, generate_series(1, 3) as n`);
  await write(sql`vacuum analyze`);
}

type Write = (what: SQL) => Promise<void>;

/** Closed findings of learners who left, and the story of one that came and went: nothing of these is ever removed. */
async function findingsOfThePast(write: Write, nights: SQL, at: SQL) {
  const closed = (about: { rule: string; subject: string; day: SQL }) => sql`
    insert into findings (id, fingerprint, rule_id, account_id, subject, severity, status, closing, sentence, evidence,
      opened_at, last_opened_at, last_seen_at, closed_at)
    select left(md5(accounts.id || ${about.rule} || day), 12), md5(accounts.id || ${about.rule} || day), ${about.rule},
      accounts.id, ${about.subject}, 'medium', 'resolved', 'no-longer-applies', repeat('A sentence. ', 8),
      jsonb_build_object('posts', '[]'::jsonb, 'facts', repeat('evidence ', 60)), ${at}, ${at}, ${at}, ${at}
    from accounts, ${nights} where ${about.day}`;
  await write(
    closed({ rule: "learner-followed", subject: "left", day: sql`day % ${LEAVER_EVERY_DAYS}::int = 0` }),
  );
  await write(
    closed({ rule: "dormant-account", subject: "account", day: sql`day = ${CHANGE_EVERY_DAYS}::int` }),
  );
  await write(sql`insert into finding_events (finding_id, step, kind, at, run_id, from_severity, to_severity)
    select findings.id, day, case when day % 2 = 0 then 'fixed' else 'reopened' end, ${at}, 'past' || day, 'medium', 'medium'
    from findings, ${nights} where rule_id = 'dormant-account' and day % ${CHANGE_EVERY_DAYS}::int < 2`);
}
