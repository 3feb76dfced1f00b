import type { Finding } from "../../src/core/finding.ts";
import { MONDAY } from "./seeded.ts";

/** A learner finding of account `one`, with what must never reach a mail. */
export const learnerFinding = (more: Partial<Finding> = {}): Finding => ({
  id: "f0und",
  fingerprint: "print",
  ruleId: "learner-followed",
  accountId: "one",
  subject: "entry-77",
  severity: "safeguarding",
  status: "open",
  closing: null,
  sentence: "It follows @a_learner.",
  evidence: {
    figures: {},
    posts: [{ url: "https://x.com/a_learner", at: MONDAY.toISOString(), note: "a_learner" }],
  },
  openedAt: MONDAY,
  lastOpenedAt: MONDAY,
  lastSeenAt: MONDAY,
  closedAt: null,
  reopenedCount: 0,
  waivedUntil: null,
  ...more,
});
