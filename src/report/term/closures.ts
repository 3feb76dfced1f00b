import type { AccountId } from "../../core/account.ts";
import type { DigestAccount, DigestInput } from "../../core/digest-input.ts";
import { rationalise, type CloseReason } from "../../core/rationalise.ts";
import type { ReportInput } from "../../core/report-input.ts";
import { counted, handleOf, labelOf, postsInWords } from "../../digest/accounts-in-words.ts";
import { plainDay } from "../../digest/dates.ts";
import { todayOf } from "../../digest/standing.ts";
import { openSeverityNow } from "../history.ts";
import type { Block } from "./model.ts";
import { words } from "./model.ts";

const MOST = 12;

/** Rules whose findings say that an account is idle. */
const IDLE: Readonly<Record<string, "dormant" | "barely-used">> = {
  "dormant-account": "dormant",
  "barely-used-account": "barely-used",
};

/** Accounts to close or merge, the most obvious first, with the reasons (POLICY.md, rationalise). */
export function closureCandidates({ digest, findings }: ReportInput) {
  const failing = new Map<AccountId, "dormant" | "barely-used">();
  for (const finding of findings) {
    const kind = IDLE[finding.ruleId];
    if (kind === undefined || openSeverityNow(finding) === null) continue;
    if (failing.get(finding.accountId) !== "dormant") failing.set(finding.accountId, kind);
  }
  const read = new Set(
    digest.evaluations
      .filter(({ ruleId, result }) => ruleId in IDLE && (result === "pass" || result === "fail"))
      .map(({ accountId }) => accountId),
  );
  const uses = digest.accounts.map((owner) => ({ ...owner, isRead: read.has(owner.account.id) }));
  // That a subject is only related to a busier one's is too weak for a paper that asks for decisions.
  return rationalise(uses, failing).filter(({ reasons }) =>
    reasons.some(({ kind }) => kind !== "related-subject"),
  );
}

export function closuresBlocks(input: ReportInput): readonly Block[] {
  const candidates = closureCandidates(input);
  if (candidates.length === 0) return [words("None, as far as could be read.")];
  const items = candidates.slice(0, MOST).map(({ use, reasons }) => lineOf(use, reasons, input.digest));
  const rest = candidates.length - items.length;
  return [
    words(
      "The most obvious first. An account is named when it has been silent for too long, is barely used, or has the same subject as a busier one of the same organisation on the same platform.",
    ),
    { kind: "list", items, isNumbered: true },
    ...(rest > 0
      ? [words(`${counted(rest, "more account stands", "more accounts stand")} in the full report.`)]
      : []),
  ];
}

function lineOf(owner: DigestAccount, reasons: readonly CloseReason[], input: DigestInput): string {
  const { handle, where } = labelOf(owner, input.policy);
  const last =
    owner.latestPostAt === null
      ? "no post known"
      : `last post ${plainDay(owner.latestPostAt, input.policy.timezone, todayOf(input))}`;
  const followers = owner.followers === null ? "" : `, ${counted(owner.followers, "follower")}`;
  const use = `${last}, ${postsInWords(owner)}${followers}`;
  return `${handle} (${where}): ${reasons.map(reasonInWords).join("; ")}. ${use.charAt(0).toUpperCase()}${use.slice(1)}.`;
}

function reasonInWords(reason: CloseReason): string {
  if (reason.kind === "dormant") return "silent for too long";
  if (reason.kind === "barely-used") return "barely used";
  const busier = handleOf(reason.busier.account.handle);
  return reason.kind === "same-subject"
    ? `same subject as ${busier}, which posts more`
    : `subject close to that of ${busier}, which posts more`;
}
