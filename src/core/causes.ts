import type { Cause } from "./facts.ts";

/** Who can mend a cause; `nobody` here means that only the platform, or time, can. */
export type Mender = "IT" | "Marketing" | "safeguarding" | "nobody";

export interface CauseInWords {
  /** One short sentence for people, without a full stop, fit to stand after "not checked:". */
  sentence: string;
  mender: Mender;
}

/** Each cause in plain words, with who mends it. A cause that lacks an entry does not compile. */
export const CAUSES_IN_WORDS: Readonly<Record<Cause, CauseInWords>> = {
  "not-connected": { sentence: "the platform is not connected", mender: "IT" },
  "no-connector": { sentence: "this product cannot read the platform yet", mender: "nobody" },
  "no-permission": { sentence: "the platform refused us permission", mender: "IT" },
  "rate-limited": { sentence: "the platform's rate limit left no time for it", mender: "nobody" },
  "quota-used-up": { sentence: "the platform's quota of the day was used up", mender: "IT" },
  "over-budget": { sentence: "the night's or month's budget did not reach", mender: "IT" },
  "no-credit": { sentence: "the credit of our account at the platform is used up", mender: "IT" },
  incomplete: { sentence: "not everything could be read", mender: "nobody" },
  "platform-error": { sentence: "the platform gave errors or no answer", mender: "nobody" },
  stale: { sentence: "the last reading is too old", mender: "IT" },
  "stale-key": { sentence: "the list must be read again under the new key", mender: "IT" },
  "account-missing": { sentence: "the platform finds no such account", mender: "Marketing" },
  "account-suspended": { sentence: "the platform has suspended the account", mender: "Marketing" },
  "account-protected": { sentence: "the account is private", mender: "Marketing" },
  "account-closed": {
    sentence: "closed in the register, still there; only whether it is gone is checked",
    mender: "Marketing",
  },
  "subscriptions-private": {
    sentence: "its subscriptions are private; make them public, or connect it by OAuth",
    mender: "Marketing",
  },
  "not-audited": { sentence: "the account was not reached", mender: "IT" },
  "not-authorised": { sentence: "the settings' privacy section is not filled", mender: "Marketing" },
  "no-learner-list": { sentence: "there is no learner list for this platform", mender: "Marketing" },
  "low-share": { sentence: "too few learners' accounts are known for a clean result", mender: "Marketing" },
  "not-comparable": {
    sentence: "some learners are known by a name that this list does not hold",
    mender: "IT",
  },
  "nothing-to-judge": {
    sentence: "no post to judge; those before the account's registration are not judged",
    mender: "nobody",
  },
  "not-long-known": {
    sentence: "not known without a gap as far back as the rule looks; time mends it",
    mender: "nobody",
  },
  "never-read": { sentence: "it has not been read yet", mender: "nobody" },
  hidden: { sentence: "the platform shows it to nobody", mender: "nobody" },
};

/** The sentence of a cause, for people. */
export function causeSentence(cause: Cause): string {
  return CAUSES_IN_WORDS[cause].sentence;
}

/** Causes that stand until a person decides or supplies something, or time has passed: a scan that meets them has done all it could. */
const STANDING: ReadonlySet<Cause> = new Set([
  "no-connector",
  "account-closed",
  "nothing-to-judge",
  "not-long-known",
  "not-authorised",
  "no-learner-list",
  "low-share",
  "not-comparable",
  "hidden",
]);

/** Whether a could not check means that something was missed which another time might be seen. */
export function isMissed(cause: Cause): boolean {
  return !STANDING.has(cause);
}
