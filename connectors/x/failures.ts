import type { IncomingHttpHeaders } from "node:http";
import { PlatformError } from "../../src/core/connector.ts";
import type { Cause } from "../../src/core/facts.ts";
import { inUtc } from "../../src/core/time.ts";
import { rateLimitEnds } from "../http.ts";
import type { XProblem } from "./schema.ts";

/** Every message is ours: what X sent may name people. */
export function xError(failure: Cause, message: string, retryAt: Date | null = null): PlatformError {
  return new PlatformError("x", failure, message, retryAt);
}

/** A refused call (HTTP 400 and above), typed. 400 itself is judged by who asked, because of the two vocabularies. */
export function refusal(status: number, headers: IncomingHttpHeaders, now: Date): PlatformError {
  switch (status) {
    case 401:
      return xError(
        "not-connected",
        "X refused the token (HTTP 401): put a valid bearer token into X_BEARER_TOKEN",
      );
    case 402:
      return xError(
        "no-credit",
        "the credit of our account at X is used up (HTTP 402): add credit at developer.x.com",
      );
    case 403:
      return xError("no-permission", "X does not permit this call to our app (HTTP 403)");
    case 420:
    case 429: {
      const ends = rateLimitEnds(headers["x-rate-limit-reset"], now);
      return xError("rate-limited", `X limits the rate of this call until ${inUtc(ends)}`, ends);
    }
    default:
      return xError("platform-error", `X answered with HTTP ${status}`);
  }
}

/**
 * What X says of an account in `errors` beside the data, by the type of the problem (its path is the same on both hosts
 * that the documents name). A suspended account has the type of a missing one, so that only its sentence tells them apart;
 * a handle cannot contain that sentence, as it has no spaces. null: the problem is of no documented kind, or unclear.
 */
export function accountProblem(
  problem: XProblem,
): "account-missing" | "account-suspended" | "account-protected" | null {
  if (problem.resource_type !== "user") return null;
  const kind = problem.type.split("/problems/")[1];
  if (/\bhas been suspended\b/i.test(problem.detail)) {
    return problem.title === "Forbidden" || kind === "resource-unavailable" ? "account-suspended" : null;
  }
  if (kind === "not-authorized-for-resource") return "account-protected";
  return kind === "resource-not-found" && /^not found/i.test(problem.title) ? "account-missing" : null;
}

const SENTENCES = {
  "account-missing": "X says that the account does not exist",
  "account-suspended": "X says that the account is suspended",
  "account-protected": "the account's posts and follows are protected",
} as const;

/** The failure of a call about one account that was answered with problems instead of data. */
export function failureInstead(problems: readonly XProblem[]): PlatformError {
  for (const problem of problems) {
    const cause = accountProblem(problem);
    if (cause !== null) return xError(cause, SENTENCES[cause]);
  }
  return xError("platform-error", "X answered with a problem that its documents do not describe");
}
