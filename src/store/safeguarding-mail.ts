import { and, asc, eq, gte, inArray, isNull, notExists, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Finding } from "../core/finding.ts";
import type { DeliveryState } from "../core/mail.ts";
import type { Database } from "./database.ts";
import { deliveryState } from "./deliveries.ts";
import { deliveries, findings, mails, reveals } from "./schema/index.ts";

/** What a safeguarding mail is about: a finding; reopened, it is another thing to be told. */
export function aboutFinding({ id, reopenedCount }: Pick<Finding, "id" | "reopenedCount">): string {
  return reopenedCount === 0 ? id : `${id}.${reopenedCount}`;
}

/** What the mail is about that tells of a finding again, because nobody has acknowledged it. */
export function aboutAgain(finding: Pick<Finding, "id" | "reopenedCount">): string {
  return `${aboutFinding(finding)}.again`;
}

/** {@link aboutFinding}, of the row at hand. */
const ABOUT = sql`${findings.id} || case when ${findings.reopenedCount} = 0 then '' else '.' || ${findings.reopenedCount} end`;

/** Open findings of some rules that no safeguarding mail is about, oldest first. */
export async function untoldFindings(db: Database, ruleIds: readonly string[]): Promise<Finding[]> {
  const rows = await db
    .select({ finding: findings })
    .from(findings)
    .leftJoin(mails, and(eq(mails.kind, "safeguarding"), eq(mails.about, ABOUT)))
    .where(
      and(
        inArray(findings.status, ["open", "acknowledged"]),
        inArray(findings.ruleId, [...ruleIds]),
        isNull(mails.id),
      ),
    )
    .orderBy(asc(findings.lastOpenedAt), asc(findings.id));
  return rows.map(({ finding }) => finding);
}

export interface ToldFinding {
  finding: Finding;
  /** From when on its mail could leave. */
  toldAt: Date;
}

/**
 * Findings of some rules that were told of before an instant, told once, and that nobody has acknowledged: neither by its
 * status nor by opening the sealed evidence since it opened. Oldest first.
 */
export async function unacknowledgedFindings(
  db: Database,
  ruleIds: readonly string[],
  toldBefore: Date,
): Promise<ToldFinding[]> {
  const later = alias(mails, "later");
  const again = db
    .select({ one: sql`1` })
    .from(later)
    .where(and(eq(later.kind, "safeguarding"), eq(later.about, sql`${ABOUT} || '.again'`)));
  const opened = db
    .select({ one: sql`1` })
    .from(reveals)
    .where(and(eq(reveals.findingId, findings.id), gte(reveals.at, findings.lastOpenedAt)));
  return db
    .select({ finding: findings, toldAt: mails.sendAfter })
    .from(findings)
    .innerJoin(mails, and(eq(mails.kind, "safeguarding"), eq(mails.about, ABOUT)))
    .where(
      and(
        eq(findings.status, "open"),
        inArray(findings.ruleId, [...ruleIds]),
        sql`${mails.sendAfter} < ${toldBefore.toISOString()}`,
        notExists(again),
        notExists(opened),
      ),
    )
    .orderBy(asc(mails.sendAfter), asc(findings.id));
}

/** Somebody to whom a finding was to be told first. */
export interface FirstDelivery {
  recipient: string;
  state: DeliveryState;
}

/**
 * How the deliveries stand of the mail that told of a finding first, by address. A finding that shared another one's mail
 * has no deliveries of its own: the two have one Message-ID.
 */
export async function firstDeliveries(
  db: Database,
  finding: Pick<Finding, "id" | "reopenedCount">,
): Promise<readonly FirstDelivery[]> {
  const first = db
    .select({ messageId: mails.messageId })
    .from(mails)
    .where(and(eq(mails.kind, "safeguarding"), eq(mails.about, aboutFinding(finding))));
  const rows = await db
    .select({ recipient: deliveries.recipient, state: deliveries.state })
    .from(deliveries)
    .innerJoin(mails, eq(mails.id, deliveries.mailId))
    .where(and(eq(mails.kind, "safeguarding"), inArray(mails.messageId, first)))
    .orderBy(asc(deliveries.recipient));
  return rows.map(({ recipient, state }) => ({ recipient, state: deliveryState(state) }));
}
