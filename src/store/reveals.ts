import { and, eq } from "drizzle-orm";
import type { Database } from "./database.ts";
import { reveals, seals } from "./schema/index.ts";

/** The box that is sealed to one key; null: none is. */
export async function sealFor(db: Database, findingId: string, keyId: string): Promise<Buffer | null> {
  const [row] = await db
    .select({ box: seals.box })
    .from(seals)
    .where(and(eq(seals.findingId, findingId), eq(seals.keyId, keyId)));
  return row?.box ?? null;
}

/** Puts the opening of a seal on record: who said they were, who the system says, why and when. Never what was in it. */
export async function recordReveal(db: Database, reveal: typeof reveals.$inferInsert): Promise<void> {
  await db.insert(reveals).values(reveal);
}
