/** A large college as a night leaves it, written straight into Postgres: a run whose accounts are all done but not concluded. */
import { sql, type SQL } from "drizzle-orm";
import type { Store } from "../../src/compose.ts";
import { RULES } from "../../src/rules/index.ts";

export const RUN = "seeded";

/** Every third account fails for untagged posts, ten of them named; every fifth for being dormant. */
export async function seedNight({ db, clock }: Pick<Store, "db" | "clock">, accounts: number): Promise<void> {
  const write = async (what: SQL) => void (await db.execute(what));
  const now = sql`${clock.now().toISOString()}::timestamptz`;
  const each = sql`generate_series(1, ${accounts}::int) as n`;
  const rules = sql`unnest(array[${sql.join(
    RULES.map(({ id }) => sql`${id}`),
    sql`, `,
  )}]::text[]) as rule`;
  const fails = sql`(rule = 'untagged-posts' and n % 3 = 0) or (rule = 'dormant-account' and n % 5 = 0)`;
  await write(sql`insert into accounts (id, platform, handle, handle_key, platform_id, organisations, department, kind,
      status, keepers, registered_at, updated_at)
    select 'a' || n, 'x', 'dept_' || n, 'dept_' || n, n::text, '{conel}', 'Department ' || n, 'departmental', 'live',
      array['Keeper ' || n % 500], ${now} - interval '300 days', ${now} from ${each}`);
  await write(sql`insert into account_states (account_id, presence, profile, surveyed_at, latest_post_at, posts_read_at)
    select 'a' || n, 'present', jsonb_build_object('handle', 'dept_' || n, 'platformId', n::text, 'createdAt', ${now},
      'followers', 100, 'following', 400, 'posts', 900), ${now}, ${now}, ${now} from ${each}`);
  await write(sql`insert into posts select 'a' || n, (n * 100 + day)::text, 'https://x.com/i/status/1',
      ${now} - day * interval '2 days', 'original', '{}' from ${each}, generate_series(1, 40) as day`);
  await write(sql`insert into runs (id, schedule, local_date, kind, status, scheduled_for, deadline, started_at, queue_prefix, planned)
    values (${RUN}, 'nightly', ${now}::date, 'nightly', 'running', ${now}, ${now} + interval '3 hours', ${now}, 'service', true)`);
  await write(sql`insert into run_accounts (run_id, account_id, platform, batch, state, surveyed, planned, finished_at)
    select ${RUN}, account_id, 'x', 0, 'done', jsonb_build_object('status', 'seen', 'presence', 'present', 'profile', profile),
      '{"wanted":{"activities":{"read":"nothing"},"following":{"read":"head"},"leftOut":null},"leftOutNeeds":[],"estimateMicroUsd":10000}',
      ${now} from account_states`);
  await write(sql`insert into evaluations (account_id, rule_id, rule_version, result, detail, subjects, run_id, at, since)
    select 'a' || n, rule, 1, case when ${fails} then 'fail' else 'pass' end, '', '[]', ${RUN}, ${now}, ${now} from ${each}, ${rules}`);
  await write(sql`insert into findings (id, fingerprint, rule_id, account_id, subject, severity, status, sentence, evidence,
      opened_at, last_opened_at, last_seen_at)
    select left(md5(rule || n), 12), md5(rule || n), rule, 'a' || n, 'account', 'medium', 'open',
      'Ten posts of the last days name neither the Group nor the college.',
      jsonb_build_object('figures', jsonb_build_object('untagged_posts', 10), 'posts', case when rule = 'dormant-account' then '[]'::jsonb else
        (select jsonb_agg(jsonb_build_object('url', 'https://x.com/i/status/' || p, 'at', ${now}, 'note', 'the Group not tagged'))
        from generate_series(1, 10) as p) end), ${now}, ${now}, ${now}
    from ${each}, ${rules} where ${fails}`);
  await write(sql`insert into finding_events (finding_id, step, kind, at, run_id, to_severity)
    select id, 1, 'opened', opened_at, ${RUN}, severity from findings`);
  await write(sql`vacuum analyze`);
}
