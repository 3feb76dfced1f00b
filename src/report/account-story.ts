import type { Account, Approval } from "../core/account.ts";
import { CAUSES_IN_WORDS } from "../core/causes.ts";
import type { DigestAccount, DigestInput, RuleWords } from "../core/digest-input.ts";
import type { Cause } from "../core/facts.ts";
import { SEVERITIES } from "../core/policy.ts";
import { evaluationKey, type ReportFinding, type ReportInput } from "../core/report-input.ts";
import { knownPosts } from "../digest/accounts-in-words.ts";
import { datesInWords, plainDate, plainDay } from "../digest/dates.ts";
import { cleaned } from "../digest/hostile.ts";
import { compare, todayOf } from "../digest/standing.ts";
import { shareSentences } from "./learner-share.ts";
import { openSeverityNow } from "./history.ts";
import { findingStory, type Standings } from "./finding-story.ts";
import type { AccountStory, ResultLine, RuleHead } from "./model.ts";
import { causeOf, cellOf, headOf, type Evaluations } from "./results.ts";

/** Closed findings that an account's story tells; older ones are counted. */
const MOST_CLOSED = 6;

/** What a story is made of, looked up once for all accounts. */
export interface Shelves {
  input: ReportInput;
  heads: ReadonlyMap<string, RuleHead>;
  evaluations: Evaluations;
  findings: ReadonlyMap<string, readonly ReportFinding[]>;
  standings: Standings;
}

export function storyOf(owner: DigestAccount, shelves: Shelves): AccountStory {
  const { input, findings, standings } = shelves;
  const own = findings.get(owner.account.id) ?? [];
  const open = own.filter((one) => one.closedAt === null).toSorted(byWeight);
  const closed = own
    .filter((one) => one.closedAt !== null)
    .toSorted((a, b) => (b.closedAt?.getTime() ?? 0) - (a.closedAt?.getTime() ?? 0) || compare(a.id, b.id));
  const rest = closed.length - MOST_CLOSED;
  return {
    facts: factsOf(owner, input),
    results: input.digest.rules.map((rule) => resultLine(owner, rule, shelves)),
    findings: [...open, ...closed.slice(0, MOST_CLOSED)].map((one) =>
      findingStory(one, owner, standings, input.digest),
    ),
    earlierFindings: rest > 0 ? `${rest} more were closed earlier in the last 13 months.` : null,
  };
}

/** What asks for something first, the worst first. */
function byWeight(a: ReportFinding, b: ReportFinding): number {
  return (
    Number(openSeverityNow(a) === null) - Number(openSeverityNow(b) === null) ||
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    compare(a.id, b.id)
  );
}

function resultLine({ account }: DigestAccount, rule: RuleWords, shelves: Shelves): ResultLine {
  const { input, evaluations, heads } = shelves;
  const key = evaluationKey({ accountId: account.id, ruleId: rule.id });
  const evaluation = evaluations.get(key);
  const { timezone } = input.digest.policy;
  return {
    rule: heads.get(rule.id) ?? headOf(rule),
    cell: cellOf(account, evaluation),
    since: evaluation === undefined ? "" : plainDay(evaluation.since, timezone, todayOf(input.digest)),
    why: whyOf(account, rule, key, shelves),
  };
}

/** Where time alone is missing, from when on there will be an answer. */
function notChecked(cause: Cause, detail: string): string {
  const why = cause === "not-long-known" && detail !== "" ? detail : `${CAUSES_IN_WORDS[cause].sentence}.`;
  return `Not checked: ${why}`;
}

/** Beside a learner result stands the share known, and nothing else. */
function whyOf(account: Account, rule: RuleWords, key: string, shelves: Shelves): string {
  const { input, evaluations, findings } = shelves;
  const evaluation = evaluations.get(key);
  const cause = causeOf(evaluation);
  const detail = cleaned(datesInWords(input.details.get(key) ?? "", todayOf(input.digest)), 240);
  const because = cause === null ? null : notChecked(cause, detail);
  if (rule.severity === "safeguarding") {
    const share = shareSentences(input.digest, account.platform);
    return [because ?? "", ...share].filter((part) => part !== "").join(" ");
  }
  if (cause === "stale") return because ?? "";
  if (detail !== "") return detail;
  if (because !== null) return because;
  const failing = (findings.get(account.id) ?? []).filter(
    (one) => one.ruleId === rule.id && one.closedAt === null,
  );
  return failing.length === 0 ? "" : "See the finding below.";
}

function factsOf(owner: DigestAccount, input: ReportInput) {
  const { account, latestPostAt, followers } = owner;
  const { digest } = input;
  const today = todayOf(digest);
  const day = (at: Date | null) => (at === null ? "not known" : plainDay(at, digest.policy.timezone, today));
  const on = (date: string | null) => (date === null ? null : plainDate(date, today));
  const facts: [string, string | null][] = [
    ["Kind", account.kind === "official" ? "Official account" : "Departmental account"],
    ["Keepers", account.keepers.map((keeper) => cleaned(keeper, 80)).join(", ") || "None on record"],
    ["Approved", approvals(account, on)],
    ["Opened", on(account.openedOn)],
    ["To be closed by", on(account.closeBy)],
    ["On the register since", day(account.registeredAt)],
    ["Own limit for silence", ownLimit(account)],
    ["Last post", day(latestPostAt)],
    ["Posts in 180 days", knownPosts(owner)],
    ["Followers", followers === null ? "not known" : followers.toLocaleString("en-GB")],
    ["Read", readingInWords(account, input, day)],
    ["Former handles", formerHandles(account, digest)],
  ];
  return facts.flatMap(([name, words]) => (words === null ? [] : [{ name, words }]));
}

function approvals(account: Account, on: (date: string) => string | null): string {
  const said = (who: string, approval: Approval | null) =>
    approval === null ? `${who}: not on record` : `${who}: ${cleaned(approval.name, 60)}, ${on(approval.on)}`;
  return [
    said("Head of School or Service", account.approvedBySchool),
    said("Head of Digital Marketing", account.approvedByMarketing),
  ].join("; ");
}

function ownLimit({ dormantAfterDays, dormantReason }: Account): string | null {
  if (dormantAfterDays === null) return null;
  const reason = dormantReason === null ? "" : ` (${cleaned(dormantReason, 100)})`;
  return `${dormantAfterDays} open days${reason}`;
}

/** What was last read, and when; of follow lists only where Marketing hears of them at all. */
function readingInWords(account: Account, input: ReportInput, day: (at: Date | null) => string): string {
  const reading = input.readings.get(account.id);
  if (reading === undefined) return "Not yet";
  const { surveyedAt, postsReadAt, postsCompleteFrom, followsReadAt, presence } = reading;
  const seen = presence === null ? "" : ` (${presence})`;
  const parts = [
    surveyedAt === null ? null : `profile on ${day(surveyedAt)}${seen}`,
    postsReadAt === null
      ? null
      : `posts on ${day(postsReadAt)}${postsCompleteFrom === null ? "" : `, none missing since ${day(postsCompleteFrom)}`}`,
    followsReadAt === null || input.digest.learnerFindingsTo === "safeguarding_only"
      ? null
      : `whom it follows on ${day(followsReadAt)}`,
  ].filter((part) => part !== null);
  const words = parts.join("; ");
  return words === "" ? "Not yet" : words.charAt(0).toUpperCase() + words.slice(1);
}

function formerHandles(account: Account, { changes }: DigestInput): string | null {
  const before = changes.flatMap(({ accountId, kind, from }) =>
    accountId === account.id && kind === "handle" && from !== null ? [`@${cleaned(from, 32)}`] : [],
  );
  return before.length === 0 ? null : before.join(", ");
}
