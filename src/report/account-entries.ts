import type { Account } from "../core/account.ts";
import { localDateOf } from "../core/calendar.ts";
import type { DigestAccount } from "../core/digest-input.ts";
import { SEVERITIES, type Severity } from "../core/policy.ts";
import { PLATFORM_NAMES } from "../core/platform.ts";
import { evaluationKey, type ReportFinding } from "../core/report-input.ts";
import { knownPosts, labelOf, namesOf, NOT_KNOWN } from "../digest/accounts-in-words.ts";
import { plainDate } from "../digest/dates.ts";
import { cleaned } from "../digest/hostile.ts";
import type { Sentence } from "../digest/model.ts";
import { compare, todayOf } from "../digest/standing.ts";
import { storyOf, type Shelves } from "./account-story.ts";
import { openSeverityNow } from "./history.ts";
import type { AccountEntry, Choice } from "./model.ts";
import { cellOf } from "./results.ts";
import { SEVERITY_TONES, SEVERITY_WORDS } from "./severities.ts";

/** Every account of the register, those with the worst open findings first, then by name. */
export function accountEntries(shelves: Shelves): readonly AccountEntry[] {
  const { digest } = shelves.input;
  const ranked = digest.accounts
    .map((owner) => ({ owner, severities: openSeverities(owner, shelves) }))
    .toSorted(
      (a, b) =>
        STATUS_ORDER.indexOf(a.owner.account.status) - STATUS_ORDER.indexOf(b.owner.account.status) ||
        weight(b.severities) - weight(a.severities) ||
        compare(a.owner.account.handle.toLowerCase(), b.owner.account.handle.toLowerCase()) ||
        compare(a.owner.account.id, b.owner.account.id),
    );
  return ranked.map(({ owner, severities }, index) => ({
    ...entryOf(owner, severities, `a${index + 1}`, shelves),
    isBrief: ranked.length > LONG_REPORT && index >= WHOLE_STORIES,
  }));
}

/** More accounts than this make a page that a browser opens slowly if each story is laid out in tables. */
const LONG_REPORT = 2_000;
const WHOLE_STORIES = 500;

const STATUS_ORDER: readonly Account["status"][] = ["live", "paused", "closed"];

function openSeverities({ account }: DigestAccount, { findings }: Shelves): readonly Severity[] {
  return (findings.get(account.id) ?? []).flatMap((one: ReportFinding) => openSeverityNow(one) ?? []);
}

/** The worst severity counts before the number: one high is more than ten low ones. */
function weight(severities: readonly Severity[]): number {
  const worst = Math.max(0, ...severities.map((one) => SEVERITIES.length - SEVERITIES.indexOf(one)));
  return worst * 1_000 + Math.min(999, severities.length);
}

function entryOf(
  owner: DigestAccount,
  severities: readonly Severity[],
  anchor: string,
  shelves: Shelves,
): Omit<AccountEntry, "isBrief"> {
  const { account } = owner;
  const { input, evaluations } = shelves;
  const { policy } = input.digest;
  const last = owner.latestPostAt === null ? null : localDateOf(owner.latestPostAt, policy.timezone);
  return {
    anchor,
    label: labelOf(owner, policy),
    organisations: account.organisations,
    organisationNames: namesOf(account.organisations, policy),
    department: cleaned(account.department, 48),
    platform: PLATFORM_NAMES[account.platform],
    status: statusOf(account),
    severities: inOrder(severities).map((one) => SEVERITY_WORDS[one]),
    open: openInWords(severities),
    lastPost: {
      words: last === null ? "Not known" : plainDate(last, todayOf(input.digest)),
      by: last === null ? 0 : Number(last.replaceAll("-", "")),
    },
    posts: postsOf(owner),
    followers: {
      words: owner.followers === null ? "Not known" : owner.followers.toLocaleString("en-GB"),
      by: owner.followers ?? -1,
    },
    cells: input.digest.rules.map(({ id }) =>
      cellOf(account, evaluations.get(evaluationKey({ accountId: account.id, ruleId: id }))),
    ),
    story: storyOf(owner, shelves),
  };
}

/** What is not known is less than none: the table begins with it, as with the other numbers. */
function postsOf(owner: DigestAccount): AccountEntry["posts"] {
  const words = knownPosts(owner);
  return words === NOT_KNOWN ? { words: "Not known", by: -1 } : { words, by: owner.postsIn180Days };
}

function inOrder(severities: readonly Severity[]): readonly Severity[] {
  return SEVERITIES.filter((one) => severities.includes(one));
}

function openInWords(severities: readonly Severity[]): AccountEntry["open"] {
  const [worst] = inOrder(severities);
  const words = inOrder(severities).map(
    (one) => `${severities.filter((each) => each === one).length} ${SEVERITY_WORDS[one].toLowerCase()}`,
  );
  return {
    words: words.length === 0 ? "None" : words.join(", "),
    by: weight(severities),
    // Nothing open is no praise: some of it may not have been seen.
    tone: worst === undefined ? "calm" : SEVERITY_TONES[worst],
  };
}

function statusOf({ status, pausedReason }: Account): Sentence {
  if (status === "live") return { tone: "good", words: "Live" };
  if (status === "closed") return { tone: "calm", words: "Closed" };
  return { tone: "warn", words: pausedReason === null ? "Paused" : `Paused: ${cleaned(pausedReason, 80)}` };
}

/** What the filters offer: only what occurs. */
export function choicesOf(entries: readonly AccountEntry[], { input }: Shelves) {
  const used = new Set(entries.flatMap(({ organisations }) => organisations));
  const known = input.digest.policy.organisations;
  const unknown = [...used].filter((id) => known.every((one) => one.id !== id)).toSorted(compare);
  return {
    organisations: [
      ...known
        .filter(({ id }) => used.has(id))
        .map(({ id, name }) => ({ value: id, words: cleaned(name, 60) })),
      ...unknown.map((id) => ({ value: id, words: cleaned(id, 60) })),
    ],
    platforms: [...new Set(entries.map(({ platform }) => platform))].toSorted(compare).map(same),
    severities: [
      ...SEVERITIES.map((one) => SEVERITY_WORDS[one])
        .filter((words) => entries.some(({ severities }) => severities.includes(words)))
        .map(same),
      { value: "None", words: "Nothing open" },
    ],
  };
}

function same(words: string): Choice {
  return { value: words, words };
}
