import { closuresOf } from "../core/closures.ts";
import type { AccountId } from "../core/account.ts";
import { localDateOf, openDays } from "../core/calendar.ts";
import type { DigestAccount, DigestInput } from "../core/digest-input.ts";
import { rationalise, type CloseCandidate, type CloseReason } from "../core/rationalise.ts";
import { counted, handleOf, keepersInWords, labelOf, postsInWords } from "./accounts-in-words.ts";
import { dueInWords, stateInWords, whatIsWrong, whatToDo } from "./build-todo.ts";
import { plainDate } from "./dates.ts";
import { letterToKeepers } from "./letters.ts";
import type { ClosureItem, Section, Sentence } from "./model.ts";
import { asksNow, todayOf, type OpenFinding, type Standings } from "./standing.ts";

const MOST_CLOSURES = 6;

/** Findings of these rules ask for a decision, not for a repair: they stand under "Close or keep?". The last says most. */
const IDLE_RULES: ReadonlyMap<string, "dormant" | "barely-used"> = new Map([
  ["barely-used-account", "barely-used"],
  ["dormant-account", "dormant"],
]);

export function isIdle({ finding }: Pick<OpenFinding, "finding">): boolean {
  return IDLE_RULES.has(finding.ruleId);
}

/** An account to close or keep; `finding` is null where only a busier one of the same subject speaks against it. */
export interface Closure {
  candidate: CloseCandidate<DigestAccount & { isRead: boolean }>;
  finding: OpenFinding | null;
  /** New, back, worse or overdue; in the first e-mail all that was found. */
  asks: boolean;
}

/** What asks for a decision now stands first, then the rest; each by how obvious it is. */
export function closuresToDecide(standings: Standings, input: DigestInput): readonly Closure[] {
  const findings = idleFindings(standings);
  return closureCandidates(standings, input)
    .map((candidate) => {
      const finding = findings.get(candidate.use.account.id) ?? null;
      return { candidate, finding, asks: finding !== null && asksNow(finding, input) };
    })
    .toSorted((a, b) => Number(b.asks) - Number(a.asks));
}

/**
 * Accounts to close or merge, the most obvious first (POLICY.md, rationalise), as e-mail and paper name them. An account that
 * may stay idle by a waiver is none; that a subject is only related to a busier one's is too weak to ask for a decision.
 */
export function closureCandidates(
  standings: Standings,
  input: Pick<DigestInput, "accounts" | "evaluations">,
): ReturnType<typeof candidatesOf> {
  const kept = new Set(standings.waived.filter(isIdle).map(({ finding }) => finding.accountId));
  return candidatesOf(input, idleFindings(standings)).filter(
    ({ use, reasons }) => !kept.has(use.account.id) && reasons.some(({ kind }) => kind !== "related-subject"),
  );
}

/** By account; where two rules say so, the one that says most. */
function idleFindings({ open }: Standings): ReadonlyMap<AccountId, OpenFinding> {
  const inOrder = [...IDLE_RULES.keys()].flatMap((id) => open.filter(({ finding }) => finding.ruleId === id));
  return new Map(inOrder.map((each) => [each.finding.accountId, each]));
}

/** The pure part of `accounts similar` too. `idle` names open findings by account. */
export function candidatesOf(
  input: Pick<DigestInput, "accounts" | "evaluations">,
  idle: ReadonlyMap<AccountId, Pick<OpenFinding, "finding">>,
): readonly CloseCandidate<DigestAccount & { isRead: boolean }>[] {
  const read = new Set(
    input.evaluations
      .filter(({ ruleId, result }) => IDLE_RULES.has(ruleId) && (result === "pass" || result === "fail"))
      .map(({ accountId }) => accountId),
  );
  const uses = input.accounts.map((owner) => ({ ...owner, isRead: read.has(owner.account.id) }));
  const failing = [...idle].flatMap(([accountId, { finding }]) => {
    const kind = IDLE_RULES.get(finding.ruleId);
    return kind === undefined ? [] : [[accountId, kind] as const];
  });
  return rationalise(uses, new Map(failing));
}

export function closuresSection(closures: readonly Closure[], input: DigestInput): Section<ClosureItem> {
  const rest = closures.slice(MOST_CLOSURES).filter(({ finding }) => finding !== null).length;
  return {
    heading: "Close or keep?",
    intro: introOf(closures, input),
    items: closures.slice(0, MOST_CLOSURES).map((closure) => closureItem(closure, input)),
    more: rest > 0 ? `${counted(rest, "more is", "more are")} in the attached findings.csv.` : null,
  };
}

function introOf(closures: readonly Closure[], { accounts, targetAccounts }: DigestInput): string {
  const ask = `${urgentOf(closures)}A decision is enough: close it, keep it, or give it its own rhythm.`;
  if (targetAccounts === null) return `The least used first. ${ask}`;
  const live = accounts.filter(({ account }) => account.status === "live").length;
  const over = live - targetAccounts;
  const distance = over > 0 ? `${over.toLocaleString("en-GB")} to go` : "reached";
  const target = `${counted(live, "live account")}, target ${targetAccounts.toLocaleString("en-GB")}: ${distance}.`;
  return `${target} The least used first. ${ask}`;
}

/** The number of the subject line, where more stand here. */
function urgentOf(closures: readonly Closure[]): string {
  const now = closures.filter(({ asks }) => asks).length;
  if (now === closures.length) return "";
  if (now === 0) return "None has to be decided now. ";
  return `${now.toLocaleString("en-GB")} to decide now, at the top; the rest can wait. `;
}

const SUGGESTION: Sentence = { tone: "calm", words: "Suggestion" };

function closureItem({ candidate, finding }: Closure, input: DigestInput): ClosureItem {
  const { use, reasons } = candidate;
  const account = labelOf(use, input.policy);
  const merge = reasons.flatMap((reason) => ("busier" in reason ? [reason] : []))[0] ?? null;
  const said = finding === null ? [] : [whatIsWrong(finding, input)];
  const sentence = [...said, ...(merge === null ? [] : [mergeInWords(merge)])].join(" ");
  return {
    account,
    state: finding === null ? SUGGESTION : stateInWords(finding.standing),
    sentence,
    use: useInWords(candidate, input),
    keepers: keepersInWords(use),
    ask:
      merge === null
        ? "Close or keep?"
        : `Close, keep, or merge into ${handleOf(merge.busier.account.handle)}?`,
    due: finding === null ? "When you like." : dueInWords(finding, input),
    letter:
      finding === null
        ? null
        : letterToKeepers(finding, account, {
            sentence,
            ask: `${whatToDo(finding)} ${dueInWords(finding, input)}`,
          }),
  };
}

function mergeInWords({ kind, busier }: Extract<CloseReason, { busier: unknown }>): string {
  const busy = `${handleOf(busier.account.handle)}, with ${postsInWords(busier)}`;
  return kind === "same-subject" ? `Same subject as ${busy}.` : `A subject close to ${busy}.`;
}

/** `Last post 10 September, 74 open days ago; 4 posts in 180 days; 312 followers`. */
function useInWords({ use, reasons }: Closure["candidate"], input: DigestInput): string {
  const { timezone } = input.policy;
  // The sentence of a dormant one names its last post already.
  const isTold = reasons.some(({ kind }) => kind === "dormant");
  const at = use.latestPostAt;
  const last = () => {
    if (at === null) return "no post known";
    const day = localDateOf(at, timezone);
    const quiet = openDays(day, todayOf(input), closuresOf(use.account, input.policy));
    return `last post ${plainDate(day, todayOf(input))}, ${counted(quiet, "open day")} ago`;
  };
  const followers = use.followers === null ? "followers not known" : counted(use.followers, "follower");
  const words = [...(isTold ? [] : [last()]), postsInWords(use), followers];
  const line = words.join("; ");
  return line.charAt(0).toUpperCase() + line.slice(1);
}
