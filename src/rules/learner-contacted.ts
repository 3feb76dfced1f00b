import { addDays, localDateOf } from "../core/calendar.ts";
import type { ContactMatch, Contacts, LearnerShare } from "../core/facts.ts";
import type { FailingSubject, Result, Rule, RuleContext } from "../core/rule.ts";
import { couldNotRead, gate } from "./gate.ts";
import { withoutLearner } from "./learner-share.ts";
import { notLongKnown } from "./not-long-known.ts";

const WHAT = "whose threads it answered in";

/** POLICY.md, rules and learners: learner-contacted. Our accounts do not answer in threads that a learner started. */
export const learnerContacted: Rule<"register" | "presence" | "contacts" | "learners"> = {
  id: "learner-contacted",
  version: 1,
  severity: "safeguarding",
  section: "3",
  title: "Answered a learner",
  why: "An account of ours that answers learners in public mixes the private with the professional, and may put the learner at risk.",
  remedy: "Answer no more, and delete nothing, before the safeguarding lead has said so.",
  requires: ["register", "presence", "contacts", "learners"],
  evaluate({ register, presence, contacts, learners }, context) {
    const open = gate(register, presence);
    if (open.stop !== null) return open.stop;
    if (!context.policy.learnerRulesAuthorised) {
      const detail = "The privacy section of the settings is not filled.";
      return { result: "could-not-check", cause: "not-authorised", detail };
    }
    if (learners.status !== "observed") return couldNotRead(learners, "whether it answers learners");
    if (contacts.status !== "observed" && contacts.status !== "partial") return couldNotRead(contacts, WHAT);
    const [first, ...others] = contacts.value.matches.map((match) => subjectOf(match, learners.value));
    if (first !== undefined) {
      return { result: "fail", complete: contacts.status === "observed", subjects: [first, ...others] };
    }
    if (contacts.status === "partial") return couldNotRead(contacts, WHAT);
    return withoutMatch(contacts.value, learners.value, context);
  },
};

/** One finding a learner, named by the random id of its entry alone: no text, no link, and no time but the day. */
function subjectOf(match: ContactMatch, share: LearnerShare): FailingSubject {
  const figures = { last_on: match.lastOn, learners_known: share.known, learners_enrolled: share.enrolled };
  return {
    subject: match.entryId,
    severity: "safeguarding",
    sentence: `It answered in a thread that may have been started by a current learner, last on ${match.lastOn}.`,
    evidence: { figures, posts: [] },
  };
}

/** No match is a pass only if the answers are known for the whole window, comparable, and enough learners are known. */
function withoutMatch(contacts: Contacts, share: LearnerShare, { policy, now }: RuleContext): Result {
  const { timezone, contactWindowDays } = policy;
  const windowStart = addDays(localDateOf(now, timezone), -contactWindowDays);
  const knownSince = localDateOf(contacts.from, timezone);
  if (knownSince > windowStart) {
    return notLongKnown("Its answers are known", knownSince, contactWindowDays);
  }
  return withoutLearner(
    { ...share, notComparable: Math.max(share.notComparable, contacts.notComparable) },
    policy,
  );
}
