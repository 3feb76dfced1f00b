CREATE TABLE "quota_days" (
	"platform" text NOT NULL,
	"day" date NOT NULL,
	"units" integer NOT NULL,
	CONSTRAINT "quota_days_platform_day_pk" PRIMARY KEY("platform","day")
);
