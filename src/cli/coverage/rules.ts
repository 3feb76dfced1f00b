import { nearest } from "../../csv/columns.ts";
import { UserError } from "../../errors.ts";
import { RULES } from "../../rules/index.ts";

/** The rule that was asked for, or all that are shown. Throws {@link UserError} for an unknown one. */
export function chosenRules(
  word: string | undefined,
  isShown: (ruleId: string) => boolean,
): readonly string[] {
  const ids = RULES.map(({ id }) => id).filter(isShown);
  if (word === undefined) return ids;
  if (ids.includes(word)) return [word];
  const meant = nearest(word, ids);
  throw new UserError(
    "usage",
    `there is no rule ${word}${meant === null ? "" : `; did you mean ${meant}?`}`,
    `one of ${ids.join(", ")}`,
  );
}
