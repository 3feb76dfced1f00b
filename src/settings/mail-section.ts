import * as field from "./fields.ts";
import { list, section } from "./sections.ts";

/** Who gets which e-mail. */
export const mail = section({
  from: field
    .sender()
    .default("Social media audit <social-media-audit@capitalccg.ac.uk>")
    .describe("Sender of every e-mail; your mail server must let it pass."),
  reply_to: field.email().default("marketing@capitalccg.ac.uk").describe("A person reads what arrives here."),
  digest_to: list(field.email(), "e-mail addresses")
    .default([])
    .describe("Who gets the weekly e-mail. Empty: nobody, and `go-live` refuses.")
    .meta({ examples: [["head.of.digital@capitalccg.ac.uk"]] }),
  ops_to: list(field.email(), "e-mail addresses")
    .default([])
    .describe(
      "IT: told of what broke or will within 14 days, at most once a day. Answers to safeguarding mails go to the first one; without one they go to the Group's lead.",
    )
    .meta({ examples: [["service.desk@capitalccg.ac.uk"]] }),
  list_id: field
    .domain()
    .default("social-media-audit.capitalccg.ac.uk")
    .describe("For mail rules: the List-Id header."),
  report_url: field
    .webAddress()
    .nullable()
    .default(null)
    .describe("Where the report lies, for a link; null: no link."),
  report_folder: field
    .text("a folder")
    .nullable()
    .default(null)
    .describe("Each weekly e-mail writes report.html into this folder; null: it is not written."),
  attach_report: field
    .yesNo()
    .default(false)
    .describe("Whether report.html is attached; many mail gateways hold HTML back."),
  learner_findings_to: field
    .oneOf(["marketing", "safeguarding_only"])
    .default("marketing")
    .describe("safeguarding_only keeps learner findings out of everything that Marketing sees."),
  safeguarding_mail: field
    .oneOf(["next_open_day", "at_once"])
    .default("next_open_day")
    .describe("When a safeguarding mail leaves: from 08:00 on the next open day, or at once."),
  keepers_mail: field
    .yesNo()
    .default(true)
    .describe(
      "After go-live: a short mail to keepers, once a week, when something on their accounts is due.",
    ),
});
