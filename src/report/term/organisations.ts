import type { DigestAccount, DigestInput } from "../../core/digest-input.ts";
import { evaluationKey, type ReportInput } from "../../core/report-input.ts";
import { cleaned } from "../../digest/hostile.ts";
import { isAboutLearners } from "../../digest/standing.ts";
import { openSeverityNow } from "../history.ts";
import { causeOf, evaluationsBy, type Evaluations } from "../results.ts";
import { percentOf } from "../units.ts";
import type { Block } from "./model.ts";

type State = "inOrder" | "open" | "unknown";

/**
 * How each organisation stands. An account is in order only when every question that applies was answered and nothing is
 * open; what was not read is neither. Learner rules have a section of their own.
 */
export function organisationsTable(input: ReportInput): Block {
  const { digest } = input;
  const states = statesOf(input);
  const live = digest.accounts.filter(({ account }) => account.status === "live");
  const rows = digest.policy.organisations
    .map(({ id, name }) => ({
      name: cleaned(name, 60),
      members: live.filter(({ account }) => account.organisations.includes(id)),
    }))
    .filter(({ members }) => members.length > 0)
    .map(({ name, members }) => rowOf(name, members, states));
  return {
    kind: "table",
    caption: "Live accounts by organisation",
    columns: [
      { words: "Organisation" },
      ...["Live", "In order", "With open findings", "Not fully checked", "Share in order"].map((words) => ({
        words,
        isNumber: true,
      })),
    ],
    rows: [...rows, rowOf("All", live, states)],
  };
}

function rowOf(name: string, members: readonly DigestAccount[], states: ReadonlyMap<string, State>) {
  const count = (state: State) => members.filter(({ account }) => states.get(account.id) === state).length;
  return [
    name,
    ...[members.length, count("inOrder"), count("open"), count("unknown")].map((one) =>
      one.toLocaleString("en-GB"),
    ),
    percentOf(count("inOrder"), members.length),
  ];
}

function statesOf({ digest, findings }: ReportInput): ReadonlyMap<string, State> {
  const evaluations = evaluationsBy(digest);
  const open = new Set(
    findings
      .filter(
        (one) =>
          openSeverityNow(one) !== null &&
          !isAboutLearners(
            digest.rules.find(({ id }) => id === one.ruleId),
            one.severity,
          ),
      )
      .map(({ accountId }) => accountId),
  );
  return new Map(
    digest.accounts.map(({ account }): [string, State] => {
      if (open.has(account.id)) return [account.id, "open"];
      return [account.id, isAnswered(account.id, digest, evaluations) ? "inOrder" : "unknown"];
    }),
  );
}

function isAnswered(accountId: string, { rules }: DigestInput, evaluations: Evaluations): boolean {
  return rules
    .filter(({ severity }) => severity !== "safeguarding")
    .every(({ id }) => causeOf(evaluations.get(evaluationKey({ accountId, ruleId: id }))) === null);
}
