import { localDateOf } from "../core/calendar.ts";
import type { Fact, Following, LearnerMatch, LearnerShare } from "../core/facts.ts";
import type { FailingSubject, Result, Rule, RuleContext } from "../core/rule.ts";
import { couldNotRead, gate } from "./gate.ts";
import { withoutLearner } from "./learner-share.ts";

/** POLICY.md, rules and learners: learner-followed. Our accounts do not follow learners. */
export const learnerFollowed: Rule<"register" | "presence" | "following" | "learners"> = {
  id: "learner-followed",
  version: 1,
  severity: "safeguarding",
  section: "3",
  title: "Follows a learner",
  why: "An account of ours that follows a learner mixes the private with the professional, and may put the learner at risk.",
  remedy: "Unfollow after the safeguarding lead has said so.",
  requires: ["register", "presence", "following", "learners"],
  evaluate({ register, presence, following, learners }, context) {
    const open = gate(register, presence);
    if (open.stop !== null) return open.stop;
    if (!context.policy.learnerRulesAuthorised) {
      const detail = "The privacy section of the settings is not filled.";
      return { result: "could-not-check", cause: "not-authorised", detail };
    }
    if (learners.status !== "observed") return couldNotRead(learners, "whether it follows learners");
    if (following.status !== "observed" && following.status !== "partial") {
      return couldNotRead(following, "whom it follows");
    }
    const [first, ...others] = following.value.matches.map((match) =>
      subjectOf(match, learners.value, context),
    );
    if (first === undefined) return withoutMatch(following, learners.value, context);
    return { result: "fail", complete: following.status === "observed", subjects: [first, ...others] };
  },
};

/** One finding a learner, named by the random id of its entry alone. */
function subjectOf(match: LearnerMatch, share: LearnerShare, { policy }: RuleContext): FailingSubject {
  const since = localDateOf(match.firstSeenAt, policy.timezone);
  const figures = { first_seen_on: since, learners_known: share.known, learners_enrolled: share.enrolled };
  return {
    subject: match.entryId,
    severity: "safeguarding",
    sentence: `It follows an account that may be a current learner's, first seen on ${since}.`,
    evidence: { figures, posts: [] },
  };
}

/** No match is a pass only if the list is whole, comparable, and enough of the learners are known. */
function withoutMatch(
  following: Extract<Fact<Following>, { status: "observed" | "partial" }>,
  share: LearnerShare,
  { policy }: RuleContext,
): Result {
  if (following.status === "partial") return couldNotRead(following, "whom it follows");
  return withoutLearner(share, policy);
}
