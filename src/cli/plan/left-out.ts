import type { AccountId } from "../../core/account.ts";
import type { Cause } from "../../core/facts.ts";
import type { Need } from "../../core/plan.ts";
import type { CommandIo } from "../command.ts";
import { counted } from "../problems.ts";
import { renderRows } from "../rows.ts";
import { flowed } from "../table.ts";
import type { LeftOut } from "./estimate.ts";
import type { PlannedPlatform } from "./read.ts";

/** Names of accounts by id, as people write them. */
export type Names = ReadonlyMap<string, string>;

const SHOWN = 20;

/** What is left out of an account for one cause. */
export interface LeftOutFor {
  accountId: AccountId;
  needs: readonly Need[];
  cause: Cause;
}

/** The same by cause: what the budget and what the platform's limits leave out of an account stand apart. */
export function byCause(leftOut: readonly LeftOut[]): LeftOutFor[] {
  return leftOut.flatMap(({ accountId, needs, causes }) =>
    (["over-budget", "rate-limited"] as const)
      .map((cause) => ({ accountId, needs: needs.filter((need) => causes[need] === cause), cause }))
      .filter((one) => one.needs.length > 0),
  );
}

/** What the night leaves out, why, and until when it waits. */
export function leftOutInWords(io: CommandIo, plan: PlannedPlatform, names: Names): string {
  const { platform, waits, surveyOverBudget } = plan;
  if (surveyOverBudget) {
    return `Not even the survey of all accounts fits the budget: it sees those that it can pay for, and nothing else is read.\n→ raise budgets.${platform} in the settings\n`;
  }
  const leftOut = byCause(plan.leftOut);
  if (leftOut.length === 0) return "";
  const poor = leftOut.filter(({ cause }) => cause === "over-budget").length;
  const says = `The budget does not reach for ${counted(poor, "account")}: other nights take what is left out.`;
  const next = `→ raise budgets.${platform} in the settings, if every night should read all`;
  const rows = leftOut
    .map(({ accountId, needs, cause }) => [
      names.get(accountId) ?? accountId,
      needs.map(needInWords).join(", "),
      cause === "over-budget" ? "over budget" : "the platform's limits",
      waits.get(accountId) ?? "not within 60 nights",
    ])
    .toSorted((a, b) => (a[3] ?? "").localeCompare(b[3] ?? ""));
  const more = rows.length - SHOWN;
  return [
    poor === 0 ? "" : `${flowed(io, says, 0)}\n${flowed(io, next, 2)}\n\n`,
    `Left for other nights:\n${renderRows(io, ["Account", "What", "Why", "Read by the night of"], rows.slice(0, SHOWN))}`,
    more > 0
      ? `… and ${counted(more, "more account")}, the last by ${rows.at(-1)?.[3] ?? "?"}; --json names all\n`
      : "",
  ].join("");
}

function needInWords(need: Need): string {
  return need === "activities" ? "new posts" : "follow list";
}
