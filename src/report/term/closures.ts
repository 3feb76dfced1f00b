import type { DigestAccount, DigestInput } from "../../core/digest-input.ts";
import type { CloseReason } from "../../core/rationalise.ts";
import type { ReportInput } from "../../core/report-input.ts";
import { counted, handleOf, labelOf, postsInWords } from "../../digest/accounts-in-words.ts";
import { closureCandidates } from "../../digest/build-closures.ts";
import { plainDay } from "../../digest/dates.ts";
import { standingsOf, todayOf } from "../../digest/standing.ts";
import type { Block } from "./model.ts";
import { words } from "./model.ts";

const MOST = 12;

export function closuresBlocks(input: ReportInput): readonly Block[] {
  const candidates = closureCandidates(standingsOf(input.digest), input.digest);
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
