import { nearest } from "../csv/columns.ts";
import { UserError } from "../errors.ts";

/** One of these rules, as it was typed. Throws {@link UserError} for any other, with the nearest. */
export function ruleIn(word: string, ids: readonly string[]): string {
  if (ids.includes(word)) return word;
  const meant = nearest(word, ids);
  throw new UserError(
    "usage",
    `there is no rule ${word}${meant === null ? "" : `; did you mean ${meant}?`}`,
    `one of ${ids.join(", ")}`,
  );
}
