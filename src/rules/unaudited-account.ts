import { localDateOf } from "../core/calendar.ts";
import { causeSentence } from "../core/causes.ts";
import type { ReadFact, Unread } from "../core/facts.ts";
import type { Result, Rule, RuleContext } from "../core/rule.ts";
import { DAY_MS } from "../core/time.ts";
import { couldNotRead } from "./gate.ts";

/**
 * POLICY.md, rules: unaudited-account. Something that the platform's connection can give has not been readable for a week,
 * whatever the cause: an account that was made private counts, as a person must decide. What the platform hides from
 * everyone, what people have to supply, and an account that is gone do not (core/reading-coverage.ts).
 */
export const unauditedAccount: Rule<"register" | "coverage"> = {
  id: "unaudited-account",
  version: 1,
  severity: "medium",
  section: "-",
  title: "Account not audited",
  why: "Nobody knows how an account stands that cannot be read: nothing about it may be called fine.",
  remedy: "Mend the cause that is named; IT knows how.",
  requires: ["register", "coverage"],
  evaluate({ register, coverage }, context) {
    if (register.status !== "observed") return couldNotRead(register, "what the register says");
    if (register.value.status === "closed") {
      return { result: "not-applicable", detail: "The register says that the account is closed." };
    }
    if (coverage.status === "nonexistent") {
      return { result: "not-applicable", detail: "The product has no connection for this platform." };
    }
    if (coverage.status !== "observed") return couldNotRead(coverage, "what could be read");
    return judge(coverage.value.unread, context);
  },
};

const IN_WORDS: Readonly<Record<ReadFact, string>> = {
  presence: "whether it is there",
  activities: "its posts",
  following: "its follow list",
};

function judge(unread: readonly Unread[], { now, policy }: RuleContext): Result {
  const { unauditedAfterDays: limit, timezone } = policy;
  const old = unread
    .filter(({ since }) => now.getTime() - since.getTime() >= limit * DAY_MS)
    .toSorted((a, b) => a.since.getTime() - b.since.getTime());
  const [first] = old;
  if (first === undefined) {
    const detail =
      unread.length === 0
        ? "All that can be read was read."
        : `Not all was read, but for under ${limit} days.`;
    return { result: "pass", detail };
  }
  const since = localDateOf(first.since, timezone);
  const what = old.map(({ fact }) => IN_WORDS[fact]).join(", ");
  const figures = { not_read: what, not_read_since: since, cause: first.cause };
  const sentence = `Not readable since ${since}: ${what} (${causeSentence(first.cause)}).`;
  const subject = {
    subject: "account",
    severity: "medium",
    sentence,
    evidence: { figures, posts: [] },
  } as const;
  return { result: "fail", complete: true, subjects: [subject] };
}
