import { and, asc, desc, eq, gte, inArray, like, or } from "drizzle-orm";
import type { Finding } from "../core/finding.ts";
import type { DeliveryState } from "../core/mail.ts";
import type { Database } from "./database.ts";
import { deliveries, mails } from "./schema/index.ts";

/** A mail that tells of a finding: a digest by its week, a safeguarding mail by the finding. */
export interface FindingMail {
  kind: "digest" | "safeguarding";
  about: string;
  createdAt: Date;
  /** The best that became of it for anybody; null: nothing is on record. */
  delivery: DeliveryState | null;
  /** When a mail server took it for the first of them; null: none has. */
  acceptedAt: Date | null;
}

/** Digests made since the finding first opened, and safeguarding mails about it; oldest first. */
export async function mailsSince(
  db: Database,
  { id, openedAt }: Pick<Finding, "id" | "openedAt">,
): Promise<FindingMail[]> {
  const { kind, about, createdAt, messageId } = mails;
  const rows = await db
    .select({ kind, about, createdAt, messageId })
    .from(mails)
    .where(
      and(
        inArray(kind, ["digest", "safeguarding"]),
        gte(createdAt, openedAt),
        or(eq(kind, "digest"), eq(about, id), like(about, `${id}.%`)),
      ),
    )
    .orderBy(asc(createdAt), asc(mails.id));
  const sent = rows.map((row) => row.messageId);
  const reached = await bestDeliveries(db, sent);
  const taken = await firstTaken(db, sent);
  return rows.flatMap(({ messageId: message, ...mail }) => {
    const { kind: told } = mail;
    return told === "digest" || told === "safeguarding"
      ? [
          {
            ...mail,
            kind: told,
            delivery: reached.get(message) ?? null,
            acceptedAt: taken.get(message) ?? null,
          },
        ]
      : [];
  });
}

/** Of the recipients of one mail the one who has it speaks for it, else the one who may still get it. */
const BEST_FIRST: readonly DeliveryState[] = ["accepted", "sending", "queued", "unclear", "refused"];

/** By Message-ID: a finding that shares another one's mail has no deliveries of its own. */
async function bestDeliveries(
  db: Database,
  messageIds: readonly string[],
): Promise<ReadonlyMap<string, DeliveryState>> {
  const rows = await db
    .selectDistinct({ messageId: mails.messageId, state: deliveries.state })
    .from(deliveries)
    .innerJoin(mails, eq(mails.id, deliveries.mailId))
    .where(inArray(mails.messageId, [...messageIds]));
  const rank = ({ state }: { state: DeliveryState }) => BEST_FIRST.indexOf(state);
  const worstFirst = rows.toSorted((a, b) => rank(b) - rank(a));
  return new Map(worstFirst.map(({ messageId, state }) => [messageId, state]));
}

/** A mail may be made days before it leaves: a safeguarding mail waits for an open day, and all for go-live. */
async function firstTaken(db: Database, messageIds: readonly string[]): Promise<ReadonlyMap<string, Date>> {
  const rows = await db
    .select({ messageId: mails.messageId, at: deliveries.changedAt })
    .from(deliveries)
    .innerJoin(mails, eq(mails.id, deliveries.mailId))
    .where(and(inArray(mails.messageId, [...messageIds]), eq(deliveries.state, "accepted")))
    .orderBy(desc(deliveries.changedAt));
  return new Map(rows.map(({ messageId, at }) => [messageId, at]));
}
