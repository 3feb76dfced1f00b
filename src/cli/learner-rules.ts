import type { Config } from "../config.ts";
import type { Finding } from "../core/finding.ts";
import { isLearnerRule } from "../core/safeguarding.ts";

/** Said instead of anything that depends on a learner, where the settings keep that to the safeguarding leads. */
export const LEARNERS_ELSEWHERE =
  "What concerns learners is with the safeguarding leads and is not counted here.";

/** Whether a rule's results are shown to everybody who may see this terminal (POLICY.md, learners: who hears). */
export function isShownHere(ruleId: string, { mail }: Pick<Config, "mail">): boolean {
  return mail.learnerFindingsTo === "marketing" || !isLearnerRule(ruleId);
}

export function isAboutLearners({ ruleId, severity }: Pick<Finding, "ruleId" | "severity">): boolean {
  return severity === "safeguarding" || isLearnerRule(ruleId);
}
