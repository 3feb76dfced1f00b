import type { LearnerShare } from "../core/facts.ts";
import type { Policy } from "../core/policy.ts";
import type { Result } from "../core/rule.ts";

/** What can be said where everything was seen and no learner was found: a pass only if enough of them are known. */
export function withoutLearner({ known, enrolled, notComparable }: LearnerShare, policy: Policy): Result {
  if (notComparable > 0) {
    const detail = `${count(notComparable)} learners are known by handle only; this list holds ids.`;
    return { result: "could-not-check", cause: "not-comparable", detail };
  }
  const detail = `No match among the ${count(known)} known of ${count(enrolled)}.`;
  if (known < enrolled * policy.learnerShareForPass) {
    // The share says that there may be others; whoever was found before is gone from what was seen (docs/decisions/004).
    return { result: "could-not-check", cause: "low-share", detail, seenAll: true };
  }
  return { result: "pass", detail };
}

function count(learners: number): string {
  return learners.toLocaleString("en-GB");
}
