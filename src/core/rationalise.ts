import type { Account, AccountId, OrganisationId } from "./account.ts";

/** What is known of how an account is used. */
export interface AccountUse {
  account: Account;
  /** Whether its posts are known: what was not read is neither called idle nor busy. */
  isRead: boolean;
  latestPostAt: Date | null;
  postsIn180Days: number;
  /** Earlier posts of these days are not known. Left out: all are. */
  postsMayBeMore?: boolean;
  followers: number | null;
}

/** Why an account might be closed, or merged into another (POLICY.md, rationalise). */
export type CloseReason =
  | { kind: "dormant" }
  | { kind: "barely-used" }
  /** `same`: the busier one has the same subject; `related`: one's subject is part of the other's. */
  | { kind: "same-subject" | "related-subject"; busier: AccountUse };

export interface CloseCandidate<Use extends AccountUse = AccountUse> {
  use: Use;
  /** The strongest first; never empty. */
  reasons: readonly CloseReason[];
}

/** Each reason outweighs all that come after it together. */
const WEIGHTS: Readonly<Record<CloseReason["kind"], number>> = {
  dormant: 8,
  "barely-used": 4,
  "same-subject": 2,
  "related-subject": 1,
};

/**
 * Accounts to close or merge, the most obvious first: dormant, barely used, same subject as a busier one of the same
 * organisation on the same platform. `failing` names the accounts with an open finding that says so. Official accounts, and
 * those whose end is in the register already, are none. A suggestion: a person decides.
 */
export function rationalise<Use extends AccountUse>(
  uses: readonly Use[],
  failing: ReadonlyMap<AccountId, "dormant" | "barely-used">,
): readonly CloseCandidate<Use>[] {
  const live = uses.filter(({ account }) => account.status === "live");
  const subjects = subjectsOf(live);
  const isUndecided = ({ account }: Use) => account.kind === "departmental" && account.closeBy === null;
  return live
    .filter(isUndecided)
    .map((use) => ({ use, reasons: reasonsOf(use, failing.get(use.account.id), subjects) }))
    .filter(({ reasons }) => reasons.length > 0)
    .toSorted(mostObviousFirst);
}

function reasonsOf(
  use: AccountUse,
  idle: "dormant" | "barely-used" | undefined,
  subjects: Subjects,
): readonly CloseReason[] {
  const merge = use.isRead ? busierThan(use, subjects) : null;
  return [...(idle === undefined ? [] : [{ kind: idle }]), ...(merge === null ? [] : [merge])];
}

function mostObviousFirst(a: CloseCandidate, b: CloseCandidate): number {
  return (
    weightOf(b) - weightOf(a) ||
    (a.use.latestPostAt?.getTime() ?? 0) - (b.use.latestPostAt?.getTime() ?? 0) ||
    a.use.postsIn180Days - b.use.postsIn180Days ||
    (a.use.followers ?? 0) - (b.use.followers ?? 0) ||
    (a.use.account.handle < b.use.account.handle ? -1 : 1)
  );
}

function weightOf({ reasons }: CloseCandidate): number {
  return reasons.reduce((sum, { kind }) => sum + WEIGHTS[kind], 0);
}

/** By platform, organisation and subject: who speaks of it there. */
type Subjects = ReadonlyMap<string, readonly AccountUse[]>;

function subjectsOf(uses: readonly AccountUse[]): Subjects {
  const entries = uses
    .filter(({ isRead }) => isRead)
    .flatMap((use) => placesOf(use, subjectOf(use.account.department)).map((place) => ({ place, use })));
  const byPlace = Map.groupBy(entries, ({ place }) => place);
  return new Map([...byPlace].map(([place, members]) => [place, members.map(({ use }) => use)]));
}

function placesOf({ account }: AccountUse, subject: readonly string[]): readonly string[] {
  if (subject.length === 0) return [];
  return account.organisations.map((id) => placeOf(account, id, subject));
}

function placeOf({ platform }: Account, organisation: OrganisationId, subject: readonly string[]): string {
  return `${platform} ${organisation} ${subject.join(" ")}`;
}

/** The busiest account of the same subject; else of a subject that is part of this one's; null: there is none. */
function busierThan(use: AccountUse, subjects: Subjects): CloseReason | null {
  const whole = subjectOf(use.account.department);
  const same = busiest(use, [whole], subjects);
  if (same !== null) return { kind: "same-subject", busier: same };
  const related = busiest(use, partsOf(whole), subjects);
  return related === null ? null : { kind: "related-subject", busier: related };
}

function busiest(
  use: AccountUse,
  wanted: readonly (readonly string[])[],
  subjects: Subjects,
): AccountUse | null {
  const busier = wanted
    .flatMap((subject) => placesOf(use, subject))
    .flatMap((place) => subjects.get(place) ?? [])
    .filter((other) => other.postsIn180Days > use.postsIn180Days);
  return busier.reduce<AccountUse | null>(
    (best, one) => (best === null || one.postsIn180Days > best.postsIn180Days ? one : best),
    null,
  );
}

/** Words that name no subject. */
const EMPTY_WORDS = new Set(
  "a and at college course courses department dept for in of our school studies study team the with".split(
    " ",
  ),
);
/** Different words for one subject; the stem tells the others. */
const SAME_WORDS: ReadonlyMap<string, string> = new Map([
  ["math", "mathematics"],
  ["maths", "mathematics"],
  ["ict", "computing"],
  ["it", "computing"],
  ["pe", "sport"],
]);
const STEM_LETTERS = 5;
/** A subject is told by its first words; their parts are few (2 to the 4th). */
const MOST_WORDS = 4;

/** `Hair & Beauty` and `Beauty and Hair` are one subject: stems of the words that say something, in order. */
export function subjectOf(department: string): readonly string[] {
  const words = department
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/\p{M}/gu, "")
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "" && !EMPTY_WORDS.has(word))
    .map((word) => (SAME_WORDS.get(word) ?? word).slice(0, STEM_LETTERS));
  return [...new Set(words)].slice(0, MOST_WORDS).toSorted();
}

/** Every smaller selection of the words, each in order. */
function partsOf(subject: readonly string[]): readonly (readonly string[])[] {
  const all = subject.reduce<readonly (readonly string[])[]>(
    (parts, word) => [...parts, ...parts.map((part) => [...part, word])],
    [[]],
  );
  return all.filter((part) => part.length > 0 && part.length < subject.length);
}
