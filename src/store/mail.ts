import { and, desc, eq, gt, lte, max } from "drizzle-orm";
import type { FrozenMail, MailKind } from "../core/mail.ts";
import { UserError } from "../errors.ts";
import type { Database } from "./database.ts";
import { deliveries, mails, skippedDigests } from "./schema/index.ts";

/** A mail that is to be frozen and sent. */
export interface MailToClaim extends FrozenMail {
  id: string;
  kind: MailKind;
  /** What it is unique by: the ISO week of a digest, the finding of a safeguarding mail, the date of one to IT. */
  about: string;
  /** What else it tells of, so that no mail of its own is wanted. */
  alsoAbout?: readonly string[];
  recipients: readonly string[];
  /** Nothing leaves before. */
  sendAfter: Date;
}

export interface ClaimedMail extends FrozenMail {
  id: string;
  /** Whether this call froze it; else the standing one is returned, with its own bytes. */
  isNew: boolean;
}

/**
 * Freezes a mail and queues one delivery a recipient, in the caller's transaction. One mail for each kind and subject
 * matter, whoever asks how often: the second caller gets the first one's bytes (RELIABILITY.md, 22). Throws
 * {@link UserError} where nobody would get it.
 */
export async function claimMail(db: Database, mail: MailToClaim, now: Date): Promise<ClaimedMail> {
  const recipients = withoutRepeats(mail.recipients);
  if (recipients.length === 0) {
    throw new UserError(
      "configuration",
      `the ${mail.kind} mail has no recipient`,
      "name at least one in the settings, under mail.digest_to",
    );
  }
  return db.transaction(async (tx) => {
    const { id, kind, about, messageId, subject, bytes, sendAfter } = mail;
    const [made] = await tx
      .insert(mails)
      .values({ id, kind, about, messageId, subject, bytes, sendAfter, createdAt: now })
      .onConflictDoNothing({ target: [mails.kind, mails.about] })
      .returning({ id: mails.id });
    if (made === undefined) return standingMail(tx, kind, about);
    // They stand for this mail: never sent, because nobody is to get them.
    const others = (mail.alsoAbout ?? []).map((one) => ({ id: `${id}.${one}`, about: one }));
    for (const other of others) {
      const told = { ...other, kind, messageId, subject, bytes: Buffer.alloc(0), sendAfter, createdAt: now };
      await tx
        .insert(mails)
        .values(told)
        .onConflictDoNothing({ target: [mails.kind, mails.about] });
    }
    const queued = { mailId: id, state: "queued" as const, changedAt: now, notBefore: sendAfter };
    await tx.insert(deliveries).values(recipients.map((recipient) => ({ ...queued, recipient })));
    return { id, messageId, subject, bytes, isNew: true };
  });
}

async function standingMail(tx: Database, kind: MailKind, about: string): Promise<ClaimedMail> {
  const mail = await findMail(tx, kind, about);
  if (mail === null) throw new Error(`the ${kind} mail about ${about} is neither new nor there`);
  return { ...mail, isNew: false };
}

/** The frozen mail of a kind about something, or null. */
export async function findMail(db: Database, kind: MailKind, about: string) {
  const { id, messageId, subject, bytes } = mails;
  const [mail] = await db
    .select({ id, messageId, subject, bytes })
    .from(mails)
    .where(and(eq(mails.kind, kind), eq(mails.about, about)));
  return mail ?? null;
}

/** The newest week up to the present one that has a digest; null if there is none. */
export async function newestDigestWeek(db: Database, present: string): Promise<string | null> {
  const [mail] = await db
    .select({ week: mails.about })
    .from(mails)
    .where(and(eq(mails.kind, "digest"), lte(mails.about, present)))
    .orderBy(desc(mails.about))
    .limit(1);
  return mail?.week ?? null;
}

function withoutRepeats(recipients: readonly string[]): readonly string[] {
  return [
    ...new Map(recipients.map((recipient) => [recipient.trim().toLowerCase(), recipient.trim()])).values(),
  ];
}

/**
 * The newest week that has a digest or is recorded as skipped; null if there is none. What `digestDue` begins behind. What a
 * wrong clock once put into the future does not count: else nothing would be owed until that comes.
 */
export async function newestKnownWeek(
  db: Database,
  { present, now }: { present: string; now: Date },
): Promise<string | null> {
  const sent = await newestDigestWeek(db, present);
  const [row] = await db
    .select({ week: max(skippedDigests.week) })
    .from(skippedDigests)
    .where(and(lte(skippedDigests.week, present), lte(skippedDigests.at, now)));
  const skipped = row?.week ?? null;
  if (sent === null || skipped === null) return sent ?? skipped;
  return sent > skipped ? sent : skipped;
}

/** Records that a week had no digest; the next one says so. */
export async function skipDigest(db: Database, week: string, reason: string, now: Date): Promise<void> {
  const setWhere = gt(skippedDigests.at, now); // by a wrong clock
  await db
    .insert(skippedDigests)
    .values({ week, reason, at: now })
    .onConflictDoUpdate({ target: skippedDigests.week, set: { reason, at: now }, setWhere });
}
