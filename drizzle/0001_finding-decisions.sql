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
ALTER TABLE "finding_decisions" ADD CONSTRAINT "finding_decisions_finding_id_findings_id_fk" FOREIGN KEY ("finding_id") REFERENCES "public"."findings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "finding_decisions_at" ON "finding_decisions" USING btree ("at");