CREATE TABLE "account_changes" (
	"account_id" text NOT NULL,
	"kind" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"from_value" text,
	"to_value" text,
	CONSTRAINT "account_changes_account_id_kind_at_pk" PRIMARY KEY("account_id","kind","at")
);
--> statement-breakpoint
CREATE TABLE "threads" (
	"account_id" text NOT NULL,
	"thread_hash" "bytea" NOT NULL,
	"starter_id_hash" "bytea",
	"starter_handle_hash" "bytea",
	"key_version" smallint NOT NULL,
	"first_on" date NOT NULL,
	"last_on" date NOT NULL,
	CONSTRAINT "threads_account_id_thread_hash_pk" PRIMARY KEY("account_id","thread_hash")
);
--> statement-breakpoint
CREATE TABLE "finding_decisions" (
	"finding_id" text NOT NULL,
	"step" integer NOT NULL,
	"kind" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"by" text NOT NULL,
	"system_user" text,
	"reason" text,
	"evidence" text,
	"until" date,
	"assignee" text,
	CONSTRAINT "finding_decisions_finding_id_step_pk" PRIMARY KEY("finding_id","step")
);
--> statement-breakpoint
CREATE TABLE "quota_days" (
	"platform" text NOT NULL,
	"day" date NOT NULL,
	"units" integer NOT NULL,
	CONSTRAINT "quota_days_platform_day_pk" PRIMARY KEY("platform","day")
);
--> statement-breakpoint
ALTER TABLE "account_states" ADD COLUMN "missing_since" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "account_states" ADD COLUMN "taken_over_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "account_states" ADD COLUMN "name_hash" "bytea";--> statement-breakpoint
ALTER TABLE "account_states" ADD COLUMN "bio_hash" "bytea";--> statement-breakpoint
ALTER TABLE "account_states" ADD COLUMN "words_key_version" smallint;--> statement-breakpoint
ALTER TABLE "account_states" ADD COLUMN "threads_complete_from" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "account_states" ADD COLUMN "unread_since" jsonb;--> statement-breakpoint
ALTER TABLE "findings" ADD COLUMN "waived_severity" text;--> statement-breakpoint
ALTER TABLE "account_changes" ADD CONSTRAINT "account_changes_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "threads" ADD CONSTRAINT "threads_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "finding_decisions" ADD CONSTRAINT "finding_decisions_finding_id_findings_id_fk" FOREIGN KEY ("finding_id") REFERENCES "public"."findings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "account_changes_at" ON "account_changes" USING btree ("at");--> statement-breakpoint
CREATE INDEX "threads_starter_id_hash" ON "threads" USING btree ("starter_id_hash");--> statement-breakpoint
CREATE INDEX "threads_starter_handle_hash" ON "threads" USING btree ("starter_handle_hash");--> statement-breakpoint
CREATE INDEX "finding_decisions_at" ON "finding_decisions" USING btree ("at");