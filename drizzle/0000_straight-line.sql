CREATE TABLE "account_handles" (
	"account_id" text NOT NULL,
	"handle_key" text NOT NULL,
	"valid_from" timestamp (3) with time zone NOT NULL,
	"valid_to" timestamp (3) with time zone,
	CONSTRAINT "account_handles_account_id_handle_key_valid_from_pk" PRIMARY KEY("account_id","handle_key","valid_from")
);
--> statement-breakpoint
CREATE TABLE "accounts" (
	"id" text PRIMARY KEY NOT NULL,
	"platform" text NOT NULL,
	"handle" text NOT NULL,
	"handle_key" text NOT NULL,
	"platform_id" text,
	"organisations" text[] NOT NULL,
	"department" text NOT NULL,
	"kind" text NOT NULL,
	"status" text NOT NULL,
	"paused_reason" text,
	"keepers" text[] NOT NULL,
	"approved_by_school" text,
	"approved_by_school_on" date,
	"approved_by_marketing" text,
	"approved_by_marketing_on" date,
	"login_address" text,
	"opened_on" date,
	"close_by" date,
	"dormant_after_days" integer,
	"dormant_reason" text,
	"registered_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "installation" (
	"name" text PRIMARY KEY NOT NULL,
	"value" text NOT NULL,
	"set_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "services" (
	"id" text PRIMARY KEY NOT NULL,
	"role" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "account_states" (
	"account_id" text PRIMARY KEY NOT NULL,
	"presence" text,
	"profile" jsonb,
	"surveyed_at" timestamp (3) with time zone,
	"newest_post_id" text,
	"latest_post_at" timestamp (3) with time zone,
	"posts_complete_from" timestamp (3) with time zone,
	"posts_read_at" timestamp (3) with time zone,
	"follow_head" text[],
	"follow_gap" integer,
	"follow_key_version" smallint,
	"follow_whole_read_at" timestamp (3) with time zone,
	"follow_read_at" timestamp (3) with time zone,
	"follow_incomplete" boolean DEFAULT false NOT NULL,
	"follow_incomplete_since" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "follows" (
	"account_id" text NOT NULL,
	"row_hash" "bytea" NOT NULL,
	"id_hash" "bytea",
	"handle_hash" "bytea",
	"first_seen_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "follows_account_id_row_hash_pk" PRIMARY KEY("account_id","row_hash")
);
--> statement-breakpoint
CREATE TABLE "posts" (
	"account_id" text NOT NULL,
	"post_id" text NOT NULL,
	"url" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"kind" text NOT NULL,
	"tagged_organisations" text[] NOT NULL,
	CONSTRAINT "posts_account_id_post_id_pk" PRIMARY KEY("account_id","post_id")
);
--> statement-breakpoint
CREATE TABLE "learner_lists" (
	"name" text PRIMARY KEY NOT NULL,
	"as_of" date NOT NULL,
	"enrolled" integer NOT NULL,
	"imported_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "learners" (
	"id" text PRIMARY KEY NOT NULL,
	"list" text NOT NULL,
	"platform" text NOT NULL,
	"id_hash" "bytea",
	"handle_hash" "bytea",
	"key_version" smallint NOT NULL,
	"last_day" date
);
--> statement-breakpoint
CREATE TABLE "reveals" (
	"id" text PRIMARY KEY NOT NULL,
	"finding_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"claimed_name" text NOT NULL,
	"system_user" text NOT NULL,
	"reason" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "seals" (
	"finding_id" text NOT NULL,
	"key_id" text NOT NULL,
	"box" "bytea" NOT NULL,
	"sealed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "seals_finding_id_key_id_pk" PRIMARY KEY("finding_id","key_id")
);
--> statement-breakpoint
CREATE TABLE "leases" (
	"account_id" text PRIMARY KEY NOT NULL,
	"token" text NOT NULL,
	"run_id" text NOT NULL,
	"until" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "run_accounts" (
	"run_id" text NOT NULL,
	"account_id" text NOT NULL,
	"platform" text NOT NULL,
	"batch" integer NOT NULL,
	"state" text NOT NULL,
	"try_number" integer DEFAULT 1 NOT NULL,
	"surveyed" jsonb,
	"planned" jsonb,
	"cause" text,
	"detail" text,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "run_accounts_run_id_account_id_pk" PRIMARY KEY("run_id","account_id")
);
--> statement-breakpoint
CREATE TABLE "runs" (
	"id" text PRIMARY KEY NOT NULL,
	"schedule" text NOT NULL,
	"local_date" date NOT NULL,
	"kind" text NOT NULL,
	"status" text NOT NULL,
	"scheduled_for" timestamp (3) with time zone NOT NULL,
	"deadline" timestamp (3) with time zone NOT NULL,
	"started_at" timestamp (3) with time zone,
	"concluded_at" timestamp (3) with time zone,
	"requested" text[],
	"queue_prefix" text NOT NULL,
	"plan_try" integer DEFAULT 1 NOT NULL,
	"planned" boolean DEFAULT false NOT NULL,
	"coverage" jsonb
);
--> statement-breakpoint
CREATE TABLE "staged_pages" (
	"run_id" text NOT NULL,
	"account_id" text NOT NULL,
	"need" text NOT NULL,
	"page" integer NOT NULL,
	"next_cursor" text,
	"facts" jsonb NOT NULL,
	CONSTRAINT "staged_pages_run_id_account_id_need_page_pk" PRIMARY KEY("run_id","account_id","need","page")
);
--> statement-breakpoint
CREATE TABLE "evaluation_changes" (
	"account_id" text NOT NULL,
	"rule_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"run_id" text NOT NULL,
	"from_result" text,
	"to_result" text NOT NULL,
	"cause" text,
	CONSTRAINT "evaluation_changes_account_id_rule_id_at_pk" PRIMARY KEY("account_id","rule_id","at")
);
--> statement-breakpoint
CREATE TABLE "evaluations" (
	"account_id" text NOT NULL,
	"rule_id" text NOT NULL,
	"rule_version" integer NOT NULL,
	"result" text NOT NULL,
	"cause" text,
	"detail" text NOT NULL,
	"subjects" jsonb NOT NULL,
	"run_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "evaluations_account_id_rule_id_pk" PRIMARY KEY("account_id","rule_id")
);
--> statement-breakpoint
CREATE TABLE "finding_events" (
	"finding_id" text NOT NULL,
	"step" integer NOT NULL,
	"kind" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"run_id" text NOT NULL,
	"from_severity" text,
	"to_severity" text,
	CONSTRAINT "finding_events_finding_id_step_pk" PRIMARY KEY("finding_id","step")
);
--> statement-breakpoint
CREATE TABLE "findings" (
	"id" text PRIMARY KEY NOT NULL,
	"fingerprint" text NOT NULL,
	"rule_id" text NOT NULL,
	"account_id" text NOT NULL,
	"subject" text NOT NULL,
	"severity" text NOT NULL,
	"status" text NOT NULL,
	"closing" text,
	"sentence" text NOT NULL,
	"evidence" jsonb NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"last_opened_at" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone,
	"reopened_count" integer DEFAULT 0 NOT NULL,
	"waived_until" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "spend" (
	"id" text PRIMARY KEY NOT NULL,
	"platform" text NOT NULL,
	"night" date NOT NULL,
	"run_id" text NOT NULL,
	"account_id" text,
	"call" text NOT NULL,
	"reserved_micro_usd" bigint NOT NULL,
	"reserved_quota" integer NOT NULL,
	"settled_micro_usd" bigint,
	"settled_quota" integer,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "spend_nights" (
	"platform" text NOT NULL,
	"night" date NOT NULL,
	"micro_usd" bigint NOT NULL,
	"quota" integer NOT NULL,
	"calls" integer NOT NULL,
	CONSTRAINT "spend_nights_platform_night_pk" PRIMARY KEY("platform","night")
);
--> statement-breakpoint
CREATE TABLE "deliveries" (
	"mail_id" text NOT NULL,
	"recipient" text NOT NULL,
	"state" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"last_error" text,
	"changed_at" timestamp (3) with time zone NOT NULL,
	"not_before" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "deliveries_mail_id_recipient_pk" PRIMARY KEY("mail_id","recipient")
);
--> statement-breakpoint
CREATE TABLE "mails" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"about" text NOT NULL,
	"message_id" text NOT NULL,
	"subject" text NOT NULL,
	"bytes" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"send_after" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "skipped_digests" (
	"week" text PRIMARY KEY NOT NULL,
	"reason" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "account_handles" ADD CONSTRAINT "account_handles_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account_states" ADD CONSTRAINT "account_states_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "follows" ADD CONSTRAINT "follows_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "posts" ADD CONSTRAINT "posts_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "learners" ADD CONSTRAINT "learners_list_learner_lists_name_fk" FOREIGN KEY ("list") REFERENCES "public"."learner_lists"("name") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "seals" ADD CONSTRAINT "seals_finding_id_findings_id_fk" FOREIGN KEY ("finding_id") REFERENCES "public"."findings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "leases" ADD CONSTRAINT "leases_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_accounts" ADD CONSTRAINT "run_accounts_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_accounts" ADD CONSTRAINT "run_accounts_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "staged_pages" ADD CONSTRAINT "staged_pages_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "evaluations" ADD CONSTRAINT "evaluations_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "finding_events" ADD CONSTRAINT "finding_events_finding_id_findings_id_fk" FOREIGN KEY ("finding_id") REFERENCES "public"."findings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "findings" ADD CONSTRAINT "findings_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_mail_id_mails_id_fk" FOREIGN KEY ("mail_id") REFERENCES "public"."mails"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "accounts_handle" ON "accounts" USING btree ("platform","handle_key") WHERE status <> 'closed';--> statement-breakpoint
CREATE UNIQUE INDEX "accounts_platform_id" ON "accounts" USING btree ("platform","platform_id") WHERE status <> 'closed';--> statement-breakpoint
CREATE INDEX "follows_id_hash" ON "follows" USING btree ("id_hash");--> statement-breakpoint
CREATE INDEX "follows_handle_hash" ON "follows" USING btree ("handle_hash");--> statement-breakpoint
CREATE INDEX "posts_at" ON "posts" USING btree ("account_id","at");--> statement-breakpoint
CREATE INDEX "learners_id_hash" ON "learners" USING btree ("platform","id_hash");--> statement-breakpoint
CREATE INDEX "learners_handle_hash" ON "learners" USING btree ("platform","handle_hash");--> statement-breakpoint
CREATE INDEX "learners_list" ON "learners" USING btree ("list");--> statement-breakpoint
CREATE INDEX "run_accounts_open" ON "run_accounts" USING btree ("run_id") WHERE state in ('waiting', 'pending');--> statement-breakpoint
CREATE UNIQUE INDEX "runs_schedule_date" ON "runs" USING btree ("schedule","local_date");--> statement-breakpoint
CREATE INDEX "runs_status" ON "runs" USING btree ("status");--> statement-breakpoint
CREATE INDEX "finding_events_at" ON "finding_events" USING btree ("at");--> statement-breakpoint
CREATE UNIQUE INDEX "findings_fingerprint" ON "findings" USING btree ("fingerprint");--> statement-breakpoint
CREATE INDEX "findings_account" ON "findings" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "findings_open" ON "findings" USING btree ("status") WHERE status in ('open', 'acknowledged', 'waived');--> statement-breakpoint
CREATE INDEX "spend_night" ON "spend" USING btree ("platform","night");--> statement-breakpoint
CREATE INDEX "spend_run" ON "spend" USING btree ("run_id");--> statement-breakpoint
CREATE INDEX "deliveries_due" ON "deliveries" USING btree ("state") WHERE state in ('queued', 'sending');--> statement-breakpoint
CREATE UNIQUE INDEX "mails_about" ON "mails" USING btree ("kind","about");