import { localDateOf } from "../core/calendar.ts";
import type { DigestInput } from "../core/digest-input.ts";
import { PLATFORM_NAMES } from "../core/platform.ts";
import { stateInWords, titleOf, whatIsWrong, whatToDo } from "./build-todo.ts";
import { namesOf } from "./accounts-in-words.ts";
import { cleaned, LINK_BREAK, linkable } from "./hostile.ts";
import type { FindingRow } from "./model.ts";
import { byUrgency, isAuditsOwn, type OpenFinding } from "./standing.ts";

/** Every open finding, worst first. Of a learner finding no evidence, no link to a learner (POLICY.md, Marketing). */
export function rowsOf(open: readonly OpenFinding[], input: DigestInput): readonly FindingRow[] {
  return open.toSorted(byUrgency).map((one) => rowOf(one, input));
}

function rowOf(open: OpenFinding, input: DigestInput): FindingRow {
  const { finding, owner, rule } = open;
  const evidence = open.aboutLearner
    ? []
    : finding.evidence.posts.flatMap((post) => linkable(post.url) ?? []);
  return {
    finding: finding.id,
    platform: PLATFORM_NAMES[owner.account.platform],
    handle: cleaned(owner.account.handle, 100),
    url: linkable(owner.url) ?? "",
    organisations: visible(namesOf(owner.account.organisations, input.policy)),
    department: cleaned(owner.account.department, 100),
    rule: titleOf(open),
    section: isAuditsOwn(rule) ? "the audit itself" : rule.section,
    severity: finding.severity,
    state: stateInWords(open.standing).words,
    since: localDateOf(finding.lastOpenedAt, input.policy.timezone),
    due: open.due ?? "",
    what: visible(whatIsWrong(open, input)),
    whatToDo: whatToDo(open),
    evidence: evidence.slice(0, 20).join(" "),
    keepers: owner.account.keepers.map((keeper) => cleaned(keeper, 100)).join("; "),
  };
}

/** A spreadsheet makes no links of words: what keeps mail programs from it is not needed there. */
function visible(text: string): string {
  return text.replaceAll(LINK_BREAK, "");
}
