import { RULES } from "../../src/rules/index.ts";
import type { JudgingUnreached } from "../../src/store/unreached.ts";
import { policyWith } from "../core/made-up.ts";

/** What concluding a run asks of the rest, where X alone can be read and follow lists are wanted. */
export const judgingAll: Omit<JudgingUnreached, "now"> = {
  rules: RULES,
  policy: policyWith(),
  observes: (platform) => (platform === "x" ? ["presence", "activities", "following"] : null),
  followListsWanted: async () => true,
  onFault: (ruleId, error) => {
    throw new Error(`the rule ${ruleId} failed`, { cause: error });
  },
};
