import { expect, test } from "vitest";
import { complaintOf } from "./complaint.ts";

const MISTAKES: readonly [claim: string, content: string, complaint: string][] = [
  [
    "an unknown key is named with its line and the nearest key",
    "thresholds:\n  dormant_after_day:\n    x: 3\n",
    "account-audit.yaml:2: there is no key thresholds.dormant_after_day; did you mean dormant_after_days?",
  ],
  [
    "an unknown section is named",
    "timezone: Europe/London\nbudget: {}\n",
    "account-audit.yaml:2: there is no key budget; did you mean budgets?",
  ],
  [
    "an unknown key inside a list's entry is named",
    "closures:\n  - {from: 2026-12-24, to: 2026-12-31, nmae: x}\n",
    "account-audit.yaml:2: closures.0.name: expected a text, found nothing\naccount-audit.yaml:2: there is no key closures.0.nmae; did you mean name?",
  ],
  [
    "an unknown key of a safeguarding lead is named",
    "safeguarding:\n  conel:\n    lead:\n      name: A\n      email: a@conel.ac.uk\n      pubic_key: null\n",
    "account-audit.yaml:6: there is no key safeguarding.conel.lead.pubic_key; did you mean public_key?",
  ],
  [
    "a secret in the file is sent to the environment, and is not shown",
    "X_BEARER_TOKEN: hunter2\n",
    "account-audit.yaml:1: there is no key X_BEARER_TOKEN; a secret: take it out, and put X_BEARER_TOKEN into the environment",
  ],
  [
    "a variable of the environment that is no secret belongs there as well",
    "mail: { account_audit_home: /srv }\n",
    "account-audit.yaml:1: there is no key mail.account_audit_home; put ACCOUNT_AUDIT_HOME into the environment",
  ],
  [
    "a key that is like none has no nearest",
    "colour_of_logo: red\nbudget: {}\n",
    "account-audit.yaml:1: there is no key colour_of_logo\naccount-audit.yaml:2: there is no key budget; did you mean budgets?",
  ],
  [
    "an unknown rule is named",
    "severities: { dormant-acount: high }\n",
    "account-audit.yaml:1: there is no key severities.dormant-acount; did you mean dormant-account?",
  ],
  [
    "the severity of learner findings cannot be changed: by it the leads are told",
    "severities: { learner-followed: high }\n",
    'account-audit.yaml:1: severities.learner-followed: expected safeguarding or nothing at all, because the safeguarding leads hear of every such finding, found "high"',
  ],
  [
    "no other rule's findings become safeguarding ones",
    "severities: { dormant-account: safeguarding }\n",
    'account-audit.yaml:1: severities.dormant-account: expected one of high, medium, low (safeguarding is for learner findings alone), found "safeguarding"',
  ],
  [
    "an unknown platform is named",
    "thresholds:\n  dormant_after_days: { flikr: 9 }\n",
    "account-audit.yaml:2: there is no key thresholds.dormant_after_days.flikr; did you mean flickr?",
  ],
  [
    "a wrong type says what was expected and what was found",
    'thresholds:\n  tagged_window_days: "28 days"\n',
    'account-audit.yaml:2: thresholds.tagged_window_days: expected a whole number of days from 1 to 180, found "28 days"',
  ],
  [
    "a time that is none",
    "schedule:\n  nightly_at: 24:00\n",
    'account-audit.yaml:2: schedule.nightly_at: expected a time of day such as 03:30, found "24:00"',
  ],
  [
    "a date that the calendar has not",
    "term_starts_on: 2026-02-30\n",
    'account-audit.yaml:1: term_starts_on: expected a date of the calendar such as 2026-12-24, found "2026-02-30"',
  ],
  [
    "a closure that ends before it begins",
    "closures:\n  - { from: 2026-12-30, to: 2026-12-24, name: x }\n",
    "account-audit.yaml:2: closures.0: expected a closure that does not end before it begins",
  ],
  [
    "a closure of more than a year, which is a slip in the year",
    "closures:\n  - { from: 2026-12-24, to: 2062-01-01, name: Christmas }\n",
    "account-audit.yaml:2: closures.0: expected a closure of a year at most",
  ],
  [
    "a closure of one organisation that is as long",
    "organisations:\n  - { id: cccg, name: A, short_name: A, closures: [{ from: 2026-01-01, to: 2027-01-02, name: x }] }\n",
    "account-audit.yaml:2: organisations.0.closures.0: expected a closure of a year at most",
  ],
  [
    "an e-mail that is skipped before it is due: without a word, none would ever leave",
    "schedule:\n  digest_weekday: saturday\n",
    "account-audit.yaml:2: schedule.digest_weekday: the e-mail of saturday 07:30 would be skipped each week before it is due: by digest_skipped_after_weekday and digest_skipped_after that is friday 17:00",
  ],
  [
    "an e-mail that is skipped at its very hour",
    "schedule:\n  digest_skipped_after_weekday: monday\n  digest_skipped_after: 07:30\n",
    "schedule.digest_weekday: the e-mail of monday 07:30 would be skipped each week before it is due",
  ],
  [
    "a hashtag that no post can bear, because the platforms end it at the hyphen",
    "organisations:\n  - { id: cccg, name: A, short_name: A, hashtags: [we-are-college] }\n",
    'account-audit.yaml:2: organisations.0.hashtags.0: expected a hashtag in lower case without the #, of letters, digits and underscores, such as wearecollege, found "we-are-college"',
  ],
  [
    "a month's budget below a night's",
    "budgets:\n  x:\n    night_usd: 5\n    month_usd: 2\n",
    "account-audit.yaml:2: budgets.x: expected a month's budget of at least a night's",
  ],
  [
    "a group that is no organisation",
    "group: cccq\n",
    "account-audit.yaml:1: group: there is no organisation cccq; did you mean cccg?",
  ],
  [
    "safeguarding leads of an organisation that is none",
    "safeguarding:\n  conl: {}\n",
    "account-audit.yaml:2: safeguarding.conl: there is no organisation conl; did you mean conel?",
  ],
  [
    "a privacy section that is filled in part",
    "privacy:\n  contact: dpo@college.ac.uk\n  lawful_basis: public task\n",
    "account-audit.yaml:1: privacy.dpia_reference: fill all three keys of this section, or none",
  ],
  [
    "a hashtag that stands for two organisations",
    "group: a\norganisations:\n  - { id: a, name: A, short_name: A, hashtags: [we] }\n  - { id: b, name: B, short_name: B, hashtags: [we] }\n",
    "account-audit.yaml:4: organisations.1.hashtags: #we already stands for a; a hashtag stands for one organisation alone",
  ],
  [
    "a sender with a line break, which would become a header of its own",
    'mail:\n  from: "Audit\\r\\nBcc: all@college.ac.uk <audit@college.ac.uk>"\n',
    "account-audit.yaml:2: mail.from: expected an e-mail address, or a name and an address",
  ],
  [
    "a name before the sender's address that would become a group of addresses",
    'mail:\n  from: "Audit (CCCG): media <audit@college.ac.uk>"\n',
    "account-audit.yaml:2: mail.from: expected an e-mail address, or a name and an address",
  ],
  [
    "an address of the report that the e-mail would not link to",
    "mail:\n  report_url: http://intranet.college.ac.uk/report.html\n",
    "account-audit.yaml:2: mail.report_url: expected an address that begins with https://",
  ],
  [
    "a weekday in another case names the nearest",
    "schedule:\n  digest_weekday: Monday\n",
    'account-audit.yaml:2: schedule.digest_weekday: expected one of monday, tuesday, wednesday, thursday, friday, saturday, sunday, found "Monday"; did you mean monday?',
  ],
  [
    "a weekday that is cut short",
    "schedule:\n  digest_weekday: Thurs\n",
    'found "Thurs"; did you mean thursday?',
  ],
  [
    "a word with another stroke",
    "mail: { safeguarding_mail: at-once }\n",
    'account-audit.yaml:1: mail.safeguarding_mail: expected one of next_open_day, at_once, found "at-once"; did you mean at_once?',
  ],
  [
    "a list where a file of keys belongs",
    "- group\n",
    "the file: expected a section with keys of its own, found a list",
  ],
];

test.each(MISTAKES)("%s", (_claim, content, complaint) => {
  expect(complaintOf(content)).toContain(complaint);
});

test("a word that is near to none of those that are taken names none", () => {
  expect(complaintOf("severities: { dormant-account: urgent }\n")).toMatch(/found "urgent"$/u);
  expect(complaintOf("group: northgate\n")).toMatch(/there is no organisation northgate$/u);
});

test("one mistake is told once, and a whole of which a part is wrong is not told again", () => {
  expect(complaintOf("closures:\n  - { from: 24.12.2026, to: 2027-01-01, name: x }\n")).toBe(
    'account-audit.yaml:2: closures.0.from: expected a date such as 2026-12-24, found "24.12.2026"',
  );
});

test("all mistakes of a file are told at once", () => {
  expect(complaintOf("group: 1\ntimezone: Mars/Olympus\nmial: {}\n").split("\n")).toHaveLength(3);
});
