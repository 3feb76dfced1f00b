import { eq } from "drizzle-orm";
import type { Outgoing } from "../../src/compose/digest.ts";
import { SILENT } from "../../src/log.ts";
import type { Database } from "../../src/store/database.ts";
import { deliveries, mails } from "../../src/store/schema/index.ts";
import { seededIds, type SettableClock } from "../support/clock.ts";
import { configWith, PROFILES } from "./seeded.ts";

/** What the mail of a made-up group is written with. */
export function outgoingWith(db: Database, clock: SettableClock): Outgoing {
  return { config: configWith(), db, clock, ids: seededIds(), connectors: PROFILES, log: SILENT };
}

/** What the outbox holds about learner findings, with those who get it. */
export async function toldOf(db: Database): Promise<string[]> {
  const rows = await db
    .select({ about: mails.about, to: deliveries.recipient })
    .from(mails)
    .innerJoin(deliveries, eq(deliveries.mailId, mails.id))
    .where(eq(mails.kind, "safeguarding"));
  return rows.map(({ about, to }) => `${about} ${to.split("@")[0]}`).toSorted();
}
