import { createHash } from "node:crypto";
import type { AccountId } from "./account.ts";
import { DAY_MS, HOUR_MS } from "./time.ts";

/** A whole reading supports a pass for so long (DESIGN.md, decision 2). */
export const WHOLE_READING_MAX_AGE_DAYS = 35;

/** Whether a whole reading is too old to support a pass. One of a day to come was noted by a wrong clock: nobody knows how old it is. */
export function isWholeTooOld(wholeReadAt: Date, now: Date): boolean {
  const age = now.getTime() - wholeReadAt.getTime();
  return age > WHOLE_READING_MAX_AGE_DAYS * DAY_MS || age < -DAY_MS;
}

const FIRST_DUE_DAY = 30;
const DUE_DAYS = 5;
/** A night that comes to an account some hours earlier than last time still counts as a day. */
const SLACK_MS = 12 * HOUR_MS;

/**
 * Whether a follow list is to be read whole again: 30 to 34 days after the last time, in the last days of its validity
 * (docs/decisions/003). The day comes from a hash of the account and of the day of the last reading, so that accounts
 * that were read in one night drift apart.
 */
export function wholeReadDue(accountId: AccountId, wholeReadAt: Date | null, now: Date): boolean {
  if (wholeReadAt === null) return true;
  const age = now.getTime() - wholeReadAt.getTime();
  return age >= daysUntilDue(accountId, wholeReadAt) * DAY_MS - SLACK_MS;
}

/** So many nights after a whole reading that was incomplete, the next one is made. */
const NIGHTS_AFTER_INCOMPLETE = 3;

/**
 * Whether a list's next whole reading must wait, because the last one ended incomplete not long ago: what the platform
 * does not give whole today, it seldom does tomorrow, and every try is paid for.
 */
export function mustWait(incompleteAt: Date | null, now: Date): boolean {
  if (incompleteAt === null) return false;
  const age = now.getTime() - incompleteAt.getTime();
  return age > -DAY_MS && age < NIGHTS_AFTER_INCOMPLETE * DAY_MS - SLACK_MS;
}

/** 30 to 34. */
export function daysUntilDue(accountId: AccountId, wholeReadAt: Date): number {
  const day = wholeReadAt.toISOString().slice(0, 10);
  const hash = createHash("sha256").update(`${accountId} ${day}`).digest();
  return FIRST_DUE_DAY + (hash.readUInt32BE(0) % DUE_DAYS);
}
