import type { DigestEvaluation, DigestInput } from "../core/digest-input.ts";
import { API_MAX_AGE_HOURS } from "../core/facts-of.ts";
import { HOUR_MS } from "../core/time.ts";

/**
 * The input as it may be believed at the hour of the e-mail: what was said longer ago than a reading may be old was not
 * checked, whatever it was (RELIABILITY.md, 18). What does not apply needs no reading.
 */
export function withoutStale(input: DigestInput): DigestInput {
  const oldest = input.now.getTime() - API_MAX_AGE_HOURS * HOUR_MS;
  const believed = (evaluation: DigestEvaluation): DigestEvaluation => {
    const { result, at } = evaluation;
    if (result === "not-applicable" || at.getTime() >= oldest) return evaluation;
    return { ...evaluation, result: "could-not-check", cause: "stale", since: at };
  };
  return { ...input, evaluations: input.evaluations.map(believed) };
}
