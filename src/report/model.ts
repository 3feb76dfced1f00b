import type { AccountLabel, DigestModel, Figure, Link, Sentence, Tone } from "../digest/model.ts";
import type { LocalDate } from "../core/time.ts";

/** A rule as the report's tables name it. */
export interface RuleHead {
  id: string;
  title: string;
  section: string;
}

/** What one rule says of one account. `sign` and `words` say the same: neither needs a colour. */
export interface Cell {
  sign: string;
  /** `Pass`, `Fail`, `over budget`, `Not applicable`. */
  words: string;
  kind: "pass" | "fail" | "unknown" | "none";
}

/** One rule over all live accounts. */
export interface CoverageLine {
  rule: RuleHead;
  pass: number;
  fail: number;
  unknown: number;
  none: number;
  /** Why not, the commonest cause first: `12 over budget, 3 account private`. */
  causes: string;
  /** Of a learner rule: how many learners the machine knows at all. */
  share: string | null;
}

/** What stands in the story of an account beside each rule. */
export interface ResultLine {
  rule: RuleHead;
  cell: Cell;
  since: string;
  why: string;
}

/** One thing that happened: when and what. */
export interface Step {
  day: string;
  words: string;
}

export interface FindingStory {
  state: Sentence;
  title: string;
  sentence: string;
  /** What to do and by when; null where nothing is to be done. */
  ask: string | null;
  evidence: readonly Link[];
  moreEvidence: string | null;
  steps: readonly Step[];
  earlierSteps: string | null;
}

export interface AccountStory {
  facts: readonly { name: string; words: string }[];
  results: readonly ResultLine[];
  findings: readonly FindingStory[];
  earlierFindings: string | null;
}

/** A number or date of the table of accounts, with what it is sorted by. */
export interface Sortable {
  words: string;
  by: number;
}

export interface AccountEntry {
  anchor: string;
  label: AccountLabel;
  organisations: readonly string[];
  organisationNames: string;
  department: string;
  platform: string;
  status: Sentence;
  /** The words of its severities, worst first; the filter goes by them. */
  severities: readonly string[];
  open: Sortable & { tone: Tone };
  lastPost: Sortable;
  posts: Sortable;
  followers: Sortable;
  cells: readonly Cell[];
  story: AccountStory;
  /** In a very long report the accounts with the least to tell are told in short: the same words in fewer lines. */
  isBrief: boolean;
}

/** A picture and the table of the same numbers. `null` is no history, never zero. */
export interface Trend {
  id: string;
  title: string;
  /** What the picture shows, in a sentence with its first and last number. */
  summary: string;
  shape: "bars" | "line";
  columns: readonly string[];
  points: readonly { label: string; values: readonly (number | null)[] }[];
  /** How a number is written: `12`, `86%`, `$3.20`. */
  unit: "count" | "percent" | "dollars";
  /** Said below it: since when there is history. */
  note: string | null;
}

/** How often a rule was wrong (POLICY.md, wrong). */
export interface WrongLine {
  title: string;
  found: number;
  wrong: number;
  share: string;
}

/** A choice of a filter. */
export interface Choice {
  value: string;
  words: string;
}

/** All that the report says. Text of others in it is cleaned and cut, not yet escaped. */
export interface ReportModel {
  date: LocalDate;
  title: string;
  dateline: string;
  headline: { figures: readonly Figure[]; sentences: readonly Sentence[]; alerts: readonly Sentence[] };
  unread: readonly string[];
  trust: DigestModel["trust"];
  coverage: readonly CoverageLine[];
  trends: readonly Trend[];
  table: DigestModel["table"];
  rules: readonly RuleHead[];
  accounts: readonly AccountEntry[];
  causes: readonly { words: string; sentence: string; mender: string }[];
  choices: { organisations: readonly Choice[]; platforms: readonly Choice[]; severities: readonly Choice[] };
  wrong: { intro: string; lines: readonly WrongLine[] };
  end: readonly { heading: string; lines: readonly string[] }[];
}
