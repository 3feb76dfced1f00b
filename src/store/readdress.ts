import { and, eq, inArray } from "drizzle-orm";
import type { MailKind } from "../core/mail.ts";
import type { Database } from "./database.ts";
import { deliveries, mails } from "./schema/index.ts";

/**
 * A frozen mail follows the addresses that the settings name today: who is new gets a delivery of the same bytes, and an
 * address that no longer stands there and has got nothing is given up. What has left, or may have, stays on record.
 */
export async function readdress(
  db: Database,
  mail: { kind: MailKind; about: string; recipients: readonly string[] },
  now: Date,
): Promise<void> {
  const wanted = new Map(mail.recipients.map((address) => [keyOf(address), address.trim()]));
  await db.transaction(async (tx) => {
    const standing = await tx
      .select({ mailId: mails.id, recipient: deliveries.recipient })
      .from(mails)
      .innerJoin(deliveries, eq(deliveries.mailId, mails.id))
      .where(and(eq(mails.kind, mail.kind), eq(mails.about, mail.about)));
    const [mailId] = standing.map((one) => one.mailId);
    if (mailId === undefined) return;
    const known = new Set(standing.map(({ recipient }) => keyOf(recipient)));
    const added = [...wanted].filter(([key]) => !known.has(key)).map(([, recipient]) => recipient);
    const queued = { mailId, state: "queued" as const, changedAt: now, notBefore: now };
    if (added.length > 0) {
      await tx
        .insert(deliveries)
        .values(added.map((recipient) => ({ ...queued, recipient })))
        .onConflictDoNothing();
    }
    const given = standing.map(({ recipient }) => recipient).filter((one) => !wanted.has(keyOf(one)));
    await tx
      .delete(deliveries)
      .where(
        and(
          eq(deliveries.mailId, mailId),
          inArray(deliveries.recipient, given),
          inArray(deliveries.state, ["refused", "queued"]),
        ),
      );
  });
}

function keyOf(address: string): string {
  return address.trim().toLowerCase();
}
