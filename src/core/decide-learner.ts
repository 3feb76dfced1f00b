import type { Wish } from "./finding.ts";
import { sameName } from "./in-force.ts";
import type { Contact } from "./safeguarding.ts";

/** Why a decision may not be made, and what to do instead. */
export interface Refusal {
  /** What of the wish stands in the way. */
  about: keyof Wish;
  says: string;
  next: string;
}

/**
 * What may not be decided about a learner finding (POLICY.md, learners). A waiver is true but accepted: following a learner
 * never is. A keeper is never told. Only those who hear of it decide, and write nothing that could name the learner.
 * null: nothing stands in the way. `guardians` null: the finding is about no learner.
 */
export function learnerRefusal(wish: Wish, guardians: readonly Contact[] | null): Refusal | null {
  if (guardians === null) return null;
  if (wish.kind === "waived") {
    return refused(
      "kind",
      "a finding about a learner is never waived",
      "unfollow; dismiss it if it is no breach (--wrong), or an answer that was dealt with (--settled)",
    );
  }
  if (wish.kind === "assigned") {
    return refused(
      "kind",
      "a finding about a learner is assigned to nobody: keepers are not told of it",
      "the safeguarding lead has it",
    );
  }
  if (!guardians.some(({ name, email }) => sameName(wish.by, name) || sameName(wish.by, email))) {
    const who = guardians.map(({ name, email }) => `${name} (${email})`).join(" and ");
    return refused(
      "by",
      who === ""
        ? "nobody in the settings may decide about a learner finding of this account"
        : `only ${who} may decide about it`,
      who === ""
        ? "fill the section safeguarding in the settings"
        : "let them decide, and name them with --by",
    );
  }
  const mayName = [wish.reason, wish.evidence].some((words) => /@|:\/\//u.test(words ?? ""));
  return mayName
    ? refused(
        "reason",
        "the reason may name the learner: it holds a handle, an address or a link",
        "say it without",
      )
    : null;
}

const refused = (about: keyof Wish, says: string, next: string): Refusal => ({ about, says, next });
