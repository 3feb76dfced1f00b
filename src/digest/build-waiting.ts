import type { DigestInput } from "../core/digest-input.ts";
import { counted, handleOf, listed, namesOf } from "./accounts-in-words.ts";
import { menderOf } from "./build-todo.ts";
import type { DigestModel } from "./model.ts";
import { compare, todayOf, type OpenFinding } from "./standing.ts";

const MOST_NAMES = 4;

/** What asks nothing of Marketing now: what is in time, and what others mend, however late that is. */
export function waitingSection(
  { waiting, elsewhere }: { waiting: readonly OpenFinding[]; elsewhere: readonly OpenFinding[] },
  input: DigestInput,
): DigestModel["waiting"] {
  const [late] = elsewhere.filter((one) => isLate(one, input));
  const ofIt = elsewhere.filter((one) => menderOf(one) === "IT");
  const ofNobody = elsewhere.filter((one) => menderOf(one) !== "IT");
  return {
    heading: late === undefined ? "Waiting, in time" : "Waiting",
    intro: null,
    items: [
      ...inTime(waiting, input),
      ...notAudited(ofIt, "IT mends that", input),
      ...notAudited(ofNobody, "it is tried again every night", input),
    ],
    more: null,
  };
}

/** Counts by organisation in one line; a finding of a shared account counts for its organisations together. */
function inTime(waiting: readonly OpenFinding[], input: DigestInput): readonly string[] {
  if (waiting.length === 0) return [];
  const groups = Map.groupBy(waiting, ({ owner }) => namesOf(owner.account.organisations, input.policy));
  const counts = [...groups]
    .toSorted(([a], [b]) => compare(a, b))
    .map(([name, findings]) => `${name} ${findings.length.toLocaleString("en-GB")}`);
  return [`${counted(waiting.length, "finding")}, none of them late: ${listed(counts, 12)}.`];
}

function notAudited(findings: readonly OpenFinding[], who: string, input: DigestInput): readonly string[] {
  if (findings.length === 0) return [];
  const late = findings.filter((one) => isLate(one, input));
  const what = counted(findings.length, "account is not audited", "accounts are not audited");
  const said = `${what}: ${handlesOf(findings)}. You need do nothing: ${who}.`;
  return [late.length === 0 ? said : `${said} It is late for ${handlesOf(late)}.`];
}

function isLate({ due }: OpenFinding, input: DigestInput): boolean {
  return due !== null && due < todayOf(input);
}

function handlesOf(findings: readonly OpenFinding[]): string {
  const handles = findings.map(({ owner }) => owner.account.handle).toSorted(compare);
  return listed(handles.map(handleOf), MOST_NAMES);
}
