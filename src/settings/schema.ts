import { z } from "zod";
import { daysBetween } from "../core/calendar.ts";
import { DEFAULT_ORGANISATIONS } from "./organisations.ts";
import * as field from "./fields.ts";
import { budgets } from "./budgets.ts";
import { mail } from "./mail-section.ts";
import { runningCosts } from "./running-costs.ts";
import { list, section } from "./sections.ts";
import { severities } from "./severities.ts";
import { thresholds } from "./thresholds.ts";

/**
 * Every key of `account-audit.yaml`: its form, its default (POLICY.md, rules) and what the file says about it. The
 * commented file that `init` writes is made from this table (template.ts).
 */

/** In the order of ISO 8601: monday is 1. */
export const WEEKDAYS = [
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
  "sunday",
] as const;

const LONGEST_CLOSURE_DAYS = 366;

const closures = (examples: readonly unknown[]) =>
  list(
    section({
      from: field.date().describe("first day closed"),
      to: field.date().describe("last day closed"),
      name: field.text().describe("what people call it"),
    })
      .refine((each) => each.from <= each.to, { error: "a closure that does not end before it begins" })
      // No day of it is an open one: an account would be in use for as long, and nothing ever due.
      .refine((each) => daysBetween(each.from, each.to) < LONGEST_CLOSURE_DAYS, {
        error: "a closure of a year at most",
      }),
    "closures",
  )
    .default([])
    .meta({ examples: [...examples] });

const organisation = section({
  id: field.organisationId().describe("its key in this file and in the register"),
  name: field.text().describe("as the e-mail writes it"),
  short_name: field.text().describe("as tables write it"),
  hashtags: list(field.hashtag(), "hashtags")
    .default([])
    .describe("hashtags that stand for it alone, lower case, without the #"),
  closures: closures([]).describe("days on which this one alone is closed, as in `closures` below"),
});

const person = section({
  name: field.text().describe("who it is"),
  email: field.email().describe("where the safeguarding mail goes"),
  public_key: field
    .publicKey()
    .nullable()
    .default(null)
    .describe("evidence is sealed to it; made by `account-audit keys`"),
});

const due = () => field.whole("open days", 1, 365).nullable();

const schedule = section({
  nightly_at: field.time().default("03:30").describe("When the night begins."),
  nightly_deadline: field
    .time()
    .default("06:45")
    .describe("When it is concluded with what is known; earlier than nightly_at: the next day."),
  digest_weekday: field.oneOf(WEEKDAYS).default("monday").describe("The day of the weekly e-mail."),
  digest_at: field.time().default("07:30").describe("Its time."),
  digest_skipped_after_weekday: field
    .oneOf(WEEKDAYS)
    .default("friday")
    .describe("An e-mail that could not be sent by this day of its week"),
  digest_skipped_after: field
    .time()
    .default("17:00")
    .describe("and this time is skipped, and the next one says so."),
  catch_up_hours: field
    .whole("hours", 0, 23)
    .default(20)
    .describe("A missed night is made up if it is less than this ago; only the newest is. 0: none is."),
});

const secured = () => field.text().nullable().default(null);

export const SettingsSchema = section({
  timezone: field.zone().default("Europe/London").describe("All times and dates below are of this zone."),
  group: field.organisationId().default("cccg").describe("The organisation that is the Group itself."),
  organisations: list(organisation, "organisations")
    .min(1, { error: "at least one organisation" })
    .default([...DEFAULT_ORGANISATIONS])
    .describe(
      "The Group, its training arm and its colleges. Names and hashtags are yours to change; an id stays.",
    ),
  closures: closures([[{ from: "2026-12-24", to: "2027-01-01", name: "Christmas" }]]).describe(
    "Days on which all organisations are closed: they are no open days. `doctor` warns before the calendar ends.",
  ),
  staff_domains: list(field.domain(), "domains")
    .default(["capitalccg.ac.uk"])
    .describe("Mail domains of staff: keepers are written to on these alone, not on domains below them."),
  term_starts_on: field
    .date()
    .nullable()
    .default(null)
    .describe("First day of this term, for comparisons; null: none."),
  target_accounts: field
    .whole("accounts", 1, 100_000)
    .nullable()
    .default(null)
    .describe("How many live accounts you want to keep in all, for `close or keep?`; null: no target."),
  schedule: schedule.prefault({}).describe("When things happen."),
  thresholds: thresholds.prefault({}).describe("Where the rules draw their lines."),
  severities: section(severities)
    .default({})
    .describe(
      "A rule's findings are as severe as the rule says, unless it is named here: high, medium or low. Learner findings stay safeguarding.",
    )
    .meta({ examples: [{ "dormant-account": "high" }] }),
  due_after_open_days: section({
    safeguarding: due().default(2).describe("safeguarding findings"),
    high: due().default(10).describe("high ones"),
    medium: due().default(20).describe("medium ones"),
    low: due().default(null).describe("low ones; null: at the next certification"),
  })
    .prefault({})
    .describe("By when a finding is to be settled."),
  budgets: budgets.prefault({}).describe("What the platforms may cost."),
  ...runningCosts,
  mail: mail.prefault({}).describe("The e-mails. The mail server itself is SMTP_URL, in the environment."),
  safeguarding: z
    .record(
      z.string(),
      section({
        lead: person.nullable().default(null).describe("the safeguarding lead: name, email, public_key"),
        deputy: person.nullable().default(null).describe("the deputy: the same"),
      }),
      { error: "a section with the ids of organisations" },
    )
    .default({})
    .describe("Lead and deputy of each organisation, by its id; the Group's own lead is told last.")
    .meta({
      examples: [
        {
          conel: {
            lead: { name: "A. Lead", email: "lead@conel.example.ac.uk", public_key: null },
            deputy: { name: "B. Deputy", email: "deputy@conel.example.ac.uk", public_key: null },
          },
        },
      ],
    }),
  privacy: section({
    dpia_reference: secured().describe("Reference of the data protection impact assessment."),
    lawful_basis: secured().describe("Lawful basis."),
    contact: secured().describe("Whom to ask: data protection officer, address."),
  })
    .prefault({})
    .describe("The learner rules run once all three are filled; until then they say `not authorised`."),
  service: section({
    concurrency: field.whole("audits", 1, 64).default(4).describe("Audits at a time in one worker."),
    health_port: field
      .whole("port numbers", 0, 65_535)
      .default(9464)
      .describe("Loopback port of /healthz, /readyz and /metrics; 0: a free one."),
  })
    .prefault({})
    .describe("How the service runs."),
});

export type Settings = z.infer<typeof SettingsSchema>;
