import { HOUR_MS, MINUTE_MS } from "./time.ts";

export const MAIL_KINDS = ["digest", "safeguarding", "ops", "keepers", "test"] as const;
export type MailKind = (typeof MAIL_KINDS)[number];

/**
 * What the minute's mail is made of. Each part fails alone. The last three are jobs, that write or send what the others
 * found to be due.
 */
export const MAIL_PARTS = [
  "safeguarding",
  "escalation",
  "ops",
  "digest",
  "keepers",
  "deliveries",
  "send-digest",
  "tell-keepers",
  "deliver-mail",
] as const;
export type MailPart = (typeof MAIL_PARTS)[number];

export type DeliveryState = "queued" | "sending" | "accepted" | "refused" | "unclear";

/** A mail whose bytes never change again: every recipient and every retry gets these (RELIABILITY.md, 22). */
export interface FrozenMail {
  messageId: string;
  subject: string;
  bytes: Buffer;
}

/** One mail to one recipient that may be sent now. */
export interface DueDelivery {
  mailId: string;
  kind: MailKind;
  recipient: string;
  bytes: Buffer;
  /** How often it was tried before. */
  attempts: number;
}

/**
 * A delivery that this sender has taken. The instant is its token: whoever takes the delivery after it has another, so that
 * a sender that wakes late changes nothing of what others have in hand.
 */
export interface TakenDelivery extends DueDelivery {
  takenAt: Date;
}

/**
 * How one SMTP transaction ended.
 * - `accepted`: the server took responsibility for the mail.
 * - `refused`: it said no for good, about this recipient or this message.
 * - `failed-before-data`: the server cannot have the mail, or said "not now": trying again cannot send it twice.
 * - `unclear`: the whole mail had left and no answer came (RELIABILITY.md, 30).
 *
 * `reason` is ours: step and code, never the server's words, an address or a password.
 */
export type SendOutcome =
  | { outcome: "accepted" }
  | { outcome: "refused"; code: number; reason: string }
  | { outcome: "failed-before-data"; reason: string }
  | { outcome: "unclear"; reason: string };

/** What becomes of a delivery. */
export interface DeliveryStep {
  state: Exclude<DeliveryState, "sending">;
  notBefore: Date;
  error: string | null;
}

/** A safeguarding mail that ended unclear is sent again so often at most; the lead may then hold as many copies. */
const SAFEGUARDING_REPEATS = 5;
const LONGEST_WAIT_MS = HOUR_MS;

/** 1, 2, 4, 8 … minutes, an hour at most. `attempts` counts the one that just failed. */
function retryWaitMs(attempts: number): number {
  return Math.min(MINUTE_MS * 2 ** Math.max(0, attempts - 1), LONGEST_WAIT_MS);
}

/**
 * After a transaction. `attempts` counts it. A digest that ended unclear is never repeated by itself; a safeguarding mail
 * is sent at least once, with the same Message-ID (DESIGN.md, mail).
 */
export function afterSending(
  kind: MailKind,
  outcome: SendOutcome,
  attempts: number,
  now: Date,
): DeliveryStep {
  const later = new Date(now.getTime() + retryWaitMs(attempts));
  const ended = (state: DeliveryStep["state"], error: string | null) => ({ state, notBefore: now, error });
  if (outcome.outcome === "accepted") return ended("accepted", null);
  if (outcome.outcome === "refused") return ended("refused", outcome.reason);
  const isRepeated =
    outcome.outcome === "failed-before-data" || (kind === "safeguarding" && attempts <= SAFEGUARDING_REPEATS);
  return isRepeated
    ? { state: "queued", notBefore: later, error: outcome.reason }
    : ended("unclear", outcome.reason);
}

/** A delivery that is being sent for so long has lost its sender: it counts as interrupted, and others may take it over. */
export const INTERRUPTED_AFTER_MS = 10 * MINUTE_MS;

/**
 * A sender lets nothing leave so long after it took a delivery: one that was frozen, with its machine or alone, wakes to find
 * its mail in other hands. Longer than any SMTP transaction (mail/smtp.ts), and well before the others begin.
 */
const LEAVES_WITHIN_MS = 5 * MINUTE_MS;

/** Whether what was taken then may still leave now. */
export function mayLeave(takenAt: Date, now: Date): boolean {
  return now.getTime() - takenAt.getTime() < LEAVES_WITHIN_MS;
}

/** The sender died in the middle: nobody knows whether the mail had left. */
export const INTERRUPTED: SendOutcome = {
  outcome: "unclear",
  reason: "the sender stopped in the middle of the transaction",
};
