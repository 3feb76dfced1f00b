import type { LocalDate } from "../core/time.ts";

/** A colour, never a meaning: the words beside it say the same. */
export type Tone = "bad" | "warn" | "good" | "calm";

/** A link with its words. `url` is https and safe to print. */
export interface Link {
  words: string;
  url: string;
}

export interface AccountLabel {
  /** `@MathsAtConel`, cleaned and cut. */
  handle: string;
  url: string | null;
  /** `X, CONEL, Maths`. */
  where: string;
}

/** A ready-written letter. */
export interface Letter {
  words: string;
  /** `mailto:` with recipients, subject and body. */
  href: string;
}

export interface Sentence {
  tone: Tone;
  words: string;
}

/** A number that is read at a glance. */
export interface Figure {
  value: string;
  label: string;
}

/** One question of "can you trust this week". */
export interface TrustLine {
  question: string;
  /** How sure: `All read`, `3 not read`, `Not checked`. */
  verdict: Sentence;
  words: string;
}

/** What was not read, for one cause. */
export interface Unread {
  /** `@a, @b and 3 more`. */
  accounts: string;
  words: string;
  /** Who mends it. */
  mender: string;
}

export interface TodoItem {
  account: AccountLabel;
  /** New, open again, worse, overdue, first look. */
  state: Sentence;
  title: string;
  sentence: string;
  since: string;
  evidence: readonly Link[];
  moreEvidence: string | null;
  keepers: string;
  /** What to do. */
  ask: string;
  /** By when. */
  due: string;
  section: string;
  letter: Letter | null;
}

export interface ClosureItem {
  account: AccountLabel;
  state: Sentence;
  sentence: string;
  /** Posts in 180 days, followers. */
  use: string;
  keepers: string;
  ask: string;
  due: string;
  letter: Letter | null;
}

/** A heading, an optional line below it, its entries and how many did not fit. */
export interface Section<T> {
  heading: string;
  intro: string | null;
  items: readonly T[];
  more: string | null;
}

export interface OrganisationRow {
  name: string;
  live: number;
  active: number;
  quiet: number;
  tooLong: number;
  notRead: number;
  posts: number;
  /** `86%`, or `none` where there was nothing to judge. */
  tagged: string;
}

/** A line of findings.csv. */
export interface FindingRow {
  finding: string;
  platform: string;
  handle: string;
  url: string;
  organisations: string;
  department: string;
  rule: string;
  section: string;
  severity: string;
  state: string;
  since: string;
  due: string;
  what: string;
  whatToDo: string;
  evidence: string;
  keepers: string;
}

/**
 * All that the weekly e-mail says, in its words and in its order. HTML, text and findings.csv are made from this and add
 * nothing but layout. Text of others in it is cleaned and cut (hostile.ts), not yet escaped.
 */
export interface DigestModel {
  week: string;
  date: LocalDate;
  subject: string;
  title: string;
  dateline: string;
  preheader: string;
  figures: readonly Figure[];
  /** Two lines: is anything urgent; live accounts and open findings against before. */
  summary: readonly Sentence[];
  /** Nights that did not run, e-mails that were not sent. */
  alerts: readonly Sentence[];
  trust: { heading: string; intro: string; lines: readonly TrustLine[]; unread: Section<Unread> };
  todo: Section<TodoItem>;
  closures: Section<ClosureItem>;
  fixed: Section<{ account: AccountLabel; words: string }>;
  waiting: Section<string>;
  ending: Section<{ account: AccountLabel; words: string }>;
  changed: Section<{ account: AccountLabel; words: string }>;
  table: { heading: string; intro: string; rows: readonly OrganisationRow[]; total: OrganisationRow };
  /** What no machine sees; how to answer; what it cost. */
  end: readonly { heading: string; lines: readonly string[]; link: Link | null }[];
  rows: readonly FindingRow[];
  /** Kept for the comparison in the next digest. */
  kept: { live: number; open: number; backlog: number | null };
}
