import type { Decision, DecisionKind, Finding, FindingStatus } from "./finding.ts";

const MAKES: Readonly<Record<DecisionKind, FindingStatus | null>> = {
  acknowledged: "acknowledged",
  waived: "waived",
  wrong: "dismissed",
  settled: "dismissed",
  withdrawn: "open",
  assigned: null,
};

/** The status that a decision gives a finding; null: it leaves it as it is. */
export function statusAfter(kind: DecisionKind): FindingStatus | null {
  return MAKES[kind];
}

/** The decision that made a finding what it is; null: no person did. `decisions` are the finding's, oldest first. */
export function inForce<D extends Decision>(
  { status }: Pick<Finding, "status">,
  decisions: readonly D[],
): D | null {
  if (status === "open" || status === "resolved") return null;
  return decisions.findLast(({ kind }) => statusAfter(kind) === status) ?? null;
}

/** To whom a finding is assigned, by e-mail address; null: to nobody. It outlives reopening, until someone else has it. */
export function assigneeOf(decisions: readonly Decision[]): string | null {
  return decisions.findLast(({ kind }) => kind === "assigned")?.assignee ?? null;
}

/** Names and addresses are the same whatever their case. */
export function sameName(a: string | null, b: string | null): boolean {
  return comparable(a) === comparable(b);
}

function comparable(name: string | null): string {
  return (name ?? "").trim().normalize("NFKC").toLowerCase();
}
