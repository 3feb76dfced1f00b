import type { Account } from "../core/account.ts";
import type { Cause, Fact, Presence } from "../core/facts.ts";
import type { Result } from "../core/rule.ts";

/** Either an account that a rule can look at, or the result that every rule has for it. */
export type Gate = { account: Account; stop: null } | { stop: Result };

/**
 * What stands before every rule: an account that is closed and gone is no longer judged; one that is missing, suspended,
 * private or was not looked up tonight cannot be.
 */
export function gate(register: Fact<Account>, presence: Fact<Presence>): Gate {
  if (register.status !== "observed") return { stop: couldNotRead(register, "what the register says") };
  if (presence.status !== "observed") return { stop: couldNotRead(presence, "whether the account is there") };
  const account = register.value;
  const seen = presence.value;
  if (account.status === "closed") return { stop: closedAccount(seen) };
  if (seen === "present") return { account, stop: null };
  return { stop: { result: "could-not-check", cause: `account-${seen}`, detail: NOT_OPEN[seen] } };
}

const NOT_OPEN: Readonly<Record<Exclude<Presence, "present">, string>> = {
  missing: "The platform finds no such account.",
  suspended: "The platform has suspended the account.",
  protected: "The account is private: its posts and its follow list cannot be read from outside.",
};

function closedAccount(seen: Presence): Result {
  if (seen === "missing" || seen === "suspended") {
    return {
      result: "not-applicable",
      detail: "The account is closed, and the platform confirms that it is gone.",
    };
  }
  const detail = "The register says that the account is closed; only whether it is gone is checked.";
  return { result: "could-not-check", cause: "account-closed", detail };
}

/** The result for a fact that is needed whole and is not. `what` stands inside a sentence: "whom it follows". */
export function couldNotRead(
  fact: Exclude<Fact<unknown>, { status: "observed" }>,
  what: string,
): Exclude<Result, { result: "pass" | "fail" }> {
  if (fact.status === "nonexistent") {
    return { result: "not-applicable", detail: `This platform has nothing that says ${what}.` };
  }
  const [cause, why]: [Cause, string] =
    fact.status === "hidden" ? ["hidden", "the platform shows it to nobody"] : [fact.cause, fact.detail];
  return { result: "could-not-check", cause, detail: `Not known ${what}: ${why}.` };
}
