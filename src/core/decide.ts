import { addDays, endOf, localDateOf } from "./calendar.ts";
import type { Decision, DecisionKind, Finding, FindingStatus, Wish } from "./finding.ts";
import { assigneeOf, inForce, sameName, statusAfter } from "./in-force.ts";
import type { Severity } from "./policy.ts";
import { lastDayOf } from "./reconcile.ts";
import { learnerRefusal, type Refusal } from "./decide-learner.ts";
import type { Contact } from "./safeguarding.ts";
import type { LocalDate } from "./time.ts";

/** A finding and all that decides whether a decision about it may be made. */
export interface Question {
  finding: Finding;
  /** What was decided before, oldest first. */
  earlier: readonly Decision[];
  /** Current keepers of the account, by e-mail address. */
  keepers: readonly string[];
  /** Who alone may decide about a learner finding; null: it is about no learner. */
  guardians: readonly Contact[] | null;
  today: LocalDate;
  zone: string;
  longestWaiverDays: number;
}

/** What a finding is after a decision. */
export interface After {
  status: FindingStatus;
  waivedUntil: Date | null;
  waivedSeverity: Severity | null;
  /** A dismissed finding counts as closed from then on: what was sealed for it goes in time. */
  isClosed: boolean;
}

export type Verdict =
  | { verdict: "applies"; after: After }
  /** It is decided so already, or there is nothing to take back. */
  | { verdict: "unchanged"; says: string }
  /** The audit has settled it meanwhile. */
  | { verdict: "settled"; says: string }
  | ({ verdict: "refused" } & Refusal);

const refused = (about: Refusal["about"], says: string, next: string): Verdict => ({
  verdict: "refused",
  about,
  says,
  next,
});

/** Letters of a reason or a reference, at most. */
const LONGEST_WORDS = 500;
/** Letters of a name, at most. */
const LONGEST_NAME = 120;

/** Whether a person's decision may stand, and what the finding is then (docs/findings.md). */
export function decide(wish: Wish, question: Question): Verdict {
  const { finding } = question;
  if (finding.status === "resolved") return { verdict: "settled", says: settledWords(question) };
  const learner = learnerRefusal(wish, question.guardians);
  return (
    unchanged(wish, question) ??
    badWords(wish) ??
    (learner === null ? judged(wish, question) : { verdict: "refused", ...learner })
  );
}

function settledWords({ finding, zone }: Question): string {
  const on = finding.closedAt === null ? "" : ` on ${localDateOf(finding.closedAt, zone)}`;
  return finding.closing === "fixed"
    ? `it was seen to be fixed${on}: nothing is left to decide`
    : `it no longer applies${on === "" ? "" : ` since${on.slice(3)}`}: nothing is left to decide`;
}

function unchanged(wish: Wish, { finding, earlier }: Question): Verdict | null {
  if (wish.kind === "withdrawn") {
    return finding.status === "open"
      ? { verdict: "unchanged", says: "it is open: there is no decision to take back" }
      : null;
  }
  if (wish.kind === "assigned") {
    if (!sameName(assigneeOf(earlier), wish.assignee)) return null;
    return { verdict: "unchanged", says: `it is assigned to ${wish.assignee ?? "nobody"} already` };
  }
  const holds = inForce(finding, earlier);
  if (holds !== null && isSame(wish, holds))
    return { verdict: "unchanged", says: "it is decided so already" };
  if (holds === null || holds.kind === wish.kind || !wasDecided(wish, finding, earlier)) return null;
  return { verdict: "unchanged", says: `it was decided so, and then ${WORDS[holds.kind]} by ${holds.by}` };
}

function isSame(wish: Wish, decision: Decision): boolean {
  const { kind, by, reason, evidence, until } = decision;
  return (
    wish.kind === kind &&
    sameName(wish.by, by) &&
    wish.until === until &&
    wish.reason === reason &&
    wish.evidence === evidence
  );
}

/** Whether the same was decided since the finding opened, and not taken back. */
function wasDecided(wish: Wish, { lastOpenedAt }: Finding, earlier: readonly Decision[]): boolean {
  const since = earlier.filter(({ at }) => at >= lastOpenedAt);
  const standing = since.slice(since.findLastIndex(({ kind }) => kind === "withdrawn") + 1);
  return standing.some((decision) => isSame(wish, decision));
}

export const WORDS: Readonly<Record<DecisionKind, string>> = {
  acknowledged: "acknowledged",
  waived: "waived",
  wrong: "dismissed as wrong",
  settled: "dismissed as settled",
  assigned: "assigned",
  withdrawn: "taken back",
};

/** What a reason must say, of decisions that need one. */
const REASON_FOR: Readonly<Partial<Record<DecisionKind, string>>> = {
  waived: "say why it is accepted",
  wrong: "say why it is no breach",
  settled: "say how it was dealt with",
};

function badWords({ kind, by, reason, evidence }: Wish): Verdict | null {
  if (by.trim() === "")
    return refused("by", "nobody is named who decides", "say who: a name or an address of staff");
  if (by.length > LONGEST_NAME)
    return refused("by", `the name is longer than ${LONGEST_NAME} letters`, "give the name alone");
  const missing = (reason ?? "").trim() === "" ? REASON_FOR[kind] : undefined;
  if (missing !== undefined) return refused("reason", "there is no reason", missing);
  if ([reason, evidence].some((words) => (words ?? "").length > LONGEST_WORDS)) {
    return refused(
      "reason",
      `the reason is longer than ${LONGEST_WORDS} letters`,
      "put it in short, with a reference to the rest",
    );
  }
  return null;
}

function judged(wish: Wish, question: Question): Verdict {
  const { finding, keepers } = question;
  const status = statusAfter(wish.kind) ?? finding.status;
  switch (wish.kind) {
    case "acknowledged":
      return standsInTheWay(question, ["waived", "dismissed"]) ?? becomes(status);
    case "waived":
      return standsInTheWay(question, ["dismissed"]) ?? waiver(wish, question);
    case "wrong":
      return becomes(status);
    case "settled":
      if (!CANNOT_BE_UNDONE.includes(finding.ruleId)) return CAN_BE_MENDED;
      return dayUnderWay(question) ?? becomes(status);
    case "withdrawn":
      return becomes(status);
    case "assigned":
      break;
  }
  const { assignee } = wish;
  const isKeeper = assignee === null || keepers.some((keeper) => sameName(keeper, assignee));
  const same = { status, waivedUntil: finding.waivedUntil, waivedSeverity: finding.waivedSeverity ?? null };
  if (isKeeper) return { verdict: "applies", after: { ...same, isClosed: status === "dismissed" } };
  const who =
    keepers.length === 0 ? "the account has no keeper on record" : `the keepers are ${keepers.join(", ")}`;
  return refused(
    "assignee",
    `it can be assigned to a current keeper alone: ${who}`,
    "name one of them, or bring the register up to date",
  );
}

/** Rules whose findings no deed of ours ends. Of a follow that stands, settled would be waived by another name. */
const CANNOT_BE_UNDONE: readonly string[] = ["learner-contacted"];

const CAN_BE_MENDED = refused(
  "kind",
  "only an answer to a learner is dismissed as settled: whatever else is found can be mended",
  "mend it, and the next night sees so",
);

/**
 * A later answer opens a settled finding again, and days are all that is kept of answers: until the last one's day was read
 * to its end, another one of that day could not be told from it.
 */
function dayUnderWay({ finding, zone }: Question): Verdict | null {
  const last = lastDayOf(finding.evidence);
  if (localDateOf(finding.lastSeenAt, zone) > last) return null;
  return refused(
    "kind",
    `the last answer is of ${last}, and that day has not been read to its end`,
    "settle it when the next night has read the account: what else was answered on that day is in it then",
  );
}

function becomes(status: FindingStatus): Verdict {
  const after = { status, waivedUntil: null, waivedSeverity: null, isClosed: status === "dismissed" };
  return { verdict: "applies", after };
}

function standsInTheWay({ finding, earlier }: Question, statuses: readonly FindingStatus[]): Verdict | null {
  if (!statuses.includes(finding.status)) return null;
  const holds = inForce(finding, earlier);
  const by = holds === null ? "" : ` by ${holds.by}`;
  return refused(
    "kind",
    `it is ${holds === null ? finding.status : WORDS[holds.kind]}${by}`,
    "take that back first, with withdraw",
  );
}

function waiver({ until }: Wish, { finding, today, zone, longestWaiverDays }: Question): Verdict {
  const latest = addDays(today, longestWaiverDays);
  if (until === null) return refused("until", "a waiver must end", `say until when: ${latest} at the latest`);
  if (until <= today)
    return refused("until", `a waiver ends in the future, and ${until} is not`, "give a later day");
  if (until > latest) {
    return refused(
      "until",
      `a waiver holds for at most ${longestWaiverDays} days`,
      `give ${latest} or an earlier day`,
    );
  }
  const after = {
    status: "waived" as const,
    waivedUntil: endOf(until, zone),
    waivedSeverity: finding.severity,
    isClosed: false,
  };
  return { verdict: "applies", after };
}
