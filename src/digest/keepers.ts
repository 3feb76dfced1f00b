import type { Account } from "../core/account.ts";
import type { DigestInput } from "../core/digest-input.ts";
import { addDays } from "../core/calendar.ts";
import { counted, labelOf } from "./accounts-in-words.ts";
import { dueInWords, evidenceLinks, stateInWords, titleOf, whatIsWrong, whatToDo } from "./build-todo.ts";
import { mailable } from "./hostile.ts";
import { answerToMarketing } from "./letters.ts";
import type { AccountLabel, Letter, Link, Sentence } from "./model.ts";
import {
  asksNow,
  byUrgency,
  compare,
  isAuditsOwn,
  standingsOf,
  todayOf,
  type OpenFinding,
} from "./standing.ts";
import { withoutStale } from "./stale.ts";

/** One thing that is a keeper's. */
export interface KeeperItem {
  account: AccountLabel;
  state: Sentence;
  title: string;
  sentence: string;
  evidence: readonly Link[];
  ask: string;
  due: string;
  answer: Letter;
}

/** What one keeper is written this week. */
export interface KeeperNote {
  address: string;
  count: number;
  items: readonly KeeperItem[];
  more: string | null;
  /** All accounts of which the register says that this person shares them. */
  shared: readonly AccountLabel[];
}

const MOST_ITEMS = 5;
/** Due within so many days is said in time. */
const DUE_SOON_DAYS = 7;

/**
 * The short mails to keepers: only to those who have something that is new, back, worse, late or due within a week. Never a
 * word of a learner finding (POLICY.md, who hears), nor of the audit itself, which is IT's; never to an address outside the
 * staff's domains. By address, so that the order is one.
 */
export function keeperNotes(everything: DigestInput, staffDomains: readonly string[]): readonly KeeperNote[] {
  const input = withoutStale(everything);
  const findings = standingsOf(input)
    .open.filter((open) => !open.aboutLearner && !isAuditsOwn(open.rule) && isTimely(open, input))
    .toSorted(byUrgency);
  const entries = findings.flatMap((open) =>
    keepersOf(open.owner)
      .filter((address) => isStaff(address, staffDomains))
      .map((address) => ({ address, open })),
  );
  return [...Map.groupBy(entries, ({ address }) => address)]
    .toSorted(([a], [b]) => compare(a, b))
    .map(([address, own]) =>
      noteTo(
        address,
        own.map(({ open }) => open),
        input,
      ),
    );
}

function isTimely(open: OpenFinding, input: DigestInput): boolean {
  const isDueSoon = open.due !== null && open.due <= addDays(todayOf(input), DUE_SOON_DAYS);
  return open.owner.account.status === "live" && (asksNow(open, input) || isDueSoon);
}

/** Addresses of those who share it, each once, in one spelling. */
export function keepersOf({ account }: { account: Pick<Account, "keepers"> }): readonly string[] {
  return [...new Set(account.keepers.flatMap((keeper) => mailable(keeper)?.toLowerCase() ?? []))];
}

/** Whether an address is on one of the staff's domains. A domain below one is another: learners may have theirs there. */
export function isStaff(address: string, staffDomains: readonly string[]): boolean {
  const domain = address.slice(address.lastIndexOf("@") + 1).toLowerCase();
  return staffDomains.some((one) => one.toLowerCase() === domain);
}

function noteTo(address: string, own: readonly OpenFinding[], input: DigestInput): KeeperNote {
  const rest = own.length - MOST_ITEMS;
  const shared = input.accounts.filter(
    (owner) => owner.account.status === "live" && keepersOf(owner).includes(address),
  );
  return {
    address,
    count: own.length,
    items: own.slice(0, MOST_ITEMS).map((open) => itemOf(open, input)),
    more: rest > 0 ? `And ${counted(rest, "more", "more")}: Marketing has the list.` : null,
    shared: shared
      .toSorted((a, b) => compare(a.account.handle, b.account.handle))
      .map((owner) => labelOf(owner, input.policy)),
  };
}

function itemOf(open: OpenFinding, input: DigestInput): KeeperItem {
  const account = labelOf(open.owner, input.policy);
  const title = titleOf(open);
  return {
    account,
    state: stateInWords(open.standing),
    title,
    sentence: whatIsWrong(open, input),
    evidence: evidenceLinks(open, input).shown,
    ask: whatToDo(open),
    due: dueInWords(open, input),
    answer: answerToMarketing(input.replyTo, account, title),
  };
}
