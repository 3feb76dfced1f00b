import { and, asc, eq, inArray, lt, lte, sql } from "drizzle-orm";
import {
  afterSending,
  INTERRUPTED,
  INTERRUPTED_AFTER_MS,
  MAIL_KINDS,
  type DeliveryState,
  type DueDelivery,
  type MailKind,
  type SendOutcome,
  type TakenDelivery,
} from "../core/mail.ts";
import { isoWeekOf, localDateOf, mondayOf } from "../core/calendar.ts";
import { digestDue, digestTimes, type Timetable } from "../core/schedule.ts";
import { HOUR_MS } from "../core/time.ts";
import type { Database } from "./database.ts";
import { newestDigestWeek, newestKnownWeek } from "./mail.ts";
import { deliveries, mails } from "./schema/index.ts";

/** What may be sent now, oldest first. Before go-live the caller asks for test mail alone. */
export async function dueDeliveries(
  db: Database,
  now: Date,
  { kinds = MAIL_KINDS, most = 100 }: { kinds?: readonly MailKind[]; most?: number } = {},
): Promise<DueDelivery[]> {
  const rows = await db
    .select({
      mailId: mails.id,
      kind: mails.kind,
      recipient: deliveries.recipient,
      bytes: mails.bytes,
      attempts: deliveries.attempts,
    })
    .from(deliveries)
    .innerJoin(mails, eq(mails.id, deliveries.mailId))
    .where(
      and(
        eq(deliveries.state, "queued"),
        lte(deliveries.notBefore, now),
        lte(mails.sendAfter, now),
        inArray(mails.kind, [...kinds]),
      ),
    )
    .orderBy(asc(deliveries.notBefore), asc(mails.createdAt), asc(mails.id), asc(deliveries.recipient))
    .limit(most);
  return rows.map((row) => ({ ...row, kind: kindOf(row.kind) }));
}

/** Whether anything may be sent now, or lies interrupted. */
export async function isMailDue(
  db: Database,
  now: Date,
  kinds: readonly MailKind[] = MAIL_KINDS,
): Promise<boolean> {
  const [interrupted] = await db
    .select({ one: sql`1` })
    .from(deliveries)
    .where(and(eq(deliveries.state, "sending"), lt(deliveries.changedAt, interruptedBefore(now))))
    .limit(1);
  return interrupted !== undefined || (await dueDeliveries(db, now, { kinds, most: 1 })).length > 0;
}

type DeliveryKey = Pick<DueDelivery, "mailId" | "recipient">;

const isDelivery = ({ mailId, recipient }: DeliveryKey) =>
  and(eq(deliveries.mailId, mailId), eq(deliveries.recipient, recipient));

/** Takes a delivery for this process alone; false if another has it, or it is sent. Committed before a byte leaves. */
export async function startSending(db: Database, delivery: DeliveryKey, now: Date): Promise<boolean> {
  const taken = await db
    .update(deliveries)
    .set({ state: "sending", attempts: sql`${deliveries.attempts} + 1`, changedAt: now })
    .where(and(isDelivery(delivery), eq(deliveries.state, "queued")))
    .returning({ mailId: deliveries.mailId });
  return taken.length === 1;
}

/**
 * Writes down how a transaction ended. Only for a delivery that this sender still has: a late word about one that is settled,
 * or that another has taken since, changes nothing. Whether it did.
 */
export async function settleDelivery(
  db: Database,
  delivery: Pick<TakenDelivery, "mailId" | "recipient" | "kind" | "attempts" | "takenAt">,
  outcome: SendOutcome,
  now: Date,
): Promise<boolean> {
  const { state, notBefore, error } = afterSending(delivery.kind, outcome, delivery.attempts + 1, now);
  const stillMine = and(eq(deliveries.state, "sending"), eq(deliveries.changedAt, delivery.takenAt));
  const settled = await db
    .update(deliveries)
    .set({ state, notBefore, lastError: error, changedAt: now })
    .where(and(isDelivery(delivery), stillMine))
    .returning({ mailId: deliveries.mailId });
  return settled.length === 1;
}

function interruptedBefore(now: Date): Date {
  return new Date(now.getTime() - INTERRUPTED_AFTER_MS);
}

/**
 * Deliveries whose sender died in the middle. A digest becomes unclear and stays so until a person asks for it again; a
 * safeguarding mail is queued again. Returns how many there were.
 */
export async function recoverInterrupted(db: Database, now: Date): Promise<number> {
  const rows = await db
    .select({
      mailId: deliveries.mailId,
      recipient: deliveries.recipient,
      kind: mails.kind,
      attempts: deliveries.attempts,
      takenAt: deliveries.changedAt,
    })
    .from(deliveries)
    .innerJoin(mails, eq(mails.id, deliveries.mailId))
    .where(
      and(
        eq(deliveries.state, "sending"),
        lt(deliveries.changedAt, interruptedBefore(now)),
        inArray(mails.kind, [...MAIL_KINDS]), // a newer release beside this one knows more of them
      ),
    );
  for (const row of rows) {
    // `attempts` counts the interrupted one already.
    const before = { ...row, kind: kindOf(row.kind), attempts: row.attempts - 1 };
    await settleDelivery(db, before, INTERRUPTED, now);
  }
  return rows.length;
}

/**
 * Queues again what a person has decided to repeat: the same bytes, the same Message-ID. `queued` ones, which wait for
 * their next try, are tried at once. Returns the recipients.
 */
export async function resend(
  db: Database,
  what: { kind: MailKind; about: string; states: readonly ("unclear" | "refused" | "queued")[] },
  now: Date,
): Promise<readonly string[]> {
  const mail = db
    .select({ id: mails.id })
    .from(mails)
    .where(and(eq(mails.kind, what.kind), eq(mails.about, what.about)));
  const rows = await db
    .update(deliveries)
    .set({ state: "queued", attempts: 0, notBefore: now, changedAt: now, lastError: null })
    .where(and(inArray(deliveries.mailId, mail), inArray(deliveries.state, [...what.states])))
    .returning({ recipient: deliveries.recipient });
  return rows.map(({ recipient }) => recipient).toSorted();
}

/** So long after its time, or after its claim, a digest should be with a mail server. */
const OVERDUE_AFTER_MS = 6 * HOUR_MS;

/**
 * Whether the newest digest does not get out: owed for more than 6 hours and not claimed, or claimed so long ago and taken
 * by no server for anybody (RELIABILITY.md, 23). A week recorded as skipped is owed no more: the next digest tells of it.
 */
export async function isDigestOverdue(
  db: Database,
  { now, liveSince, timetable }: { now: Date; liveSince: Date | null; timetable: Timetable },
): Promise<boolean> {
  const { zone } = timetable;
  const present = isoWeekOf(localDateOf(now, zone));
  const newestKnown = await newestKnownWeek(db, { present, now });
  const since = new Date(now.getTime() - OVERDUE_AFTER_MS);
  const { send } = digestDue({ now, liveSince, newestKnown, timetable });
  if (send !== null) return digestTimes(mondayOf(localDateOf(now, zone)), timetable).sendAt < since;
  const week = await newestDigestWeek(db, present);
  if (liveSince === null || week === null || week !== newestKnown) return false;
  const accepted = sql<boolean>`coalesce(bool_or(${deliveries.state} = 'accepted'), false)`;
  const [digest] = await db
    .select({ createdAt: mails.createdAt, accepted })
    .from(mails)
    .leftJoin(deliveries, eq(deliveries.mailId, mails.id))
    .where(and(eq(mails.kind, "digest"), eq(mails.about, week)))
    .groupBy(mails.id);
  return digest !== undefined && !digest.accepted && digest.createdAt < since;
}

/** Whether a mail server has taken a mail for anybody. */
export async function hasArrivedAnywhere(db: Database, kind: MailKind, about: string): Promise<boolean> {
  const [row] = await db
    .select({ one: sql`1` })
    .from(deliveries)
    .innerJoin(mails, eq(mails.id, deliveries.mailId))
    .where(and(eq(mails.kind, kind), eq(mails.about, about), eq(deliveries.state, "accepted")))
    .limit(1);
  return row !== undefined;
}

export interface DeliveryReport {
  kind: MailKind;
  about: string;
  recipient: string;
  state: DeliveryState;
  attempts: number;
  error: string | null;
  changedAt: Date;
}

/** How the deliveries of one mail stand, or of all mails where they are not well: for `doctor` and the command line. */
export async function deliveryReports(
  db: Database,
  of: { kind: MailKind; about: string } | "troubled",
): Promise<readonly DeliveryReport[]> {
  const troubled = sql`${deliveries.state} in ('refused', 'unclear') or (${deliveries.state} in ('queued', 'sending') and ${deliveries.attempts} > 0)`;
  const rows = await db
    .select({ mail: { kind: mails.kind, about: mails.about }, delivery: deliveries })
    .from(deliveries)
    .innerJoin(mails, eq(mails.id, deliveries.mailId))
    .where(of === "troubled" ? troubled : and(eq(mails.kind, of.kind), eq(mails.about, of.about)))
    .orderBy(asc(mails.createdAt), asc(mails.id), asc(deliveries.recipient));
  return rows.map(({ mail, delivery }) => ({
    kind: kindOf(mail.kind),
    about: mail.about,
    recipient: delivery.recipient,
    state: deliveryState(delivery.state),
    attempts: delivery.attempts,
    error: delivery.lastError,
    changedAt: delivery.changedAt,
  }));
}

function kindOf(word: string): MailKind {
  const kind = MAIL_KINDS.find((one) => one === word);
  if (kind === undefined) throw new Error(`the outbox holds a mail of the unknown kind ${word}`);
  return kind;
}

/** Throws on a word that is no state: the outbox was written by something else. */
export function deliveryState(word: string): DeliveryState {
  const states: readonly DeliveryState[] = ["queued", "sending", "accepted", "refused", "unclear"];
  const state = states.find((one) => one === word);
  if (state === undefined) throw new Error(`the outbox holds a delivery in the unknown state ${word}`);
  return state;
}
