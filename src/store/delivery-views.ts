import { and, asc, count, eq, gte, inArray, lt, lte, max, sql } from "drizzle-orm";
import type { DeliveryState, MailKind } from "../core/mail.ts";
import type { Database } from "./database.ts";
import { deliveries, mails, skippedDigests } from "./schema/index.ts";

/** Deliveries of one mail that are in one state. */
export interface StuckMail {
  kind: MailKind;
  about: string;
  state: DeliveryState;
  recipients: number;
  /** How the last try of them failed, in our words (core/mail.ts); null: none has. */
  error: string | null;
}

const newestError = sql<
  string | null
>`(array_agg(${deliveries.lastError} order by ${deliveries.changedAt} desc)
  filter (where ${deliveries.lastError} is not null))[1]`;

/** Mails since an instant that did not reach everybody, or nobody knows whether they did; oldest first. */
export async function unsettledMails(db: Database, since: Date): Promise<StuckMail[]> {
  return mailsWith(
    db,
    and(inArray(deliveries.state, ["unclear", "refused"]), gte(deliveries.changedAt, since)),
  );
}

/** Mails that should have left before an instant and are still queued; null: whenever they may leave. */
export async function waitingMails(db: Database, dueBefore: Date | null): Promise<StuckMail[]> {
  const isDue = dueBefore === null ? undefined : lt(mails.sendAfter, dueBefore);
  return mailsWith(db, and(inArray(deliveries.state, ["queued", "sending"]), isDue));
}

async function mailsWith(db: Database, wanted: ReturnType<typeof and>): Promise<StuckMail[]> {
  return db
    .select({
      kind: mails.kind,
      about: mails.about,
      state: deliveries.state,
      recipients: count(),
      error: newestError,
    })
    .from(deliveries)
    .innerJoin(mails, eq(mails.id, deliveries.mailId))
    .where(wanted)
    .groupBy(mails.kind, mails.about, mails.createdAt, deliveries.state)
    .orderBy(asc(mails.createdAt), asc(mails.about), asc(deliveries.state));
}

/** Weeks whose digest was skipped since an instant, oldest first; not those that a wrong clock put into the future. */
export async function skippedSince(db: Database, { since, now }: { since: Date; now: Date }) {
  return db
    .select({ week: skippedDigests.week, reason: skippedDigests.reason })
    .from(skippedDigests)
    .where(and(gte(skippedDigests.at, since), lte(skippedDigests.at, now)))
    .orderBy(asc(skippedDigests.week));
}

/** When the newest weekly e-mail was frozen; null: none was yet. */
export async function newestDigestAt(db: Database): Promise<Date | null> {
  const [row] = await db
    .select({ at: max(mails.createdAt) })
    .from(mails)
    .where(eq(mails.kind, "digest"));
  return row?.at ?? null;
}
