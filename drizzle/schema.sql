create table account_changes (
  account_id text not null,
  kind text not null,
  at timestamp(3) with time zone not null,
  from_value text,
  to_value text
);
-- CREATE INDEX account_changes_at ON public.account_changes USING btree (at)
-- account_changes_account_id_accounts_id_fk FOREIGN KEY (account_id) REFERENCES accounts(id)
-- account_changes_account_id_kind_at_pk PRIMARY KEY (account_id, kind, at)

create table account_handles (
  account_id text not null,
  handle_key text not null,
  valid_from timestamp(3) with time zone not null,
  valid_to timestamp(3) with time zone
);
-- account_handles_account_id_accounts_id_fk FOREIGN KEY (account_id) REFERENCES accounts(id)
-- account_handles_account_id_handle_key_valid_from_pk PRIMARY KEY (account_id, handle_key, valid_from)

create table account_states (
  account_id text not null,
  presence text,
  profile jsonb,
  surveyed_at timestamp(3) with time zone,
  newest_post_id text,
  latest_post_at timestamp(3) with time zone,
  posts_complete_from timestamp(3) with time zone,
  posts_read_at timestamp(3) with time zone,
  follow_head text[],
  follow_gap integer,
  follow_key_version smallint,
  follow_whole_read_at timestamp(3) with time zone,
  follow_read_at timestamp(3) with time zone,
  follow_incomplete boolean not null default false,
  follow_incomplete_since timestamp(3) with time zone,
  missing_since timestamp(3) with time zone,
  taken_over_at timestamp(3) with time zone,
  name_hash bytea,
  bio_hash bytea,
  words_key_version smallint,
  threads_complete_from timestamp(3) with time zone,
  unread_since jsonb
);
-- account_states_account_id_accounts_id_fk FOREIGN KEY (account_id) REFERENCES accounts(id)
-- account_states_pkey PRIMARY KEY (account_id)

create table accounts (
  id text not null,
  platform text not null,
  handle text not null,
  handle_key text not null,
  platform_id text,
  organisations text[] not null,
  department text not null,
  kind text not null,
  status text not null,
  paused_reason text,
  keepers text[] not null,
  approved_by_school text,
  approved_by_school_on date,
  approved_by_marketing text,
  approved_by_marketing_on date,
  login_address text,
  opened_on date,
  close_by date,
  dormant_after_days integer,
  dormant_reason text,
  registered_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  moved_at timestamp(3) with time zone
);
-- CREATE UNIQUE INDEX accounts_handle ON public.accounts USING btree (platform, handle_key) WHERE (status <> 'closed'::text)
-- CREATE UNIQUE INDEX accounts_platform_id ON public.accounts USING btree (platform, platform_id) WHERE (status <> 'closed'::text)
-- accounts_pkey PRIMARY KEY (id)

create table deliveries (
  mail_id text not null,
  recipient text not null,
  state text not null,
  attempts integer not null default 0,
  last_error text,
  changed_at timestamp(3) with time zone not null,
  not_before timestamp(3) with time zone not null
);
-- CREATE INDEX deliveries_due ON public.deliveries USING btree (state) WHERE (state = ANY (ARRAY['queued'::text, 'sending'::text]))
-- deliveries_mail_id_mails_id_fk FOREIGN KEY (mail_id) REFERENCES mails(id)
-- deliveries_mail_id_recipient_pk PRIMARY KEY (mail_id, recipient)

create table evaluation_changes (
  account_id text not null,
  rule_id text not null,
  at timestamp(3) with time zone not null,
  run_id text not null,
  from_result text,
  to_result text not null,
  cause text
);
-- evaluation_changes_account_id_rule_id_at_pk PRIMARY KEY (account_id, rule_id, at)

create table evaluations (
  account_id text not null,
  rule_id text not null,
  rule_version integer not null,
  result text not null,
  cause text,
  detail text not null,
  subjects jsonb not null,
  run_id text not null,
  at timestamp(3) with time zone not null,
  since timestamp(3) with time zone not null
);
-- evaluations_account_id_accounts_id_fk FOREIGN KEY (account_id) REFERENCES accounts(id)
-- evaluations_account_id_rule_id_pk PRIMARY KEY (account_id, rule_id)

create table finding_decisions (
  finding_id text not null,
  step integer not null,
  kind text not null,
  at timestamp(3) with time zone not null,
  by text not null,
  system_user text,
  reason text,
  evidence text,
  until date,
  assignee text
);
-- CREATE INDEX finding_decisions_at ON public.finding_decisions USING btree (at)
-- finding_decisions_finding_id_findings_id_fk FOREIGN KEY (finding_id) REFERENCES findings(id)
-- finding_decisions_finding_id_step_pk PRIMARY KEY (finding_id, step)

create table finding_events (
  finding_id text not null,
  step integer not null,
  kind text not null,
  at timestamp(3) with time zone not null,
  run_id text not null,
  from_severity text,
  to_severity text
);
-- CREATE INDEX finding_events_at ON public.finding_events USING btree (at)
-- finding_events_finding_id_findings_id_fk FOREIGN KEY (finding_id) REFERENCES findings(id)
-- finding_events_finding_id_step_pk PRIMARY KEY (finding_id, step)

create table findings (
  id text not null,
  fingerprint text not null,
  rule_id text not null,
  account_id text not null,
  subject text not null,
  severity text not null,
  status text not null,
  closing text,
  sentence text not null,
  evidence jsonb not null,
  opened_at timestamp(3) with time zone not null,
  last_opened_at timestamp(3) with time zone not null,
  last_seen_at timestamp(3) with time zone not null,
  closed_at timestamp(3) with time zone,
  reopened_count integer not null default 0,
  waived_until timestamp(3) with time zone,
  waived_severity text
);
-- CREATE INDEX findings_account ON public.findings USING btree (account_id)
-- CREATE INDEX findings_open ON public.findings USING btree (status) WHERE (status = ANY (ARRAY['open'::text, 'acknowledged'::text, 'waived'::text]))
-- CREATE UNIQUE INDEX findings_fingerprint ON public.findings USING btree (fingerprint)
-- findings_account_id_accounts_id_fk FOREIGN KEY (account_id) REFERENCES accounts(id)
-- findings_pkey PRIMARY KEY (id)

create table follows (
  account_id text not null,
  row_hash bytea not null,
  id_hash bytea,
  handle_hash bytea,
  first_seen_at timestamp(3) with time zone not null
);
-- CREATE INDEX follows_handle_hash ON public.follows USING btree (handle_hash)
-- CREATE INDEX follows_id_hash ON public.follows USING btree (id_hash)
-- follows_account_id_accounts_id_fk FOREIGN KEY (account_id) REFERENCES accounts(id)
-- follows_account_id_row_hash_pk PRIMARY KEY (account_id, row_hash)

create table installation (
  name text not null,
  value text not null,
  set_at timestamp(3) with time zone not null
);
-- installation_pkey PRIMARY KEY (name)

create table learner_lists (
  name text not null,
  as_of date not null,
  enrolled integer not null,
  imported_at timestamp(3) with time zone not null
);
-- learner_lists_pkey PRIMARY KEY (name)

create table learners (
  id text not null,
  list text not null,
  platform text not null,
  id_hash bytea,
  handle_hash bytea,
  key_version smallint not null,
  last_day date
);
-- CREATE INDEX learners_handle_hash ON public.learners USING btree (platform, handle_hash)
-- CREATE INDEX learners_id_hash ON public.learners USING btree (platform, id_hash)
-- CREATE INDEX learners_list ON public.learners USING btree (list)
-- learners_list_learner_lists_name_fk FOREIGN KEY (list) REFERENCES learner_lists(name)
-- learners_pkey PRIMARY KEY (id)

create table leases (
  account_id text not null,
  token text not null,
  run_id text not null,
  until timestamp(3) with time zone not null
);
-- leases_account_id_accounts_id_fk FOREIGN KEY (account_id) REFERENCES accounts(id)
-- leases_pkey PRIMARY KEY (account_id)

create table mails (
  id text not null,
  kind text not null,
  about text not null,
  message_id text not null,
  subject text not null,
  bytes bytea not null,
  created_at timestamp(3) with time zone not null,
  send_after timestamp(3) with time zone not null
);
-- CREATE UNIQUE INDEX mails_about ON public.mails USING btree (kind, about)
-- mails_pkey PRIMARY KEY (id)

create table posts (
  account_id text not null,
  post_id text not null,
  url text not null,
  at timestamp(3) with time zone not null,
  kind text not null,
  tagged_organisations text[] not null
);
-- CREATE INDEX posts_at ON public.posts USING btree (account_id, at)
-- posts_account_id_accounts_id_fk FOREIGN KEY (account_id) REFERENCES accounts(id)
-- posts_account_id_post_id_pk PRIMARY KEY (account_id, post_id)

create table quota_days (
  platform text not null,
  day date not null,
  units integer not null
);
-- quota_days_platform_day_pk PRIMARY KEY (platform, day)

create table reveals (
  id text not null,
  finding_id text not null,
  at timestamp(3) with time zone not null,
  claimed_name text not null,
  system_user text not null,
  reason text not null
);
-- reveals_pkey PRIMARY KEY (id)

create table run_accounts (
  run_id text not null,
  account_id text not null,
  platform text not null,
  batch integer not null,
  state text not null,
  try_number integer not null default 1,
  surveyed jsonb,
  planned jsonb,
  cause text,
  detail text,
  finished_at timestamp(3) with time zone
);
-- CREATE INDEX run_accounts_open ON public.run_accounts USING btree (run_id) WHERE (state = ANY (ARRAY['waiting'::text, 'pending'::text]))
-- run_accounts_account_id_accounts_id_fk FOREIGN KEY (account_id) REFERENCES accounts(id)
-- run_accounts_run_id_account_id_pk PRIMARY KEY (run_id, account_id)
-- run_accounts_run_id_runs_id_fk FOREIGN KEY (run_id) REFERENCES runs(id)

create table runs (
  id text not null,
  schedule text not null,
  local_date date not null,
  kind text not null,
  status text not null,
  scheduled_for timestamp(3) with time zone not null,
  deadline timestamp(3) with time zone not null,
  started_at timestamp(3) with time zone,
  concluded_at timestamp(3) with time zone,
  requested text[],
  queue_prefix text not null,
  plan_try integer not null default 1,
  planned boolean not null default false,
  coverage jsonb
);
-- CREATE INDEX runs_status ON public.runs USING btree (status)
-- CREATE UNIQUE INDEX runs_schedule_date ON public.runs USING btree (schedule, local_date)
-- runs_pkey PRIMARY KEY (id)

create table seals (
  finding_id text not null,
  key_id text not null,
  box bytea not null,
  sealed_at timestamp(3) with time zone not null
);
-- seals_finding_id_findings_id_fk FOREIGN KEY (finding_id) REFERENCES findings(id)
-- seals_finding_id_key_id_pk PRIMARY KEY (finding_id, key_id)

create table services (
  id text not null,
  role text not null,
  started_at timestamp(3) with time zone not null,
  seen_at timestamp(3) with time zone not null
);
-- services_pkey PRIMARY KEY (id)

create table skipped_digests (
  week text not null,
  reason text not null,
  at timestamp(3) with time zone not null
);
-- skipped_digests_pkey PRIMARY KEY (week)

create table spend (
  id text not null,
  platform text not null,
  night date not null,
  run_id text not null,
  account_id text,
  call text not null,
  reserved_micro_usd bigint not null,
  reserved_quota integer not null,
  settled_micro_usd bigint,
  settled_quota integer,
  at timestamp(3) with time zone not null
);
-- CREATE INDEX spend_night ON public.spend USING btree (platform, night)
-- CREATE INDEX spend_run ON public.spend USING btree (run_id)
-- spend_pkey PRIMARY KEY (id)

create table spend_nights (
  platform text not null,
  night date not null,
  micro_usd bigint not null,
  quota integer not null,
  calls integer not null
);
-- spend_nights_platform_night_pk PRIMARY KEY (platform, night)

create table staged_pages (
  run_id text not null,
  account_id text not null,
  need text not null,
  page integer not null,
  next_cursor text,
  facts jsonb not null
);
-- staged_pages_account_id_accounts_id_fk FOREIGN KEY (account_id) REFERENCES accounts(id)
-- staged_pages_run_id_account_id_need_page_pk PRIMARY KEY (run_id, account_id, need, page)

create table threads (
  account_id text not null,
  thread_hash bytea not null,
  starter_id_hash bytea,
  starter_handle_hash bytea,
  key_version smallint not null,
  first_on date not null,
  last_on date not null
);
-- CREATE INDEX threads_starter_handle_hash ON public.threads USING btree (starter_handle_hash)
-- CREATE INDEX threads_starter_id_hash ON public.threads USING btree (starter_id_hash)
-- threads_account_id_accounts_id_fk FOREIGN KEY (account_id) REFERENCES accounts(id)
-- threads_account_id_thread_hash_pk PRIMARY KEY (account_id, thread_hash)
