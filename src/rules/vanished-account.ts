import { localDateOf } from "../core/calendar.ts";
import type { Absence } from "../core/facts.ts";
import type { Result, Rule, RuleContext } from "../core/rule.ts";
import { HOUR_MS } from "../core/time.ts";
import { couldNotRead } from "./gate.ts";

/** A second night comes so long after the first at the earliest: a scan by day is none. */
const SECOND_LOOK_HOURS = 20;

/** POLICY.md, rules: vanished-account. The register says that it is live, and the platform that it is not. */
export const vanishedAccount: Rule<"register" | "presence" | "absence"> = {
  id: "vanished-account",
  version: 1,
  severity: "high",
  section: "3",
  title: "Vanished account",
  why: "Somebody has closed, lost or given away an account that speaks for us, or the platform has taken it off.",
  remedy:
    "Find out who closed or changed it; then appeal to the platform, or have it marked closed in the register.",
  requires: ["register", "presence", "absence"],
  evaluate({ register, presence, absence }, context) {
    if (register.status !== "observed") return couldNotRead(register, "what the register says");
    if (register.value.status === "closed") {
      return { result: "not-applicable", detail: "The register says that the account is closed." };
    }
    if (presence.status !== "observed") return couldNotRead(presence, "whether the account is there");
    if (absence.status !== "observed") return couldNotRead(absence, "since when the account is gone");
    if (presence.value === "suspended")
      return gone("The platform has suspended the account.", { suspended: "yes" });
    if (presence.value === "missing") return missing(absence.value, context);
    return { result: "pass", detail: "The platform shows the account." };
  },
};

function missing({ missingSince, isTakenOver }: Absence, context: RuleContext): Result {
  const { now, policy } = context;
  if (missingSince === null || now.getTime() - missingSince.getTime() < SECOND_LOOK_HOURS * HOUR_MS) {
    const detail = "The platform finds no such account; it is looked up again the next night.";
    return { result: "could-not-check", cause: "account-missing", detail };
  }
  const since = localDateOf(missingSince, policy.timezone);
  const what = isTakenOver
    ? "The account is gone, and its handle now belongs to somebody else, who is not followed"
    : "The platform finds no such account";
  return gone(`${what}: first missed on ${since}.`, {
    missing_since: since,
    taken_over: isTakenOver ? "yes" : "no",
  });
}

function gone(sentence: string, figures: Record<string, string>): Result {
  const evidence = { figures, posts: [] };
  const subject = { subject: "account", severity: "high", sentence, evidence } as const;
  return { result: "fail", complete: true, subjects: [subject] };
}
