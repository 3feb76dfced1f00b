import { CAUSES, type Cause } from "../../core/facts.ts";
import type { causesOfRun } from "../../store/night-views.ts";
import type { LastNight } from "./night.ts";

export interface CauseCount {
  cause: Cause;
  number: number;
}

/** Accounts that a run did not audit, by cause, the commonest first. */
export function accountCauses(rows: Awaited<ReturnType<typeof causesOfRun>>): CauseCount[] {
  const unseen = rows.filter(({ seen }) => !seen);
  return counted(unseen.map(({ cause, accounts }) => [cause ?? "not-audited", accounts]));
}

/** Accounts held against rules, by why that could not be answered, the commonest first. */
export function questionCauses(night: LastNight, isShown: (ruleId: string) => boolean): CauseCount[] {
  if (night.is !== "concluded") return [];
  const rules = Object.entries(night.coverage.rules).filter(([rule]) => isShown(rule));
  return counted(
    rules.flatMap(([, { couldNotCheck }]) =>
      CAUSES.map((cause): [Cause, number] => [cause, couldNotCheck[cause] ?? 0]),
    ),
  );
}

function counted(pairs: readonly (readonly [Cause, number])[]): CauseCount[] {
  const sums = new Map<Cause, number>();
  for (const [cause, number] of pairs) sums.set(cause, (sums.get(cause) ?? 0) + number);
  return [...sums]
    .map(([cause, number]) => ({ cause, number }))
    .filter(({ number }) => number > 0)
    .toSorted((a, b) => b.number - a.number);
}
